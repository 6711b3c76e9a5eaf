/** Whether fewer days are kept than before: then something is deleted. Null keeps for ever. Pure. */
export function less(now: number, before: number | null): boolean {
  return before === null || now < before;
}
