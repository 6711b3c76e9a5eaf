import { useEffect, useId, useState } from "react";
import { t } from "../../texts";
import { Button, IconButton } from "../Button";
import { Input } from "../fields";
import { Icon } from "../Icon";
import { useForm } from "./context";
import { clockOf, DAYS, localTime, minutesOf, mistakeOf, nextSpan, type OpenSpan, openAt, SPANS_A_DAY_MAX, type TypedSpan, type Week, weekOf } from "./hours";

/** The open spans of a week. What is no time yet is passed on as NaN, and the form does not save it. */
export function HoursEditor({ open, onChange }: { open: readonly OpenSpan[]; onChange: (open: OpenSpan[]) => void }) {
  const [held, setHeld] = useState({ open, week: weekOf(open) });
  // Hours from elsewhere replace what was typed; our own do not.
  const week = held.open === open ? held.week : weekOf(open);
  const take = (next: Week) => {
    const spans = typedSpans(next);
    setHeld({ open: spans, week: next });
    onChange(spans);
  };
  return (
    <div className="hours">
      {DAYS.map((weekday, at) => (
        <Day
          key={weekday}
          weekday={weekday}
          spans={week[at] ?? []}
          onChange={(spans) => take(week.with(at, spans))}
          onCopy={() => take(week.map((day, other) => (other < 5 && other !== at ? (week[at] ?? []) : day)))}
        />
      ))}
    </div>
  );
}

function typedSpans(week: Week): OpenSpan[] {
  return week.flatMap((day, at) => day.map(({ from, to }) => ({ weekday: at + 1, from: minutesOf(from) ?? Number.NaN, to: minutesOf(to) ?? Number.NaN })));
}

function Day({ weekday, spans, onChange, onCopy }: { weekday: (typeof DAYS)[number]; spans: TypedSpan[]; onChange: (spans: TypedSpan[]) => void; onCopy: () => void }) {
  const { locked } = useForm();
  const name = t(`form.day.d${weekday}`);
  return (
    <div className="hours-day" role="group" aria-label={name}>
      <span className="med hours-name">{name}</span>
      <div className="hours-spans">
        {spans.length === 0 && <span className="t3 hours-closed">{t("form.closed")}</span>}
        {spans.map((_, at) => (
          <Span key={at} name={name} spans={spans} at={at} onChange={onChange} />
        ))}
      </div>
      <div className="hours-acts">
        {spans.length < SPANS_A_DAY_MAX && <IconButton icon="plus" label={t("form.add_span", { day: name })} reason={locked?.reason} onClick={() => onChange([...spans, nextSpan(spans)])} />}
        {weekday <= 5 && <IconButton icon="copy" label={t("form.copy_day", { day: name })} reason={locked?.reason} onClick={onCopy} />}
      </div>
    </div>
  );
}

function Span({ name, spans, at, onChange }: { name: string; spans: TypedSpan[]; at: number; onChange: (spans: TypedSpan[]) => void }) {
  const { locked } = useForm();
  const said = useId();
  const span = spans[at] ?? { from: "", to: "" };
  const mistake = mistakeOf(spans, at);
  const time = (end: "from" | "to", label: string) => (
    <Input
      className="hours-time"
      aria-label={label}
      value={span[end]}
      inputMode="numeric"
      autoComplete="off"
      {...(locked ? { readOnly: true, title: locked.reason } : {})}
      {...(mistake ? { "aria-invalid": true as const, "aria-describedby": said } : {})}
      onChange={(event) => onChange(spans.with(at, { ...span, [end]: event.target.value }))}
      onBlur={() => {
        const minutes = minutesOf(span[end]);
        if (minutes !== null && clockOf(minutes) !== span[end]) onChange(spans.with(at, { ...span, [end]: clockOf(minutes) }));
      }}
    />
  );
  return (
    <div className="hours-span">
      {time("from", t("form.opens", { day: name, n: at + 1 }))}
      <span className="t3">{t("form.to")}</span>
      {time("to", t("form.closes", { day: name, n: at + 1 }))}
      <IconButton icon="x" label={t("form.remove_span", { day: name, n: at + 1 })} reason={locked?.reason} onClick={() => onChange(spans.toSpliced(at, 1))} />
      {mistake && (
        <p className="hint bad" id={said}>
          <Icon name="warn" />
          {t(`form.span_mistake.${mistake}`)}
        </p>
      )}
    </div>
  );
}

/** A minute turns somewhere within it. */
const LOOK_AGAIN_MS = 20_000;

/** What the hours mean at this moment. */
export function HoursNow({ open, zone }: { open: readonly OpenSpan[]; zone: string }) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const beat = window.setInterval(() => setNow(new Date()), LOOK_AGAIN_MS);
    return () => window.clearInterval(beat);
  }, []);
  const local = localTime(zone, now);
  const is = openAt(open, zone, now);
  if (local === null || is === null) return null;
  const words = { day: t(`form.day.d${local.weekday as (typeof DAYS)[number]}`), time: clockOf(local.minute), zone };
  return <p className="hint">{is ? t("form.now_open", words) : t("form.now_closed", words)}</p>;
}

/** Every weekday nine to five: where most offices start from. */
export function WeekdaysButton({ onPick }: { onPick: (open: OpenSpan[]) => void }) {
  const { locked } = useForm();
  return (
    <Button size="s" reason={locked?.reason} onClick={() => onPick([1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 540, to: 1_020 })))}>
      {t("form.weekdays")}
    </Button>
  );
}
