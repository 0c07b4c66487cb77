/** A licence as the collection names it, with the address that may stand in it. */

export interface Licence {
  name: string;
  address: string | null;
}

/** Returns the parts of "CC0 1.0 (https://…)"; null where there is no licence. */
export function readLicence(text: string | null | undefined): Licence | null {
  const trimmed = text?.trim();
  if (!trimmed) return null;
  const address = /https?:\/\/[^\s()<>]+/.exec(trimmed)?.[0] ?? null;
  const name = address
    ? trimmed
        .replace(address, "")
        .replace(/\(\s*\)/, "")
        .trim()
    : trimmed;
  return { name: name || address!, address };
}
