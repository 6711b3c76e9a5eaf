import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { command, sentenceOf } from "../api/client";
import type { ConversationDetail } from "../api/model";
import { cache, figuresQuery, meQuery, teammatesQuery, viewsQuery, waits } from "../api/queries";
import { useShortcut } from "../app/shortcuts";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Avatar } from "../ui/people";
import { Picker } from "../ui/Picker";
import { Popover } from "../ui/Popover";
import { Tip } from "../ui/Tip";
import { toast } from "../ui/toasts";
import { mayOf } from "./may";
import { presenceOf, shownWords } from "./mates";

function useAssign(conversation: number) {
  return useMutation({
    mutationFn: (to: { teammate: number | null; team: number | null; name: string }) =>
      command({ do: "assign", conversation, teammate: to.teammate, team: to.team }),
    onSuccess: (_, { name }) => {
      void cache.invalidateQueries({ queryKey: ["conversation", conversation] });
      toast(t("inbox.assign.done", { name }), { tone: "good" });
    },
    onError: (error) => toast(sentenceOf(error), { tone: "bad" }),
  });
}

/** The owner of a conversation, and choosing another. */
export function AssignTeammate({ detail }: { detail: ConversationDetail }) {
  const { item } = detail;
  const [open, setOpen] = useState(false);
  const assign = useAssign(item.id);
  const mates = useQuery({ ...teammatesQuery, enabled: open });
  const reason = mayOf(detail.may, "assign");
  useShortcut("a", t("inbox.assign.key"), t("inbox.thread.keys"), () => (reason ? toast(reason) : setOpen(true)));
  const mine = cache.getQueryData(meQuery.queryKey)?.teammate;
  const sorted = (mates.data ?? []).toSorted((a, b) => Number(b.id === mine) - Number(a.id === mine));
  const choices = sorted.map((mate) => ({
    key: String(mate.id),
    words: mate.id === mine ? t("inbox.assign.you", { name: mate.name }) : mate.name,
    mark: <Avatar size="s" id={mate.id} name={mate.name} presence={presenceOf(mate)} />,
    end: shownWords(mate),
    reason: mate.id === item.teammate?.id ? t("inbox.assign.already") : null,
  }));
  return (
    <Popover
      open={open}
      onOpenChange={(next) => (reason && next ? toast(reason) : setOpen(next))}
      label={t("inbox.assign.teammate")}
      trigger={
        <Chip
          reason={reason}
          label={t("inbox.assign.teammate")}
          words={item.teammate?.name ?? t("inbox.assign.nobody")}
          mark={item.teammate ? <Avatar size="s" id={item.teammate.id} name={item.teammate.name} /> : <Icon name="person" />}
        />
      }
    >
      <Picker
        label={t("inbox.assign.search")}
        none={mates.isPending ? t("app.loading") : t("inbox.assign.none")}
        hint={item.call && waits(item.call.stage) ? t("inbox.assign.waiting_hint") : null}
        choices={choices}
        onChoose={(key) => {
          setOpen(false);
          assign.mutate({ teammate: Number(key), team: null, name: mates.data?.find((mate) => mate.id === Number(key))?.name ?? "" });
        }}
      />
    </Popover>
  );
}

/** The team of a conversation, and choosing another. */
export function AssignTeam({ detail }: { detail: ConversationDetail }) {
  const { item } = detail;
  const [open, setOpen] = useState(false);
  const assign = useAssign(item.id);
  const views = useQuery(viewsQuery);
  const figures = useQuery(figuresQuery);
  const reason = mayOf(detail.may, "assign");
  const free = (team: number) => figures.data?.teams.find((one) => one.team.id === team)?.available;
  const choices = (views.data?.teams ?? []).map((team) => ({
    key: String(team.id),
    words: team.name,
    mark: <Avatar kind="team" size="s" id={team.id} name={team.name} />,
    end: t("inbox.assign.free", { count: free(team.id) ?? 0 }),
    reason: team.id === item.team?.id ? t("inbox.assign.already_team") : null,
  }));
  return (
    <Popover
      open={open}
      onOpenChange={(next) => (reason && next ? toast(reason) : setOpen(next))}
      label={t("inbox.assign.team")}
      trigger={<Chip reason={reason} label={t("inbox.assign.team")} words={item.team?.name ?? t("inbox.assign.no_team")} mark={<Icon name="team" />} />}
    >
      <Picker
        label={t("inbox.assign.search_team")}
        none={t("inbox.assign.none_team")}
        hint={item.call && waits(item.call.stage) ? t("inbox.assign.waiting_team_hint") : null}
        choices={choices}
        onChoose={(key) => {
          setOpen(false);
          assign.mutate({ teammate: null, team: Number(key), name: views.data?.teams.find((team) => team.id === Number(key))?.name ?? "" });
        }}
      />
    </Popover>
  );
}

function Chip({ label, words, mark, reason, ...rest }: {
  label: string;
  words: string;
  mark: React.ReactNode;
  reason: string | null | undefined;
} & React.ComponentPropsWithRef<"button">) {
  return (
    <Tip words={reason ?? `${label}: ${words}`}>
      <button type="button" className="chip" aria-label={`${label}: ${words}`} {...(reason ? { "aria-disabled": true } : {})} {...rest}>
        {mark}
        <span className="cut">{words}</span>
      </button>
    </Tip>
  );
}
