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

/** The words of any error, for the listener. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function send<T>(call: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await call();
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(0, "Segue does not answer. Is it still running?");
  }
}

function describe(answer: Answer<unknown>): string {
  const problem = answer.error as { detail?: unknown } | undefined;
  if (typeof problem?.detail === "string") return problem.detail;
  return `Segue answered with an error (${answer.response.status}). Try again in a moment.`;
}
