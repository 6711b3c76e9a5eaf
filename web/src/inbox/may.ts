import type { May } from "../api/model";

/** Why an action may not be pressed: null when it may; undefined when the server does not offer it. */
export function mayOf(may: readonly May[], action: string): string | null | undefined {
  return may.find((one) => one.action === action)?.reason;
}
