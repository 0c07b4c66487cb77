/**
 * The service worker: keeps the player's own files, so that it opens while its server is away. It never touches
 * what the API answers, a sound, or another site.
 */
declare const self: ServiceWorkerGlobalScope;
/** What the build puts before this file: the player's files, and a version that changes with any of them. */
declare const SHELL: { version: string; files: string[] };

const PREFIX = "segue-shell-";
const CACHE = PREFIX + SHELL.version;
const HASHED = "/assets/";
/** A page that is open may still need the files of the version before. */
const VERSIONS_KEPT = 2;
/** A server that takes longer than this is away. */
const PATIENCE_MS = 4000;
const SERVER_ERROR = 500;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith(HASHED)) event.respondWith(fromCache(request));
  else if (SHELL.files.includes(pathname)) event.respondWith(fromServer(request, pathname));
});

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  // The browser's own cache may hold an older page.
  await cache.addAll(SHELL.files.map((file) => new Request(file, { cache: "no-cache" })));
  await self.skipWaiting();
}

async function takeOver(): Promise<void> {
  const versions = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const older = versions.filter((name) => name !== CACHE).slice(0, -(VERSIONS_KEPT - 1));
  await Promise.all(older.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** A name with a hash always means the same file. */
async function fromCache(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** The server's newest; where it does not answer, the file that is kept. */
async function fromServer(request: Request, pathname: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status < SERVER_ERROR) return answer;
    return (await cache.match(pathname)) ?? answer;
  } catch (error) {
    const kept = await cache.match(pathname);
    if (kept) return kept;
    throw error;
  }
}

export {};
