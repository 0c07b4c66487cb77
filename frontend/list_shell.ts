/** A Vite plugin that builds the service worker, and tells it which files the player is made of. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const WORKER = "sw.js";
const PAGE = "index.html";

/** Builds `source` as `/sw.js`, beginning with the constant SHELL: the version and the paths of all files. */
export function listShell(source: string): Plugin {
  let publicDir = "";
  return {
    name: "list-shell",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      publicDir = config.publicDir;
    },
    buildStart() {
      this.emitFile({ type: "chunk", id: source, fileName: WORKER });
    },
    generateBundle(_, bundle) {
      const worker = bundle[WORKER];
      if (worker?.type !== "chunk") throw new Error(`${source} was not built`);
      const built = Object.keys(bundle).filter((name) => name !== WORKER && !name.endsWith(".map"));
      const own = readdirSync(publicDir);
      const page = bundle[PAGE];
      // All other names that are built carry a hash of their contents.
      const contents = [...built, page?.type === "asset" ? String(page.source) : "", worker.code];
      for (const name of own) contents.push(readFileSync(join(publicDir, name), "base64"));
      const version = createHash("sha256").update(contents.join("\n")).digest("hex").slice(0, 12);
      const files = [...built, ...own].sort().map((name) => (name === PAGE ? "/" : `/${name}`));
      worker.code = `const SHELL=${JSON.stringify({ version, files })};${worker.code}`;
    },
  };
}
