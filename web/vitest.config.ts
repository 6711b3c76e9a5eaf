import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "size.test.mjs"],
    environment: "node",
    setupFiles: ["src/texts/whole.ts"],
    // Clock times in tests are written for one zone.
    env: { TZ: "UTC" },
  },
});
