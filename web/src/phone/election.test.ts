import { expect, test } from "vitest";
import { stand, type Candidate } from "./election";

interface Claim {
  grant: () => void;
  refuse: () => void;
  signal: AbortSignal | undefined;
}

/** The browser's side of `navigator.locks`, as far as an election needs it (W3C Web Locks, one lock). */
function locksOfABrowser(): LockManager {
  let held: Claim | null = null;
  const line: Claim[] = [];
  const next = () => {
    while (held === null) {
      const claim = line.shift();
      if (!claim) return;
      if (claim.signal?.aborted) continue;
      held = claim;
      claim.grant();
    }
  };
  const request = async (_: string, options: LockOptions, then: (lock: Lock | null) => unknown) => {
    // Never within the call that asks.
    await Promise.resolve();
    if (options.signal?.aborted) throw new DOMException("left", "AbortError");
    if (options.ifAvailable && held !== null) return then(null);
    return new Promise((resolve, reject) => {
      const claim: Claim = {
        signal: options.signal,
        grant: () =>
          void Promise.resolve(then({ name: "", mode: "exclusive" })).then((value) => {
            if (held === claim) held = null;
            resolve(value);
            next();
          }),
        refuse: () => reject(new DOMException("stolen", "AbortError")),
      };
      options.signal?.addEventListener("abort", () => reject(new DOMException("left", "AbortError")));
      if (options.steal) {
        held?.refuse();
        held = claim;
        claim.grant();
      } else {
        line.push(claim);
        next();
      }
    });
  };
  return { request, query: () => Promise.resolve({}) } as LockManager;
}

/** Lets every promise that is ready take its turn. */
const settled = () => new Promise<void>((done) => setImmediate(done));

function tabs(count: number): { said: string[]; candidates: Candidate[] } {
  const locks = locksOfABrowser();
  const said = Array.from({ length: count }, () => "");
  const candidates = said.map((_, at) =>
    stand(locks, (outcome) => {
      said[at] = outcome;
    }),
  );
  return { said, candidates };
}

test("one tab is elected, the others wait", async () => {
  const { said } = tabs(3);
  await settled();
  expect(said.toSorted()).toEqual(["tab_elected", "tab_waits", "tab_waits"]);
});

test("when the phone's tab leaves, the next one in line is elected", async () => {
  const { said, candidates } = tabs(2);
  await settled();
  candidates[said.indexOf("tab_elected")]?.leave();
  await settled();
  expect(said).toEqual(["tab_elected", "tab_elected"]);
});

test("a tab that takes the phone over has it, and gives it back when it leaves", async () => {
  const { said, candidates } = tabs(2);
  await settled();
  const [first, second] = said[0] === "tab_elected" ? [0, 1] : [1, 0];
  candidates[second]?.takeOver();
  await settled();
  expect([said[first], said[second]]).toEqual(["tab_waits", "tab_elected"]);
  candidates[second]?.leave();
  await settled();
  expect(said[first]).toBe("tab_elected");
});

test("the phone can be taken to and fro", async () => {
  const { said, candidates } = tabs(2);
  await settled();
  const [first, second] = said[0] === "tab_elected" ? [0, 1] : [1, 0];
  for (const [taker, other] of [[second, first], [first, second], [second, first]] as const) {
    candidates[taker]?.takeOver();
    await settled();
    expect([said[taker], said[other]]).toEqual(["tab_elected", "tab_waits"]);
  }
});

test("a tab that has left hears nothing more", async () => {
  const { said, candidates } = tabs(2);
  await settled();
  candidates[1]?.leave();
  said[1] = "";
  candidates[0]?.leave();
  await settled();
  expect(said[1]).toBe("");
});

test("a tab that leaves before it was answered keeps nobody waiting", async () => {
  const locks = locksOfABrowser();
  stand(locks, () => undefined).leave();
  const said: string[] = [];
  stand(locks, (outcome) => said.push(outcome));
  await settled();
  expect(said.at(-1)).toBe("tab_elected");
});
