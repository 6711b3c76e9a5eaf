import { createRootRoute, createRoute, createRouter, Outlet, redirect } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { onSignedOut, Problem } from "../api/client";
import { cache, houseStateQuery, meQuery } from "../api/queries";
import { Inbox } from "../inbox/Inbox";
import { inboxSearch } from "../inbox/place";
import { taskSearch, taskView } from "../tasks/place";
import { t, withTexts } from "../texts";
import { Loading } from "../ui/states";
import { Frame } from "./Frame";
import { Mishap } from "./Mishap";
import { Missing } from "./Missing";
import { Unreachable } from "./Unreachable";
import { leadTo, signInAgain } from "./session";

const SettingsPage = lazy(withTexts(() => import("../settings/Settings")));
const TasksPage = lazy(withTexts(() => import("../tasks/Tasks")));
const NotificationEditor = lazy(withTexts(() => import("../notifications/Editor")));
const OutboxPage = lazy(withTexts(() => import("../outbox/Outbox")));
const SignIn = lazy(withTexts(() => import("../signin/SignIn")));
const Setup = lazy(withTexts(() => import("../signin/Setup")));
const Invitation = lazy(withTexts(() => import("../signin/Invitation")));

const root = createRootRoute({ component: Outlet, notFoundComponent: Missing, errorComponent: Unreachable });

/** Everything behind the sign-in. */
const desk = createRoute({
  getParentRoute: () => root,
  id: "desk",
  component: Frame,
  beforeLoad: async ({ location }) => {
    try {
      await cache.ensureQueryData(meQuery);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      const house = await cache.fetchQuery({ ...houseStateQuery, staleTime: 0 });
      if (house.setup_needed) throw redirect({ to: "/setup" });
      throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { from: location.href } });
    }
  },
});
const home = createRoute({
  getParentRoute: () => desk,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/inbox/$view", params: { view: "yours" } });
  },
});
const inboxHome = createRoute({
  getParentRoute: () => desk,
  path: "/inbox",
  beforeLoad: () => {
    throw redirect({ to: "/inbox/$view", params: { view: "yours" } });
  },
});
const inbox = createRoute({
  getParentRoute: () => desk,
  path: "/inbox/$view",
  validateSearch: inboxSearch,
  component: Inbox,
});
const conversation = createRoute({ getParentRoute: () => inbox, path: "/$conversation" });
const settingsHome = createRoute({ getParentRoute: () => desk, path: "/settings", component: () => <SettingsPlace section="" /> });
const settings = createRoute({
  getParentRoute: () => desk,
  path: "/settings/$",
  component: () => <SettingsPlace section={settings.useParams()._splat ?? ""} />,
});
function SettingsPlace({ section }: { section: string }) {
  return <Place page={<SettingsPage section={section} />} />;
}
const notificationEditor = createRoute({
  getParentRoute: () => desk,
  path: "/settings/notifications/$id",
  validateSearch: (search: Record<string, unknown>): { template?: string } => (typeof search["template"] === "string" ? { template: search["template"] } : {}),
  component: () => {
    const { id } = notificationEditor.useParams();
    return <Place page={<NotificationEditor key={id} id={id} />} />;
  },
});
const outbox = createRoute({ getParentRoute: () => desk, path: "/outbox", component: () => <Place page={<OutboxPage mail={null} />} /> });
const outboxMail = createRoute({ getParentRoute: () => desk, path: "/outbox/$mail", component: () => <Place page={<OutboxPage mail={outboxMail.useParams().mail} />} /> });
const tasksHome = createRoute({
  getParentRoute: () => desk,
  path: "/tasks",
  beforeLoad: () => {
    throw redirect({ to: "/tasks/$view", params: { view: "mine" } });
  },
});
const tasks = createRoute({
  getParentRoute: () => desk,
  path: "/tasks/$view",
  validateSearch: taskSearch,
  component: () => <Place page={<TasksPage view={taskView(tasks.useParams().view)} />} />,
});

/** A page that is fetched when it is opened. */
function Place({ page }: { page: React.ReactElement }) {
  return <Suspense fallback={<Loading label={t("app.loading")} />}>{page}</Suspense>;
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { from?: string; link?: "expired" } => ({
    ...(typeof search["from"] === "string" ? { from: search["from"] } : {}),
    ...(search["link"] === "expired" ? { link: "expired" as const } : {}),
  }),
  component: () => <Outside page={<SignIn />} />,
});
const setup = createRoute({ getParentRoute: () => root, path: "/setup", component: () => <Outside page={<Setup />} /> });
const invitation = createRoute({ getParentRoute: () => root, path: "/invitation", component: () => <Outside page={<Invitation />} /> });
function Outside({ page }: { page: React.ReactElement }) {
  return (
    <Mishap>
      <Suspense fallback={<Loading label={t("app.loading")} rows={0} />}>{page}</Suspense>
    </Mishap>
  );
}

export const router = createRouter({
  routeTree: root.addChildren([
    desk.addChildren([home, inboxHome, inbox.addChildren([conversation]), settingsHome, notificationEditor, settings, outbox, outboxMail, tasksHome, tasks]),
    signIn,
    setup,
    invitation,
  ]),
  defaultErrorComponent: Unreachable,
  defaultNotFoundComponent: Missing,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

leadTo((path) => router.history.replace(path));
onSignedOut(signInAgain);
