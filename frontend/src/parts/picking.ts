/** Moving through a list of offers by the arrow keys. */

/** Returns the place one `way` on from `active` among `count`, going round at both ends; -1 stands before the first. */
export function step(active: number, way: 1 | -1, count: number): number {
  if (active < 0) return way === 1 ? 0 : count - 1;
  return (active + way + count) % count;
}
