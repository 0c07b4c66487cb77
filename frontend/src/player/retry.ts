/** Repeats a request once that got lost on the way, or came while the database was away. */
import { ApiError, isSilence } from "../api/client";

const PAUSE_MS = 1500;
const UNAVAILABLE = 503;

/** Returns what `call` answers, at the second try if need be; only for requests that may be repeated. */
export async function retryOnce<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isPassing(error)) throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  return call();
}

function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (isSilence(error.status) || error.status === UNAVAILABLE);
}
