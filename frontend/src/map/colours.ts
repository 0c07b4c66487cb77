/** The colours of points, as bytes for the graphics card: one for every genre or cluster, in either theme. */
import { hueOfGenre } from "../parts/hue";

const GOLDEN_ANGLE = 137.508;

/** Red, green and blue, 0 to 255 each. */
export type Colour = [number, number, number];

/** Returns the colour of a genre's points. */
export function colourOfGenre(title: string | null, isDark: boolean): Colour {
  if (title === null) return rgbOf(isDark ? 0.66 : 0.6, 0.02, 285);
  return rgbOf(isDark ? 0.78 : 0.6, isDark ? 0.13 : 0.16, hueOfGenre(title));
}

/** Returns the colour of a cluster's points: neighbours in number lie far apart on the wheel. */
export function colourOfCluster(cluster: number, isDark: boolean): Colour {
  return rgbOf(isDark ? 0.78 : 0.6, isDark ? 0.13 : 0.16, (cluster * GOLDEN_ANGLE + 20) % 360);
}

export function cssOf([red, green, blue]: Colour): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** Converts OKLCH to sRGB, out-of-range parts cut off (Ottosson 2020, "A perceptual color space"). */
export function rgbOf(lightness: number, chroma: number, hueDegrees: number): Colour {
  const hue = (hueDegrees * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function gamma(linear: number): number {
  const within = Math.min(Math.max(linear, 0), 1);
  const value = within <= 0.0031308 ? 12.92 * within : 1.055 * within ** (1 / 2.4) - 0.055;
  return Math.round(255 * value);
}
