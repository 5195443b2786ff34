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
  not_signed_in: "not_signed_in",
  csrf_token: "not_signed_in",
  case_changed: "case_changed",
  case_unknown: "case_unknown",
  case_conflict: "case_conflict",
  redaction_unsure: "redaction_unsure",
  redaction_failed: "redaction_failed",
  redact_spans_unusable: "redact_spans_unusable",
  label_unknown: "labels_changed",
  tag_unknown: "labels_changed",
  labels_exclusive: "labels_exclusive",
  store_unavailable: "store_unavailable",
};
const PATIENCE_MS = 90_000;
const DEFAULT_RETRY_SECONDS = 3;
const LONGEST_RETRY_SECONDS = 60;

// Told with the session and sent along with everything that is not only read: a foreign page,
// whose requests carry our cookie too, cannot know it.
let csrfToken = null;

export class ApiError extends Error {
  /** `kind` names the message in the catalogue; `retryAfter` is in seconds. */
  constructor(kind, retryAfter = DEFAULT_RETRY_SECONDS, code = null) {
    super(kind);
    this.kind = kind;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** Addresses are relative to the page, so that it also works below a path of a proxy. */
const address = (path) => new URL(path, document.baseURI);

async function respond(path, { signal, ...options } = {}) {
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
    return { body: response.status === 204 ? null : await response.json(), headers: response.headers };
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(kindOfFailure(error, signal));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

const request = async (...all) => (await respond(...all)).body;

const sending = (method, body, headers = {}) => ({
  method,
  headers: { "Content-Type": "application/json", ...headers },
  body: JSON.stringify(body),
});

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
  return new ApiError(kind, retrySeconds(response.headers.get("Retry-After")), body?.error);
}

function retrySeconds(header) {
  const seconds = Number.parseInt(header ?? "", 10);
  return seconds > 0 ? Math.min(seconds, LONGEST_RETRY_SECONDS) : DEFAULT_RETRY_SECONDS;
}

/** Sends the narrative, in the body and nowhere else, and gives the tagged answer. */
export const tagNarrative = (narrative, signal) => request("v1/tag", { ...sending("POST", narrative), signal });

/** Stores a narrative; sent again with the same key, it is stored once. */
export const storeCase = (narrative, key) =>
  request("v1/cases", sending("POST", narrative, { "Idempotency-Key": key }));

/** Changes a one-time link or a key, `{link}` or `{key}`, for a session, which is in a cookie that this page cannot read. */
export const signIn = (secret) => request("v1/session", sending("POST", secret));

/** Says who is signed in, and remembers the token that the session needs. */
export async function fetchSession() {
  csrfToken = null;
  const session = await request("v1/session");
  csrfToken = session.csrf_token;
  return session;
}

export async function signOut(options = {}) {
  await request("v1/session", { method: "DELETE", ...options });
  csrfToken = null;
}

/** Names and definitions of all labels in one language. */
export const fetchLabels = (language) =>
  request(`v1/labels?lang=${encodeURIComponent(language)}`);

/** A page of cases; `query` is a URLSearchParams. */
export const listCases = (query, signal) => request(`v1/cases?${query}`, { signal });

/** A case and the ETag that a change of it must name. */
export async function readCase(id, signal) {
  const { body, headers } = await respond(`v1/cases/${encodeURIComponent(id)}`, { signal });
  return { body, etag: headers.get("ETag") };
}

export async function reviewCase(id, etag, review) {
  const path = `v1/cases/${encodeURIComponent(id)}`;
  const { body, headers } = await respond(path, sending("PATCH", review, { "If-Match": etag }));
  return { body, etag: headers.get("ETag") };
}

export const eraseCase = (id) => request(`v1/cases/${encodeURIComponent(id)}`, { method: "DELETE" });
export const readHistory = (id) => request(`v1/cases/${encodeURIComponent(id)}/history`);
export const exportAddress = (format) => address(`v1/export?format=${format}`).href;

export const readProgress = () => request("v1/review/progress");
export const nextSecond = () => request("v1/review/second");
export const sendCoding = (id, labels) => request(`v1/review/codings/${encodeURIComponent(id)}`, sending("POST", { labels }));
export const readAgreement = () => request("v1/review/agreement");

export const readCounts = (query) => request(`v1/insight/counts?${query}`);
export const readQuality = () => request("v1/insight/quality");
