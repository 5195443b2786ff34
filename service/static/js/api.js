/** Talks to the service on this same host; every failure becomes an `ApiError` with a kind. */

const KINDS_BY_STATUS = {
  401: "not_allowed",
  403: "not_allowed",
  408: "slow",
  413: "narrative_too_long",
  429: "overloaded",
  502: "unreachable",
  503: "overloaded",
  504: "slow",
};
const KINDS_BY_CODE = {
  narrative_empty: "narrative_empty",
  narrative_too_long: "narrative_too_long",
  narrative_encoding: "narrative_encoding",
  not_utf8: "narrative_encoding",
  not_ready: "not_ready",
  link_unusable: "link_unusable",
};
const PATIENCE_MS = 90_000;
const DEFAULT_RETRY_SECONDS = 3;
const LONGEST_RETRY_SECONDS = 60;

// Told with the session and sent along with everything that is not only read: a foreign page,
// whose requests carry our cookie too, cannot know it.
let csrfToken = null;

export class ApiError extends Error {
  /** `kind` names the message in the catalogue; `retryAfter` is in seconds. */
  constructor(kind, retryAfter = DEFAULT_RETRY_SECONDS) {
    super(kind);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }
}

/** Addresses are relative to the page, so that it also works below a path of a proxy. */
const address = (path) => new URL(path, document.baseURI);

async function request(path, { signal, ...options } = {}) {
  const patience = new AbortController();
  const stop = () => patience.abort();
  const timer = setTimeout(stop, PATIENCE_MS);
  signal?.addEventListener("abort", stop);
  try {
    const response = await fetch(address(path), {
      cache: "no-store",
      ...options,
      headers: { ...options.headers, ...(csrfToken && { "X-CSRF-Token": csrfToken }) },
      signal: patience.signal,
    });
    if (!response.ok) throw await responseError(response);
    return response.status === 204 ? null : await response.json();
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(kindOfFailure(error, signal));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

function kindOfFailure(error, signal) {
  if (error.name === "AbortError") return signal?.aborted ? "cancelled" : "slow";
  return error.name === "SyntaxError" ? "internal" : "unreachable";
}

async function responseError(response) {
  const body = await response.json().catch(() => null);
  const kind =
    KINDS_BY_CODE[body?.error] ??
    KINDS_BY_STATUS[response.status] ??
    (response.status === 422 || response.status === 400 ? "not_accepted" : "internal");
  return new ApiError(kind, retrySeconds(response.headers.get("Retry-After")));
}

function retrySeconds(header) {
  const seconds = Number.parseInt(header ?? "", 10);
  return seconds > 0 ? Math.min(seconds, LONGEST_RETRY_SECONDS) : DEFAULT_RETRY_SECONDS;
}

/** Sends the narrative, in the body and nowhere else, and gives the tagged answer. */
export function tagNarrative(text, signal) {
  return request("v1/tag", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text }),
    signal,
  });
}

/** Changes a one-time link for a session, which is in a cookie that this page cannot read. */
export const signIn = (link) =>
  request("v1/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ link }),
  });

/** Says who is signed in, and remembers the token that the session needs. */
export async function fetchSession() {
  csrfToken = null;
  const session = await request("v1/session");
  csrfToken = session.csrf_token;
  return session;
}

export async function signOut() {
  await request("v1/session", { method: "DELETE" });
  csrfToken = null;
}

/** Names and definitions of all labels in one language. */
export const fetchLabels = (language) =>
  request(`v1/labels?lang=${encodeURIComponent(language)}`);
