/** The one place that talks to the network: a client typed by the OpenAPI document, and its errors in words. */
import createClient from "openapi-fetch";
import type { paths } from "./schema";

/** What the server, or its absence, has to say. `status` is 0 when nothing answered. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

const UNAUTHORIZED = 401;
/** What a proxy says in the place of a server that does not answer. */
const BAD_GATEWAY = 502;
const GATEWAY_TIMEOUT = 504;

/** Said when nothing answers. */
export const SILENCE = "Segue does not answer. Is it still running?";

export const client = createClient<paths>({ baseUrl: "" });

/** Returns what `call` answers, or throws an ApiError that says what went wrong. */
export async function ask<T>(call: () => Promise<Answer<T>>): Promise<T> {
  let answer = await send(call);
  // A 401 takes the stale cookie away, so the same call is worth a second try.
  if (answer.response.status === UNAUTHORIZED) answer = await send(call);
  if (answer.error !== undefined || !answer.response.ok) {
    throw new ApiError(answer.response.status, describe(answer));
  }
  return answer.data as T;
}

/** Tells whether `error` only says that a newer request has replaced this one. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Tells whether `status` means that the server itself did not answer. */
export function isSilence(status: number): boolean {
  return [0, BAD_GATEWAY, GATEWAY_TIMEOUT].includes(status);
}

/** The words of any error, for the listener. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function send<T>(call: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await call();
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(0, SILENCE);
  }
}

function describe(answer: Answer<unknown>): string {
  if (isSilence(answer.response.status)) return SILENCE;
  const problem = answer.error as { detail?: unknown } | undefined;
  if (typeof problem?.detail === "string") return problem.detail;
  return `Segue answered with an error (${answer.response.status}). Try again in a moment.`;
}
