import { useEffect, useState } from "react";
import { noticesNow } from "../../phone/signs";
import { t } from "../../texts";
import { Button } from "../../ui/Button";
import { Part } from "../../ui/form/Form";
import { Icon } from "../../ui/Icon";
import { Page } from "../Page";

/** Whether a call shows outside this page. */
export function Signals() {
  const [now, setNow] = useState(noticesNow);
  useEffect(() => {
    // The browser's own settings change it too, and say nothing of it but on coming back.
    const look = () => setNow(noticesNow());
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, []);
  const ask = async () => {
    await Notification.requestPermission();
    setNow(noticesNow());
  };
  return (
    <Page title={t("settings.section.signals")} words={t("settings.signals.words")}>
      <div className="form">
        <Part title={t("settings.signals.title")}>
          <p className={now === "granted" ? "verdict good" : "verdict"}>
            <Icon name={now === "granted" ? "check" : now === "ask" ? "bell" : "warn"} />
            <span>{t(`settings.signals.state.${now}`)}</span>
          </p>
          <div className="row">
            {now === "ask" && (
              <Button kind="primary" onClick={() => void ask()}>
                {t("settings.signals.allow")}
              </Button>
            )}
            {now === "granted" && <Button onClick={show}>{t("settings.signals.try")}</Button>}
          </div>
          <p className="hint">{t("settings.signals.rest")}</p>
        </Part>
      </div>
    </Page>
  );
}

function show(): void {
  try {
    const notice = new Notification(t("settings.signals.try_title"), { body: t("settings.signals.try_body"), tag: "cordboard-try" });
    notice.onclick = () => window.focus();
  } catch {
    // Some mobile browsers have the name and refuse the thing.
  }
}
