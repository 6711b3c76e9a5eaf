// Prints what the first load of the inbox weighs, gzipped, and fails above the limit.
// `node size.mjs [folder]`: the folder that `vite build` wrote, `dist` unless told.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** A second on a phone's 2 Mbit/s; what is not needed to hear a call ring is loaded later. */
export const FIRST_LOAD_BYTES_MAX = 250_000;

/** The files of the first load with their gzipped sizes: the page, the entry, what it imports, its styles. */
export function firstLoad(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8"));
  const files = new Set(["index.html"]);
  const seen = new Set();
  const walk = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    files.add(chunk.file);
    for (const style of chunk.css ?? []) files.add(style);
    for (const next of chunk.imports ?? []) walk(next);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) walk(key);
  return [...files].map((file) => ({ file, bytes: gzipSync(readFileSync(join(folder, file)), { level: 9 }).length }));
}

/** The files that are loaded when they are needed. */
function later(folder, first) {
  const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8"));
  const held = new Set(first.map((one) => one.file));
  const rest = new Set(Object.values(manifest).flatMap((chunk) => [chunk.file, ...(chunk.css ?? [])]));
  return [...rest].filter((file) => !held.has(file)).map((file) => ({ file, bytes: gzipSync(readFileSync(join(folder, file)), { level: 9 }).length }));
}

export const total = (files) => files.reduce((sum, one) => sum + one.bytes, 0);

if (process.argv[1]?.endsWith("size.mjs")) {
  const folder = process.argv[2] ?? "dist";
  const first = firstLoad(folder);
  const rest = later(folder, first);
  const line = ({ file, bytes }) => `  ${(bytes / 1000).toFixed(1).padStart(7)} kB  ${file}`;
  console.log(`First load of the inbox, gzipped:\n${first.map(line).join("\n")}`);
  if (rest.length > 0) console.log(`Loaded when needed:\n${rest.map(line).join("\n")}`);
  console.log(`${(total(first) / 1000).toFixed(1)} kB of ${FIRST_LOAD_BYTES_MAX / 1000} kB, ${(total(rest) / 1000).toFixed(1)} kB later`);
  if (total(first) > FIRST_LOAD_BYTES_MAX) process.exit(1);
}
