/** The audit log by days. Pure. */
import type { AuditLine, Millis } from "../api/model";
import { sameDay } from "../ui/time";

export interface Day {
  at_ms: Millis;
  lines: AuditLine[];
}

/** Lines of one day together, in the order they came; a line that two pages hold stands once. */
export function byDay(lines: readonly AuditLine[]): Day[] {
  const days: Day[] = [];
  const seen = new Set<number>();
  for (const line of lines) {
    if (seen.has(line.id)) continue;
    seen.add(line.id);
    const last = days.at(-1);
    if (last && sameDay(last.at_ms, line.at_ms)) last.lines.push(line);
    else days.push({ at_ms: line.at_ms, lines: [line] });
  }
  return days;
}
