import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` finds a running server. */
const SERVER = process.env["CORDBOARD_SERVER"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": { target: SERVER, ws: true },
      "/sign-in/": { target: SERVER },
    },
  },
  build: {
    target: "es2022",
    // The manifest tells size.mjs which files the first load needs.
    manifest: true,
    emptyOutDir: true,
    rolldownOptions: {
      output: {
        // What every page needs comes as one file: parts that later pages share with it would
        // otherwise make forty of it, each asked for by itself and packed worse.
        codeSplitting: { groups: [{ name: "first", tags: ["$initial"], test: (id) => !/\.html$|[\\/]app[\\/]main\.tsx$/.test(id) }] },
      },
    },
  },
});
