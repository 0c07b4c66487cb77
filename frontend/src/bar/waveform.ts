/** Draws a waveform as a picture that colours are seen through: even bars, as many as the width has room for. */

/** A bar and the room to the next one, in pixels. */
const BAR = 2;
const STEP = 3;
/** The side of the picture from its middle to its edge; any height is stretched to. */
const HALF = 50;
/** Silence is a thin line, never nothing. */
const LEAST = 3;

/** Returns the loudest of `peaks` in each of `count` even parts. */
export function resample(peaks: number[], count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * peaks.length) / count));
    return Math.max(0, ...peaks.slice(from, to));
  });
}

/** Returns the waveform of `peaks`, 0 to 255 each, for a bar `width` pixels wide, as the address of a picture. */
export function waveformAddress(peaks: number[], width: number): string {
  const count = Math.max(1, Math.min(Math.floor(width / STEP), peaks.length));
  const path = resample(peaks, count).map((peak, index) => {
    const half = Math.max(LEAST, Math.sqrt(peak / 255) * HALF);
    return `M${index * STEP} ${(HALF - half).toFixed(1)}h${BAR}v${(2 * half).toFixed(1)}h-${BAR}z`;
  });
  const box = `viewBox="0 0 ${count * STEP - (STEP - BAR)} ${2 * HALF}" preserveAspectRatio="none"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${box}><path d="${path.join("")}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
