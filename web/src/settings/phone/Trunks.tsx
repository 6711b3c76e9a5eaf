import { Link } from "@tanstack/react-router";
import { t } from "../../texts";
import { Icon } from "../../ui/Icon";
import { Empty } from "../../ui/states";
import { AddLink } from "../AddLink";
import { NotThere, Page, WithSettings } from "../Page";
import { lockedBy, useViewer } from "../rights";
import { Row, Rows } from "../Rows";
import type { Settings } from "../documents";
import { accessWords } from "../words";
import { NewTrunk, TrunkPage } from "./Trunk";

export function Trunks({ rest }: { rest: string | null }) {
  const title = t("settings.section.trunks");
  return (
    <WithSettings title={title}>
      {(settings) => {
        if (rest === null) return <TrunkList title={title} settings={settings} />;
        if (rest === "new") return <NewTrunk settings={settings} />;
        const doc = settings.trunks.find((trunk) => rest === `named/${trunk.name}`);
        return doc ? <TrunkPage doc={doc} /> : <NotThere title={title} back={{ to: "trunks", label: title }} />;
      }}
    </WithSettings>
  );
}

function TrunkList({ title, settings }: { title: string; settings: Settings }) {
  const locked = lockedBy(useViewer(), "phone_settings");
  return (
    <Page title={title} words={t("settings.trunk.words")} actions={<AddLink to="trunks/new" label={t("settings.trunk.add")} reason={locked} />}>
      {locked ? (
        // The server shows them to nobody else.
        <p className="t2">{t("settings.trunk.hidden")}</p>
      ) : settings.trunks.length === 0 ? (
        <Empty title={t("settings.trunk.none")} words={t("settings.trunk.none_words")}>
          <Link to="/settings/$" params={{ _splat: "trunks/new" }} className="btn s">
            {t("settings.trunk.add")}
          </Link>
        </Empty>
      ) : (
        <Rows label={title}>
          {settings.trunks.map((trunk) => (
            <Row
              key={trunk.name}
              to={`trunks/named/${trunk.name}`}
              mark={<span className="rows-icon"><Icon name="transfer" /></span>}
              title={trunk.name}
              words={accessWords(trunk.document)}
              end={trunk.from_file ? <span className="badge">{t("settings.trunk.in_file")}</span> : null}
            />
          ))}
        </Rows>
      )}
    </Page>
  );
}
