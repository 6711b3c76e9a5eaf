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
  },
});
