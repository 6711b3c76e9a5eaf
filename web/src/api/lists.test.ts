import { describe, expect, test } from "vitest";
import { belongs, placed, withCall, withTeammates } from "./lists";
import type { CallView, ConversationItem, ConversationPage, TeammateView, WaitingCall } from "./model";
import type { ListFilter } from "./queries";

const viewer = { teammate: 1 };
const all: ListFilter = { view: "all", state: "open", sort: "newest" };

function item(id: number, active_ms: number, more: Partial<ConversationItem> = {}): ConversationItem {
  return {
    id,
    contact: { id, name: `Contact ${id}`, number: null },
    channel: { id: 1, name: "Support line" },
    tags: [],
    state: "open",
    teammate: null,
    team: null,
    call: null,
    preview: "",
    active_ms,
    notes: 0,
    ...more,
  };
}
function pages(...lists: { items: ConversationItem[]; next: string | null }[]) {
  return { pages: lists satisfies ConversationPage[], pageParams: lists.map((_, at) => (at === 0 ? null : String(at))) };
}
const ids = (data: { pages: ConversationPage[] }) => data.pages.map((page) => page.items.map((one) => one.id));

describe("a list and what changes in it", () => {
  const two = pages({ items: [item(5, 500), item(4, 400)], next: "x" }, { items: [item(3, 300), item(2, 200)], next: "y" });

  test("a conversation that something happened in moves to the top, and stands there once", () => {
    expect(ids(placed(two, item(2, 900), all, viewer))).toEqual([[2, 5, 4], [3]]);
  });

  test("a new conversation is added where its activity puts it", () => {
    expect(ids(placed(two, item(9, 350), all, viewer))).toEqual([[5, 4], [9, 3, 2]]);
  });

  test("a conversation that is closed leaves the list of open ones", () => {
    expect(ids(placed(two, item(4, 901, { state: "closed" }), all, viewer))).toEqual([[5], [3, 2]]);
  });

  test("one that belongs behind the last loaded page comes with that page", () => {
    expect(ids(placed(two, item(1, 100), all, viewer))).toEqual([[5, 4], [3, 2]]);
  });

  test("one that belongs at the very end of a whole list is put there", () => {
    const whole = pages({ items: [item(5, 500)], next: null });
    expect(ids(placed(whole, item(1, 100), all, viewer))).toEqual([[5, 1]]);
  });

  test("an empty list takes its first conversation", () => {
    expect(ids(placed(pages({ items: [], next: null }), item(1, 100), all, viewer))).toEqual([[1]]);
  });

  test("the order of the longest silent is the other way round", () => {
    const oldest = pages({ items: [item(2, 200), item(3, 300)], next: null });
    expect(ids(placed(oldest, item(2, 900), { ...all, sort: "oldest" }, viewer))).toEqual([[3, 2]]);
  });

  test("the same change twice changes nothing more", () => {
    const once = placed(two, item(2, 900), all, viewer);
    expect(placed(once, item(2, 900), all, viewer)).toEqual(once);
  });
});

describe("which list a conversation belongs to", () => {
  const call = { id: 1, stage: "queued" as const, since_ms: 0, placed_ms: 0, answered_ms: null, ended_ms: null, outcome: null, outcome_words: null, teammate: null };
  const ana = { id: 1, name: "Ana" };
  test.each<[string, Partial<ConversationItem>, ListFilter["view"][]]>([
    ["mine", { teammate: ana }, ["yours", "all"]],
    ["somebody else's", { teammate: { id: 2, name: "Ben" } }, ["all"]],
    ["nobody's, of a team", { team: { id: 3, name: "Support" } }, ["unassigned", "all", "team-3"]],
    ["one whose caller waits", { call, teammate: ana }, ["yours", "all", "waiting"]],
    ["one whose caller is on hold", { call: { ...call, stage: "on_hold" }, teammate: ana }, ["yours", "all", "active"]],
  ])("%s", (_, more, views) => {
    const every: ListFilter["view"][] = ["yours", "unassigned", "all", "waiting", "active", "team-3", "team-4"];
    expect(every.filter((view) => belongs(item(1, 1, more), { ...all, view }, viewer)).toSorted()).toEqual(views.toSorted());
  });
});

describe("waiting calls", () => {
  const waiting: WaitingCall[] = [
    { call: 1, conversation: 11, contact: { id: 1, name: "A", number: null }, team: { id: 1, name: "Support" }, since_ms: 100, place: 1, stage: "queued", rings: null },
  ];
  const change = (more: Partial<CallView>): CallView => ({
    id: 2,
    conversation: 12,
    contact: { id: 2, name: "B", number: null },
    channel: { id: 1, name: "Support line" },
    team: { id: 1, name: "Support" },
    teammate: null,
    stage: "queued",
    since_ms: 200,
    placed_ms: 190,
    answered_ms: null,
    ended_ms: null,
    outcome: null,
    outcome_words: null,
    place: 2,
    ...more,
  });

  test("a call that begins to wait joins at its place", () => {
    expect(withCall(waiting, change({})).map((one) => one.call)).toEqual([1, 2]);
    expect(withCall(waiting, change({ place: 0 })).map((one) => one.call)).toEqual([2, 1]);
  });

  test("a ring says whose phone rings, and keeps since when the caller waits", () => {
    const [rung] = withCall(waiting, change({ id: 1, stage: "ringing", teammate: { id: 4, name: "Ben" }, since_ms: 900, place: 1 }));
    expect(rung).toMatchObject({ call: 1, stage: "ringing", rings: { name: "Ben" }, since_ms: 100 });
  });

  test("an answered or ended call waits no more", () => {
    expect(withCall(waiting, change({ id: 1, stage: "talking" }))).toEqual([]);
    expect(withCall(waiting, change({ id: 1, stage: "ended" }))).toEqual([]);
  });
});

describe("teammates", () => {
  const mate = (id: number, name: string, shown = "Active") => ({ id, name, shown }) as TeammateView;
  test("those that changed are replaced in their place, and new ones join by name", () => {
    const held = [mate(1, "Ana"), mate(3, "Mira")];
    expect(withTeammates(held, [mate(3, "Mira", "Away")]).map((one) => one.shown)).toEqual(["Active", "Away"]);
    expect(withTeammates(held, [mate(2, "Ben")]).map((one) => one.name)).toEqual(["Ana", "Ben", "Mira"]);
  });
});
