// Which of a browser's tabs is the phone: the one that holds a lock of the browser. The
// lock falls free the moment its tab closes, and the next tab in line has it.

const LOCK = "cordboard-phone";

/** A tab's place in the election. */
export interface Candidate {
  /** Takes the phone from the tab that has it. */
  takeOver: () => void;
  /** Leaves the election, and the lock if it was held. */
  leave: () => void;
}

/** Stands for election until `leave`; `told` hears of every change. */
export function stand(locks: LockManager, told: (outcome: "tab_elected" | "tab_waits") => void): Candidate {
  const left = new AbortController();
  let release: (() => void) | null = null;

  const say = (outcome: "tab_elected" | "tab_waits") => {
    if (!left.signal.aborted) told(outcome);
  };
  const hold = () => {
    say("tab_elected");
    return new Promise<void>((done) => {
      release = done;
    });
  };
  const request = async (options: LockOptions) => {
    try {
      // A lock that comes after this tab has left goes straight on to the next.
      await locks.request(LOCK, options, (lock) => (lock === null || left.signal.aborted ? undefined : hold()));
    } catch (error) {
      // Another tab took the phone over, or this one left while it stood in line. Anything else
      // is a browser that gives this page no locks, and asking again would not change it.
      if (!(error instanceof DOMException) || error.name !== "AbortError") left.abort();
    }
    release = null;
    say("tab_waits");
  };
  const standInLine = async () => {
    while (!left.signal.aborted) await request({ signal: left.signal });
  };
  // The first look tells at once whether there is a line to stand in.
  void request({ ifAvailable: true }).then(standInLine);

  return {
    // Its place in line it keeps, for when another tab takes the phone back.
    takeOver: () => void request({ steal: true }),
    leave: () => {
      left.abort();
      release?.();
    },
  };
}
