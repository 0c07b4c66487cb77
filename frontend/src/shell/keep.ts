/** Keeps small things in this browser over a reload; where storage is denied, they last as long as the page. */
const PREFIX = "segue.";

/** Keeps `value` under `name`; false where the browser refuses, as private windows and full stores do. */
export function keep(name: string, value: unknown): boolean {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Returns what was kept under `name` when `accepts` knows its shape, else `otherwise`. */
export function recall<T>(name: string, accepts: (value: unknown) => value is T, otherwise: T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
    return accepts(value) ? value : otherwise;
  } catch {
    return otherwise;
  }
}

export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
