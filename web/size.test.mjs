import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FIRST_LOAD_BYTES_MAX, firstLoad, total } from "./size.mjs";

test("the first load of the inbox stays within its limit", { timeout: 120_000 }, () => {
  const outDir = mkdtempSync(join(tmpdir(), "cordboard-web-"));
  try {
    // A process of its own: this one says that it tests, and React would come with its checks.
    const vite = join(import.meta.dirname, "node_modules/vite/bin/vite.js");
    execFileSync(process.execPath, [vite, "build", "--outDir", outDir, "--logLevel", "error"], {
      cwd: import.meta.dirname,
      env: { ...process.env, NODE_ENV: "production" },
    });
    const files = firstLoad(outDir);
    expect(files.some((one) => one.file.endsWith(".js"))).toBe(true);
    expect(total(files)).toBeLessThanOrEqual(FIRST_LOAD_BYTES_MAX);
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
});
