/** The blend that one is at: kept in this browser, so that tracks can be added from every page. */
import { isRecord, keep, recall } from "../shell/keep";
import { hashOf } from "../shell/route";

const NAME = "blend";

export type Side = "like" | "unlike";
export type Sides = Record<Side, number[]>;

class Blend {
  sides = $state.raw<Sides>(recall(NAME, areSides, { like: [], unlike: [] }));

  /** Makes `sides` the blend that one is at. */
  keep(sides: Sides): void {
    this.sides = sides;
    keep(NAME, sides);
  }
}

/** Returns `sides` with the track on one side, and on no other. */
export function withTrack(sides: Sides, side: Side, id: number): Sides {
  const rest = withoutTrack(sides, id);
  return { ...rest, [side]: [...rest[side], id] };
}

export function withoutTrack({ like, unlike }: Sides, id: number): Sides {
  return { like: like.filter((one) => one !== id), unlike: unlike.filter((one) => one !== id) };
}

/** Returns the parameters of the blend's address. */
export function paramsOf({ like, unlike }: Sides): Record<Side, string> {
  return { like: like.join(","), unlike: unlike.join(",") };
}

export function addressOfBlend(sides: Sides): string {
  return hashOf("blend", paramsOf(sides));
}

function areSides(value: unknown): value is Sides {
  const areIds = (list: unknown) => Array.isArray(list) && list.every((one) => Number.isSafeInteger(one));
  return isRecord(value) && areIds(value["like"]) && areIds(value["unlike"]);
}

export const blend = new Blend();
