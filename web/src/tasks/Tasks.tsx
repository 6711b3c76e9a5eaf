import "./tasks.css";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { sentenceOf } from "../api/client";
import type { TaskView } from "../api/model";
import { viewsQuery } from "../api/queries";
import { keysShown } from "../app/keymap";
import { useShortcut } from "../app/shortcuts";
import { type RowsHandle, VirtualRows } from "../inbox/VirtualRows";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Menu, MenuChoice } from "../ui/Menu";
import { Empty, Failed, Loading } from "../ui/states";
import { NewTask } from "./NewTask";
import { PRIORITIES, type TaskSearch, type TasksView, VIEWS } from "./place";
import { tasksQuery } from "./queries";
import { TaskPanel } from "./TaskPanel";
import { TASK_ROW_HEIGHT, TaskRow } from "./TaskRow";
import { useOpenTask } from "./useOpenTask";

const ANY = "any";
const keyOf = (task: TaskView) => task.id;

/** What is to be done after calls: one's own, everybody's, and what was done. */
export default function Tasks({ view }: { view: TasksView }) {
  const { priority, task: open } = useSearch({ strict: false }) as TaskSearch;
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  const query = useInfiniteQuery(tasksQuery(view, priority ?? null));
  const tasks = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const shown = useOpenTask(open, tasks, !query.isPending);
  const show = (id: number | null) => void navigate({ to: ".", search: ({ task: _, ...old }: TaskSearch) => (id === null ? old : { ...old, task: id }), replace: true });
  const handle = useRef<RowsHandle>(null);
  // Who closes it by a key goes on from its row.
  const close = (task: TaskView) => {
    show(null);
    handle.current?.focus(tasks.indexOf(task));
  };
  useTaskKeys(tasks, shown, handle);
  useShortcut("d", t("tasks.key.new"), t("desk.tasks.keys"), () => setMaking(true));
  useEffect(() => {
    document.title = `${t(`tasks.view.${view}`)} · ${t("tasks.title")} · ${t("app.name")}`;
  }, [view]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const end = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <main className={shown ? "tasks has-panel" : "tasks"}>
      <header className="bar">
        <h1>{t("tasks.title")}</h1>
        <span className="sp" />
        <Button kind="primary" icon="plus" tip={`${t("tasks.key.new")} (${keysShown("d")})`} onClick={() => setMaking(true)}>
          {t("desk.tasks.new")}
        </Button>
      </header>
      <TaskTools view={view} priority={priority} />
      {query.isPending ? (
        <Loading label={t("desk.tasks.loading")} rows={8} />
      ) : query.isError && tasks.length === 0 ? (
        <Failed title={t("desk.tasks.failed")} words={sentenceOf(query.error)} again={t("app.again")} onAgain={() => void query.refetch()} />
      ) : tasks.length === 0 ? (
        <NoTasks view={view} filtered={priority !== undefined} onMake={() => setMaking(true)} />
      ) : (
        <VirtualRows
          key={`${view} ${priority ?? ANY}`}
          ref={handle}
          rows={tasks}
          keyOf={keyOf}
          height={TASK_ROW_HEIGHT}
          label={t("desk.tasks.label", { view: t(`tasks.view.${view}`) })}
          complete={!hasNextPage}
          end={end}
          draw={(task) => <TaskRow task={task} current={task.id === open} />}
          foot={isFetchingNextPage ? <p className="listend">{t("desk.tasks.more")}</p> : null}
        />
      )}
      {shown && <TaskPanel key={shown.id} task={shown} onClose={() => close(shown)} />}
      {making && <NewTask onClose={() => setMaking(false)} />}
    </main>
  );
}

/** Which tasks: the views, and one priority of them. */
function TaskTools({ view, priority }: { view: TasksView; priority: TaskSearch["priority"] }) {
  const mine = useQuery(viewsQuery).data?.tasks_mine;
  const navigate = useNavigate();
  return (
    <div className="task-tools">
      <nav className="seg" aria-label={t("tasks.title")}>
        {VIEWS.map((one) => (
          <Link key={one} to="/tasks/$view" params={{ view: one }} search={priority ? { priority } : {}} activeProps={{}} className={one === view ? "on" : ""} aria-current={one === view ? "page" : undefined}>
            {t(`tasks.view.${one}`)}
            {one === "mine" && mine !== undefined && mine > 0 && <span className="count">{mine}</span>}
          </Link>
        ))}
      </nav>
      <Menu
        label={t("desk.tasks.filter")}
        trigger={
          <Button kind="plain" size="s" icon="filter" aria-label={`${t("desk.tasks.filter")}: ${priority ? t(`tasks.priority.${priority}`) : t("desk.tasks.any")}`}>
            {priority ? t(`tasks.priority.${priority}`) : t("desk.tasks.any")}
            <Icon name="down" />
          </Button>
        }
      >
        <MenuChoice
          label={t("desk.tasks.filter")}
          value={priority ?? ANY}
          choices={[{ value: ANY, words: t("desk.tasks.any") }, ...PRIORITIES.map((one) => ({ value: one, words: t(`tasks.priority.${one}`) }))]}
          onChoose={(chosen) => {
            const next = PRIORITIES.find((one) => one === chosen);
            void navigate({ to: ".", search: next ? { priority: next } : {}, replace: true });
          }}
        />
      </Menu>
    </div>
  );
}

function NoTasks({ view, filtered, onMake }: { view: TasksView; filtered: boolean; onMake: () => void }) {
  if (filtered) {
    return (
      <Empty art={false} title={t("desk.tasks.empty.filtered")} words={t("desk.tasks.empty.filtered_words")}>
        <Link to="/tasks/$view" params={{ view }} search={{}} className="btn s">
          {t("desk.tasks.empty.all")}
        </Link>
      </Empty>
    );
  }
  return (
    <Empty title={t(`desk.tasks.empty.${view}`)} words={t(`desk.tasks.empty.${view}_words`)}>
      {view !== "done" && (
        <Button size="s" onClick={onMake}>
          {t("desk.tasks.new")}
        </Button>
      )}
    </Empty>
  );
}

/** J and K move through the tasks, E marks the one in focus, or the open one, as done. */
function useTaskKeys(tasks: readonly TaskView[], shown: TaskView | null, handle: React.RefObject<RowsHandle | null>): void {
  const focused = () => {
    const at = document.activeElement?.closest<HTMLElement>("[data-index]")?.dataset["index"];
    return at === undefined ? null : Number(at);
  };
  const move = (by: 1 | -1) => {
    const open = tasks.findIndex((task) => task.id === shown?.id);
    const next = Math.min(tasks.length - 1, Math.max(0, (focused() ?? open) + by));
    if (tasks.length > 0) handle.current?.focus(next);
  };
  useShortcut("j", t("desk.tasks.next"), t("desk.tasks.keys"), () => move(1));
  useShortcut("k", t("desk.tasks.previous"), t("desk.tasks.keys"), () => move(-1));
  useShortcut("e", t("desk.tasks.toggle"), t("desk.tasks.keys"), () => {
    const at = focused();
    const box = at === null ? document.querySelector<HTMLElement>(".task-panel [data-done]") : document.querySelector<HTMLElement>(`[data-index="${at}"] .done-box`);
    box?.click();
  });
}

