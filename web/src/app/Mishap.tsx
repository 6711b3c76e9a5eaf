import { Component, type ReactNode } from "react";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";

/** A part that failed to draw says so; the rest of the page, above all the handset, stays. */
export class Mishap extends Component<{ children: ReactNode; name?: string }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? <MishapPage /> : this.props.children;
  }
}

export function MishapPage() {
  return (
    <div className="empty grow" role="alert">
      <Icon name="warn" className="bad" />
      <h2>{t("app.mishap.title")}</h2>
      <p>{t("app.mishap.words")}</p>
      <div className="row">
        <Button size="s" onClick={() => location.reload()}>
          {t("app.mishap.reload")}
        </Button>
      </div>
    </div>
  );
}
