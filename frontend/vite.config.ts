import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const API = process.env["SEGUE_API"] ?? "http://127.0.0.1:8000";

/** First segments of the API's paths. Pages live behind `#/`, so the two never meet. */
const API_PATHS = [
  "tracks",
  "play",
  "recommendations",
  "history",
  "listeners",
  "clusters",
  "genres",
  "map",
  "path",
  "blend",
  "health",
  "ready",
  "docs",
  "openapi.json",
];

export default defineConfig({
  plugins: [svelte()],
  server: {
    proxy: { [`^/(${API_PATHS.join("|").replaceAll(".", "\\.")})([/?]|$)`]: API },
  },
  build: { target: "es2022", assetsInlineLimit: 0 },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
