/** Has the service worker keep the player's files, where browsers allow it: on https and on this machine. */
export function keepShell(): void {
  if (!import.meta.env.PROD || !isSecureContext || !("serviceWorker" in navigator)) return;
  addEventListener("load", () => {
    // Without it the player works as before, but for opening while its server is away.
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  });
}
