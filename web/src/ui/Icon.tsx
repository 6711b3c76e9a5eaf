import { type Drawing, DRAWINGS, type IconName, type Stroke } from "./drawings";

export type { IconName } from "./drawings";

/** An icon is decoration: what it means stands in words beside it or in a label around it. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  const drawing: Drawing = DRAWINGS[name];
  const strokes = drawing.strokes.map((stroke, at) => <Line key={at} stroke={stroke} />);
  return (
    <svg className={className ? `i ${className}` : "i"} viewBox="0 0 16 16" aria-hidden="true">
      {drawing.turned ? <g transform="translate(0 2) rotate(135 8 8)">{strokes}</g> : strokes}
    </svg>
  );
}

function Line({ stroke }: { stroke: Stroke }) {
  if ("path" in stroke) return <path d={stroke.path} {...(stroke.filled ? { fill: "currentColor" } : {})} />;
  if ("ring" in stroke) return <circle cx={stroke.ring[0]} cy={stroke.ring[1]} r={stroke.ring[2]} />;
  if ("dot" in stroke) return <circle cx={stroke.dot[0]} cy={stroke.dot[1]} r={stroke.dot[2]} fill="currentColor" stroke="none" />;
  const [x, y, width, height, rx] = stroke.rect;
  return <rect x={x} y={y} width={width} height={height} rx={rx} />;
}

/** Two jacks and a cord. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 28 28" fill="none" stroke="currentColor" strokeWidth="2.4" aria-hidden="true">
      <circle cx="8" cy="8" r="4.3" />
      <circle cx="20" cy="20" r="4.3" />
      <path d="M8 12.3c0 8 12-4.6 12 3.4" />
      <circle cx="20" cy="20" r="1.3" fill="currentColor" stroke="none" />
    </svg>
  );
}

/** The loose cord of an empty place. */
export function CordArt() {
  return (
    <svg className="cordart" viewBox="0 0 96 56" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
      <circle cx="14" cy="16" r="8" />
      <circle cx="82" cy="40" r="8" />
      <path d="M14 24c0 30 34 8 34 8s34-22 34 0" strokeLinecap="round" strokeDasharray="1 5" />
    </svg>
  );
}
