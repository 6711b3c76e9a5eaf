import { useState } from "react";
import { changedFields, type Field, type Held, met, put, rebased, same, type Version } from "./draft";

/** A document that is being changed here, while others may change it elsewhere. */
export interface Draft<T extends object> {
  mine: T;
  dirty: boolean;
  /** Something would be lost by leaving: what a new document begins with is not. */
  touched: boolean;
  changed: Field<T>[];
  /** What somebody else saved meanwhile; to be settled before mine can be saved. */
  theirs: Version<T> | null;
  base: Version<T>;
  set: <F extends Field<T>>(field: F, value: T[F]) => void;
  discard: () => void;
  /** Mine on theirs; returns what is to be saved. */
  keepMine: () => Version<T>;
}

/** `begun` is what a new document begins with, such as a template: it can be saved as it is. */
export function useDraft<T extends object>(now: Version<T>, begun?: T): Draft<T> {
  const [held, setHeld] = useState<Held<T>>({ base: now, mine: begun ?? now.document });
  const meeting = met(held, now);
  // React draws once more before anybody sees the older one.
  if (meeting.held !== held) setHeld(meeting.held);
  const { base, mine } = meeting.held;
  return {
    mine,
    base,
    dirty: !same(base.document, mine),
    touched: !same(begun ?? base.document, mine),
    changed: changedFields(base.document, mine),
    theirs: meeting.theirs,
    set: (field, value) => setHeld((old) => ({ ...old, mine: put(old.mine, field, value) })),
    discard: () => setHeld({ base: now, mine: begun ?? now.document }),
    keepMine: () => {
      const next = rebased(base.document, mine, now.document);
      setHeld({ base: now, mine: next });
      return { version: now.version, document: next };
    },
  };
}
