import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { listShell } from "./list_shell.ts";

const API = process.env["SEGUE_API"] ?? "http://127.0.0.1:8000";

/** What Vite serves itself: the page, the sources and what is in `public`. All else is a path of the API. */
const PLAYER_PATHS = [
  "$",
  "[?]",
  "@",
  "src/",
  "node_modules/",
  "index[.]html",
  "icon[-.]",
  "manifest[.]webmanifest",
  "favicon[.]ico",
];

export default defineConfig({
  plugins: [svelte(), listShell("service_worker.ts")],
  server: {
    proxy: { [`^/(?!${PLAYER_PATHS.join("|")})`]: API },
  },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    // Svelte compiles and CSS is made in plugins, which is what takes the time, and no fault.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
