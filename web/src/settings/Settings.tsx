import "./settings.css";
import { Link, Navigate } from "@tanstack/react-router";
import { lazy, type ReactElement, Suspense } from "react";
import { Devices } from "../phone/Devices";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Empty, Loading } from "../ui/states";
import { FirstSteps } from "./FirstSteps";
import { Page } from "./Page";
import { Roles } from "./desk/Roles";
import { Teammates } from "./desk/Teammates";
import { Teams } from "./desk/Teams";
import { Hours } from "./desk/Hours";
import { Destinations } from "./phone/Destinations";
import { Numbers } from "./phone/Numbers";
import { Phone } from "./phone/Phone";
import { Trunks } from "./phone/Trunks";
import { Workspace } from "./desk/Workspace";
import { Tags } from "./after/Tags";
import { Webhooks } from "./after/Webhooks";
import { GROUPS, placeOf, type Section, type SectionName, SECTIONS } from "./sections";
import { Appearance } from "./you/Appearance";
import { Keyboard } from "./you/Keyboard";
import { Profile } from "./you/Profile";
import { Security } from "./you/Security";
import { Signals } from "./you/Signals";

const PostCall = lazy(() => import("../notifications/Notifications"));
const Jobs = lazy(() => import("../jobs/Jobs"));
const AuditLog = lazy(() => import("../audit/AuditLog"));

/** The settings: their list, and one of their pages. On a narrow screen one of the two. */
export default function Settings({ section: path }: { section: string }) {
  const { section, rest } = placeOf(path);
  const shown = section ?? (path === "" ? "profile" : null);
  return (
    <main className={path === "" ? "settings at-list" : "settings"}>
      <List current={shown} alone={path === ""} />
      <div className="settings-pane" key={path}>
        <Suspense fallback={<Loading label={t("app.loading")} />}>{shown === null ? <NoSuchPage /> : pageOf(shown, rest)}</Suspense>
      </div>
    </main>
  );
}

function pageOf(section: SectionName, rest: string | null): ReactElement {
  switch (section) {
    case "profile":
      return <Profile />;
    case "security":
      return <Security />;
    case "devices":
      return (
        <Page title={t("settings.section.devices")}>
          <div className="card devices-card">
            <Devices />
          </div>
        </Page>
      );
    case "signals":
      return <Signals />;
    case "keyboard":
      return <Keyboard />;
    case "appearance":
      return <Appearance />;
    case "workspace":
      return <Workspace />;
    case "hours":
      return <Hours />;
    case "teammates":
      return <Teammates rest={rest} />;
    case "teams":
      return <Teams rest={rest} />;
    case "roles":
      return <Roles rest={rest} />;
    case "tags":
      return <Tags rest={rest} />;
    case "audit":
      return <AuditLog />;
    case "notifications":
      return <PostCall />;
    case "webhooks":
      return <Webhooks rest={rest} />;
    case "jobs":
      return <Jobs rest={rest} />;
    case "outbox":
      return <Navigate to="/outbox" replace />;
    case "phone":
      return <Phone />;
    case "numbers":
      return <Numbers rest={rest} />;
    case "trunks":
      return <Trunks rest={rest} />;
    case "destinations":
      return <Destinations />;
    case "first-steps":
      return <FirstSteps />;
  }
}

function List({ current, alone }: { current: SectionName | null; alone: boolean }) {
  // On a narrow screen the list is a page of its own.
  const Title = alone ? "h1" : "span";
  return (
    <nav className="settings-list" aria-label={t("settings.title")}>
      <div className="bar">
        <Title className="strong">{t("settings.title")}</Title>
      </div>
      <div className="scroll">
        {GROUPS.map((group) => (
          <section key={group} aria-labelledby={`settings-${group}`}>
            <h2 className="head" id={`settings-${group}`}>
              {t(`settings.group.${group}`)}
            </h2>
            {SECTIONS.filter((section) => section.group === group).map((section) => (
              <SectionLink key={section.name} section={section} current={section.name === current} />
            ))}
          </section>
        ))}
      </div>
    </nav>
  );
}

const inSight = (link: HTMLAnchorElement | null) => link?.scrollIntoView({ block: "nearest" });

function SectionLink({ section, current }: { section: Section; current: boolean }) {
  const to = section.to ? { to: section.to } : ({ to: "/settings/$", params: { _splat: section.name } } as const);
  return (
    // On a low window the list is longer than its place: the page one came to is in sight.
    <Link {...to} ref={current ? inSight : null} className="si" {...(current ? { "aria-current": "page" as const } : {})}>
      <Icon name={section.icon} />
      <span className="cut">{t(`settings.section.${section.name}`)}</span>
      <Icon name="right" />
    </Link>
  );
}

function NoSuchPage() {
  return (
    <Page title={t("settings.title")}>
      <Empty title={t("app.missing.title")} words={t("app.missing.words")} />
    </Page>
  );
}
