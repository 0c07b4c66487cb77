/** Makes the id of a play: a random UUID (RFC 9562, version 4). */
export function newPlayId(): string {
  // Browsers offer randomUUID only on https and localhost, and Segue is often reached over plain http in a home.
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return uuidFrom(crypto.getRandomValues(new Uint8Array(16)));
}

/** Returns the UUID that 16 random bytes make. */
export function uuidFrom(bytes: Uint8Array): string {
  const own = Uint8Array.from(bytes);
  own[6] = (own[6]! & 0x0f) | 0x40;
  own[8] = (own[8]! & 0x3f) | 0x80;
  const hex = Array.from(own, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
