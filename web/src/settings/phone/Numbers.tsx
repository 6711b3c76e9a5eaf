import { Link } from "@tanstack/react-router";
import { t } from "../../texts";
import { Icon } from "../../ui/Icon";
import { Empty } from "../../ui/states";
import type { ChannelSettings, Doc, Settings } from "../documents";
import { NotThere, Page, WithSettings } from "../Page";
import { lockedBy, useViewer } from "../rights";
import { Row, Rows } from "../Rows";
import { AddLink } from "../AddLink";
import { nameOf } from "../words";
import { NewNumber, NumberPage } from "./Number";

export function Numbers({ rest }: { rest: string | null }) {
  const title = t("settings.section.numbers");
  return (
    <WithSettings title={title}>
      {(settings) => {
        if (rest === null) return <NumberList title={title} settings={settings} />;
        if (rest === "new") return <NewNumber settings={settings} />;
        const doc = settings.channels.find((channel) => String(channel.id) === rest);
        return doc ? <NumberPage settings={settings} doc={doc} /> : <NotThere title={title} back={{ to: "numbers", label: title }} />;
      }}
    </WithSettings>
  );
}

function NumberList({ title, settings }: { title: string; settings: Settings }) {
  const locked = lockedBy(useViewer(), "phone_settings");
  const used = settings.channels.filter((channel) => channel.document.retired === "off");
  const retired = settings.channels.filter((channel) => channel.document.retired === "on");
  return (
    <Page title={title} words={t("settings.number.words")} actions={<AddLink to="numbers/new" label={t("settings.number.add")} reason={locked} />}>
      {used.length === 0 ? (
        <Empty title={t("settings.number.none")} words={t("settings.number.none_words")}>
          {!locked && (
            <Link to="/settings/$" params={{ _splat: "numbers/new" }} className="btn s">
              {t("settings.number.add")}
            </Link>
          )}
        </Empty>
      ) : (
        <Lines label={title} settings={settings} channels={used} />
      )}
      {!locked && settings.trunks.length === 0 && used.length > 0 && (
        <p className="t2">
          {t("settings.number.no_trunk")}{" "}
          <Link to="/settings/$" params={{ _splat: "trunks" }}>
            {t("settings.section.trunks")}
          </Link>
        </p>
      )}
      {retired.length > 0 && (
        <details className="retired">
          <summary>
            <Icon name="right" />
            {t("settings.retired", { count: retired.length })}
          </summary>
          <Lines label={t("settings.retired", { count: retired.length })} settings={settings} channels={retired} />
        </details>
      )}
    </Page>
  );
}

function Lines({ label, settings, channels }: { label: string; settings: Settings; channels: Doc<ChannelSettings>[] }) {
  return (
    <Rows label={label}>
      {channels.map(({ id, document }) => (
        <Row
          key={id}
          to={`numbers/${id}`}
          mark={<span className="rows-icon"><Icon name="phone" /></span>}
          title={document.name}
          words={t("settings.number.line", { number: document.number, team: nameOf(settings.teams, document.team) })}
          end={document.recording === "off" ? null : <span className="badge wide"><Icon name="rec" />{t("settings.number.recorded")}</span>}
        />
      ))}
    </Rows>
  );
}
