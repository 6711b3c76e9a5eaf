import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { sentenceOf } from "../../api/client";
import { useGuard } from "../../app/useGuard";
import { t } from "../../texts";
import { CheckList } from "../../ui/form/choices";
import { Form, Part } from "../../ui/form/Form";
import { SaveBar } from "../../ui/form/SaveBar";
import { Avatar } from "../../ui/people";
import { toast } from "../../ui/toasts";
import type { Settings, TeammateDoc } from "../documents";
import { placedIn, refetchSettings, save } from "../queries";
import { lockedBy, useViewer } from "../rights";
import { teamsOf } from "../words";

/** A teammate's teams. Membership stands in the teams' documents: each that changes is saved with its own version. */
export function TeamsOf({ settings, teammate }: { settings: Settings; teammate: TeammateDoc }) {
  const locked = lockedBy(useViewer(), "phone_settings");
  const now = teamsOf(settings, teammate.id).map((team) => String(team.id));
  // Only what was pressed here is held: what others change meanwhile shows through.
  const [pressed, setPressed] = useState<ReadonlyMap<string, boolean>>(new Map());
  const teams = settings.teams.filter((team) => team.document.retired === "off");
  const chosen = teams.map((team) => String(team.id)).filter((id) => pressed.get(id) ?? now.includes(id));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const changed = teams.filter((team) => chosen.includes(String(team.id)) !== now.includes(String(team.id)));
  const guard = useGuard(changed.length > 0);
  const submit = async () => {
    if (busy || changed.length === 0) return;
    setBusy(true);
    setProblem(null);
    try {
      for (const { id, version, document } of changed) {
        const members = chosen.includes(String(id)) ? [...document.members, teammate.id] : document.members.filter((member) => member !== teammate.id);
        // One after the other: a refusal stops before the next team, and says which one it was.
        await save(`/settings/teams/${id}`, version, { ...document, members }, placedIn("teams", id));
      }
      setPressed(new Map());
      toast(t("settings.save.saved"), { tone: "good" });
    } catch (error) {
      setProblem(sentenceOf(error));
      await refetchSettings();
    }
    setBusy(false);
  };
  return (
    <Form label={t("settings.section.teams")} locked={locked} onSubmit={() => void submit()}>
      <Part title={t("settings.section.teams")} words={locked ?? t("settings.teammate.teams_words")}>
        <CheckList
          label={t("settings.teammate.member_of")}
          quiet
          value={chosen}
          choices={teams.map((team) => ({ value: String(team.id), words: team.document.name, mark: <Avatar kind="team" id={team.id} name={team.document.name} size="s" /> }))}
          empty={t("settings.team.none_words")}
          onChange={(ids) => setPressed(new Map(teams.map((team) => String(team.id)).filter((id) => ids.includes(id) !== now.includes(id)).map((id) => [id, ids.includes(id)])))}
        />
        <p className="hint">
          <Link to="/settings/$" params={{ _splat: "teams" }}>
            {t("settings.teammate.to_teams")}
          </Link>
        </p>
      </Part>
      {changed.length > 0 && (
        <SaveBar
          problem={problem}
          busy={busy}
          onDiscard={() => {
            setPressed(new Map());
            setProblem(null);
          }}
        />
      )}
      {guard.question}
    </Form>
  );
}
