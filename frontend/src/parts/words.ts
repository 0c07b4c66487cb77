/** Numbers and times as a listener reads them. */

/** Returns seconds as minutes and seconds: 83.4 is "1:23". */
export function clock(seconds: number | null | undefined): string {
  const whole = Math.max(0, Math.floor(seconds ?? 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Returns a number with its noun: "1 track", "8,000 tracks". */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/** Returns the day of `at` seen from `now`: "Today", "Yesterday" or the date. */
export function dayOf(at: Date, now: Date): string {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return at.toLocaleDateString("en", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** Returns the time of day of `at`: "21:05". */
export function timeOf(at: Date): string {
  return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** Returns how alike two tracks sound, 0 to 1, where two picked blindly are about 0.5: "82 %" and "very alike". */
export function likeness(similarity: number): [percent: string, words: string] {
  return [`${Math.round(similarity * 100)} %`, LIKENESS.find(([least]) => similarity >= least)![1]];
}

const LIKENESS: [number, string][] = [
  [0.9, "nearly the same"],
  [0.75, "very alike"],
  [0.6, "alike"],
  [0.45, "a little alike"],
  [0, "far apart"],
];
