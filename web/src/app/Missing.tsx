import { t } from "../texts";
import { Empty } from "../ui/states";

export function Missing() {
  return (
    <main className="page">
      <Empty title={t("app.missing.title")} words={t("app.missing.words")}>
        <a className="btn s" href="/">
          {t("app.missing.home")}
        </a>
      </Empty>
    </main>
  );
}
