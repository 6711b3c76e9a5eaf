import { useRouter } from "@tanstack/react-router";
import { Problem } from "../api/client";
import { t } from "../texts";
import { Failed } from "../ui/states";
import { MishapPage } from "./Mishap";

/** A page that could not be opened: the server said why, or did not answer, or we made a mistake. */
export function Unreachable({ error }: { error: unknown }) {
  const router = useRouter();
  if (!(error instanceof Problem)) return <MishapPage />;
  return (
    <main className="page">
      <Failed title={t("app.unreachable")} words={error.detail} again={t("app.again")} onAgain={() => void router.invalidate()} />
    </main>
  );
}
