import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { sentenceOf } from "../../api/client";
import { useMe } from "../../api/live";
import { signOut } from "../../app/session";
import { t } from "../../texts";
import { Button } from "../../ui/Button";
import { Avatar } from "../../ui/people";
import { Part } from "../../ui/form/Form";
import { toast } from "../../ui/toasts";
import { PERMISSIONS } from "../documents";
import { Page } from "../Page";
import { settingsQuery } from "../queries";
import { has, useViewer } from "../rights";
import { teamsOf } from "../words";

/** Who one is here; what stands in it is changed by who manages teammates. */
export function Profile() {
  const me = useViewer();
  const call = useMe()?.call ?? null;
  const settings = useQuery(settingsQuery);
  if (!me) return <Page title={t("settings.section.profile")}>{null}</Page>;
  const teams = settings.data ? teamsOf(settings.data, me.teammate).map((team) => team.name) : null;
  const may = PERMISSIONS.filter((one) => me.permissions.includes(one));
  return (
    <Page title={t("settings.section.profile")}>
      <div className="form">
        <Part title={t("settings.profile.you")}>
          <div className="row profile">
            <Avatar id={me.teammate} name={me.name} size="l" />
            <div className="grow">
              <p className="strong cut">{me.name}</p>
              <p className="t2 cut">{me.email || t("settings.profile.no_email")}</p>
            </div>
          </div>
          <dl className="set-facts">
            <div>
              <dt>{t("settings.field.teammate.role")}</dt>
              <dd>{me.role.id === 0 ? t("settings.roles.none") : me.role.name}</dd>
            </div>
            <div>
              <dt>{t("settings.section.teams")}</dt>
              <dd>{teams === null ? t("settings.unknown") : teams.join(", ") || t("settings.teammates.no_team")}</dd>
            </div>
            <div>
              <dt>{t("settings.profile.workspace")}</dt>
              <dd>{me.workspace.name}</dd>
            </div>
          </dl>
          {has(me, "manage_teammates") ? (
            <p>
              <Link to="/settings/$" params={{ _splat: `teammates/${me.teammate}` }}>
                {t("settings.profile.change")}
              </Link>
            </p>
          ) : (
            <p className="hint">{t("settings.profile.who_changes")}</p>
          )}
        </Part>
        <Part title={t("settings.profile.may")} words={t("settings.profile.may_words")}>
          <ul className="may">
            {may.map((permission) => (
              <li key={permission}>
                <span className="med">{t(`settings.permission.${permission}.name`)}</span> <span className="t2">{t(`settings.permission.${permission}.does`)}</span>
              </li>
            ))}
            {may.length === 0 && <li className="t2">{t("settings.roles.nothing")}</li>}
          </ul>
        </Part>
        <div>
          <Button icon="out" reason={call ? t("app.account.sign_out_on_call") : null} onClick={() => void signOut().catch((error: unknown) => toast(sentenceOf(error), { tone: "bad" }))}>
            {t("app.account.sign_out")}
          </Button>
        </div>
      </div>
    </Page>
  );
}
