/** Every call of the API that the player makes, by name. */
import { ask, client } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Track = Schemas["Track"];
export type SoundTraits = Schemas["SoundTraits"];
export type LikedTrack = Schemas["LikedTrack"];
export type MostPlayedTrack = Schemas["MostPlayedTrack"];
export type CollectionState = Schemas["Collection"];
export type SimilarTrack = Schemas["SimilarTrack"];
export type PathStep = Schemas["PathStep"];
export type Recommendation = Schemas["Recommendation"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type Cluster = Schemas["Cluster"];
export type ListedArtist = Schemas["ListedArtist"];
export type ListedAlbum = Schemas["ListedAlbum"];
export type Genre = Schemas["Genre"];
export type Origin = Schemas["Origin"];
/** How a play can end. */
export type Ending = NonNullable<Schemas["PlayProgress"]["outcome"]>;
export type RatingValue = Schemas["RatingValue"];
export type MapColumns = Schemas["MapColumns"];
export type PlayAnswer = Schemas["PlayAnswer"];
export type TrackSort = Schemas["TrackSort"];

/** A list, a page at a time; `next` is the cursor of the page after it. */
export interface Page<T> {
  items: T[];
  next?: string | null;
  total: number;
}

export interface TrackListing {
  q?: string;
  genre?: string;
  artist?: string;
  album?: number;
  cluster?: number;
  status?: "unreadable";
  sort?: TrackSort;
  limit?: number;
  cursor?: string;
}

export interface StartedPlay {
  track_id: number;
  play_id: string;
  origin: Origin;
}

export interface Progress {
  seconds_heard: number;
  outcome?: Ending;
}

export function audioAddress(trackId: number): string {
  return `/tracks/${trackId}/audio`;
}

export function coverPictureAddress(trackId: number, size: "full" | "small" = "full"): string {
  return `/tracks/${trackId}/cover?size=${size}`;
}

/** How loud a track is along its way: 400 numbers from 0 to 255. */
export async function getWaveform(trackId: number): Promise<number[]> {
  const { peaks } = await ask(() =>
    client.GET("/tracks/{track_id}/waveform", { params: { path: { track_id: trackId } } }),
  );
  return peaks;
}

/** How far the analysis of the collection is. */
export function getCollection(): Promise<CollectionState> {
  return ask(() => client.GET("/collection"));
}

/** Where the listener's own data are, as a file. */
export const EXPORT_ADDRESS = "/listeners/me/export";

export function getTracks(listing: TrackListing, signal?: AbortSignal): Promise<Page<Track>> {
  return ask(() => client.GET("/tracks", { params: { query: listing }, signal }));
}

export function getTrack(trackId: number): Promise<Track> {
  return ask(() => client.GET("/tracks/{track_id}", { params: { path: { track_id: trackId } } }));
}

export function getSimilar(trackId: number, limit: number): Promise<Page<SimilarTrack>> {
  const params = { path: { track_id: trackId }, query: { limit } };
  return ask(() => client.GET("/tracks/{track_id}/similar", { params }));
}

export function getPath(from: number, to: number, length: number): Promise<Page<PathStep>> {
  return ask(() => client.GET("/path", { params: { query: { from, to, length } } }));
}

export function getRecommendations(limit: number): Promise<Schemas["Page_Recommendation_"]> {
  return ask(() => client.GET("/recommendations", { params: { query: { limit } } }));
}

/** What sounds like the tracks of `like` and unlike those of `unlike`, but for those of `exclude`. */
export function postBlend(
  like: number[],
  unlike: number[],
  limit: number,
  exclude: number[] = [],
): Promise<Schemas["Page_Recommendation_"]> {
  const body = { like, unlike, limit, exclude };
  return ask(() => client.POST("/blend", { body }));
}

/** A report that has no answer after this long is lost, and may be repeated. */
const REPORT_PATIENCE_MS = 10_000;

export function postPlay(play: StartedPlay): Promise<PlayAnswer> {
  return ask(() =>
    client.POST("/play", {
      body: play,
      signal: AbortSignal.timeout(REPORT_PATIENCE_MS),
    }),
  );
}

/** `keepalive` lets the request outlive the page. */
export function patchPlay(playId: string, progress: Progress, keepalive = false): Promise<PlayAnswer> {
  return ask(() =>
    client.PATCH("/play/{play_id}", {
      params: { path: { play_id: playId } },
      body: progress,
      keepalive,
      signal: AbortSignal.timeout(REPORT_PATIENCE_MS),
    }),
  );
}

export function putRating(trackId: number, value: RatingValue): Promise<unknown> {
  return ask(() =>
    client.PUT("/tracks/{track_id}/rating", { params: { path: { track_id: trackId } }, body: { value } }),
  );
}

export function getRatings(limit: number, cursor?: string): Promise<Schemas["Page_Rating_"]> {
  return ask(() => client.GET("/ratings", { params: { query: { limit, cursor } } }));
}

export function deleteRating(trackId: number): Promise<unknown> {
  return ask(() => client.DELETE("/tracks/{track_id}/rating", { params: { path: { track_id: trackId } } }));
}

export function getHistory(limit: number, cursor?: string): Promise<Schemas["Page_HistoryEntry_"]> {
  return ask(() => client.GET("/history", { params: { query: { limit, cursor } } }));
}

export function deleteHistory(): Promise<unknown> {
  return ask(() => client.DELETE("/history"));
}

export function getClusters(): Promise<Schemas["Page_Cluster_"]> {
  return ask(() => client.GET("/clusters"));
}

export function getCluster(clusterId: number): Promise<Cluster> {
  return ask(() => client.GET("/clusters/{cluster_id}", { params: { path: { cluster_id: clusterId } } }));
}

/** The browser asks with the ETag of the map that it has, so an unchanged one is not sent again. */
export function getMap(): Promise<MapColumns> {
  return ask(() => client.GET("/map"));
}

/** Tiles that are listed at a time. */
const TILES = 60;

export function getArtists(cursor?: string): Promise<Page<ListedArtist>> {
  return ask(() => client.GET("/artists", { params: { query: { limit: TILES, cursor } } }));
}

export function getAlbums(cursor?: string): Promise<Page<ListedAlbum>> {
  return ask(() => client.GET("/albums", { params: { query: { limit: TILES, cursor } } }));
}

export function getGenres(): Promise<Schemas["Page_Genre_"]> {
  return ask(() => client.GET("/genres"));
}

export function getLikes(limit: number, cursor?: string): Promise<Page<LikedTrack>> {
  return ask(() => client.GET("/likes", { params: { query: { limit, cursor } } }));
}

export function getMostPlayed(limit: number): Promise<Page<MostPlayedTrack>> {
  return ask(() => client.GET("/history/top", { params: { query: { limit } } }));
}

export function getHealth(signal: AbortSignal): Promise<unknown> {
  return ask(() => client.GET("/health", { signal }));
}
