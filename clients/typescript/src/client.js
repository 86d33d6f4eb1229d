import { Checks } from "./checks.js";
import { NotAnsweredError, ProblemError, UnexpectedAnswerError } from "./errors.js";
import { parse, stringify } from "./json.js";
import { operations } from "./operations.js";

/** @typedef {import("./index.js").CallOptions} CallOptions */
/** @typedef {import("./index.js").Problem} Problem */
/** @typedef {import("./index.js").Result<import("./index.js").OperationName>} AnyResult */
/** @typedef {Record<string, unknown>} Input */
/** @typedef {{ method: string, path: string, query: readonly string[], keyed: boolean, body: boolean }} Operation */
/**
 * One attempt: an answer that is final, or why there is none. It came to nothing when it is certain that nothing was done.
 *
 * @typedef {{ final: true, result: AnyResult }
 *   | { final: false, why: string, nothingDone: boolean, problem?: Problem, retryAfterMillis?: number, cause?: unknown }} Attempt
 */

const PROBLEM = "urn:quotastack:problem:";
const UNAVAILABLE = `${PROBLEM}unavailable`;
/** Refusals that callers decide by. */
const VALUES = new Set([402, 404, 409, 422]);
/** Not now, or not known: the same request again, under the same key, is safe and may be answered. */
const AGAIN = new Set([429, 502, 503, 504]);
const SHOWN_OF_A_BODY = 1_000;

const DEFAULTS = {
  attempts: 6,
  withinMillis: 30_000,
  attemptWithinMillis: 10_000,
  firstPauseMillis: 100,
  longestPauseMillis: 5_000,
};

class Client {
  /** @type {string} */
  #url;
  /** @type {string} */
  #key;
  /** @type {typeof globalThis.fetch} */
  #fetch;
  /** @type {Required<import("./index.js").Patience>} */
  #patience;

  static {
    for (const name of /** @type {(keyof typeof operations)[]} */ (Object.keys(operations))) {
      Object.defineProperty(this.prototype, name, {
        /**
         * @this {Client}
         * @param {Input} [input]
         * @param {CallOptions} [options]
         */
        value(input, options) {
          return this.#call(name, input, options);
        },
      });
    }
  }

  /** @param {import("./index.js").ClientOptions} options */
  constructor({ url, key, fetch = globalThis.fetch, ...patience }) {
    this.#url = new URL(url).href.replace(/\/+$/, "");
    this.#key = key;
    // Browsers' fetch wants to be called as a function of the window.
    this.#fetch = (...request) => fetch(...request);
    this.#patience = { ...DEFAULTS, ...given(patience) };
  }

  /**
   * All rows of a list, page by page as they are asked for.
   *
   * @param {keyof typeof operations} operation
   * @param {Input} input
   * @param {CallOptions} [options]
   */
  async *rows(operation, input = {}, options = {}) {
    let cursor = input.cursor;
    for (;;) {
      const result = await this.#call(operation, { ...input, cursor }, options);
      const page = /** @type {{ data: unknown[], pagination: import("./index.js").Pagination }} */ (
        /** @type {unknown} */ (orThrow(result)));
      yield* page.data;
      if (!page.pagination.has_more) return;
      if (typeof page.pagination.next_cursor !== "string") throw new Error(`${operation}: more rows, and no cursor`);
      cursor = page.pagination.next_cursor;
    }
  }

  /** @param {import("./index.js").CheckOptions} options */
  checks(options) {
    return new Checks(/** @type {any} */ (this), options);
  }

  /**
   * @param {keyof typeof operations} name
   * @param {Input} [input]
   * @param {CallOptions} [options]
   * @returns {Promise<AnyResult>}
   */
  async #call(name, input = {}, options = {}) {
    const operation = operations[name];
    const { idempotencyKey = operation.keyed ? crypto.randomUUID() : undefined, prefer, signal } = options;
    const { path, body } = addressed(operation, input);
    /** @type {Record<string, string>} */
    const headers = { "X-API-Key": this.#key };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (prefer !== undefined) headers["Prefer"] = prefer;
    if (idempotencyKey !== undefined) headers["Idempotency-Key"] = headerOf(idempotencyKey);
    const waited = Number(/(?:^|,)\s*wait=(\d+)/.exec(prefer ?? "")?.[1] ?? 0) * 1_000;
    const patience = { ...this.#patience, ...given(options) };
    const request = { method: operation.method, headers, body, redirect: /** @type {const} */ ("manual") };
    return this.#untilAnswered(this.#url + path, request, {
      idempotencyKey,
      signal,
      ...patience,
      withinMillis: patience.withinMillis + waited,
      attemptWithinMillis: patience.attemptWithinMillis + waited,
    });
  }

  /**
   * Sends the same request again, under the same key, until it is answered or patience ends.
   *
   * @param {string} url
   * @param {RequestInit} request
   * @param {Required<import("./index.js").Patience> & CallOptions} options
   * @returns {Promise<AnyResult>}
   */
  async #untilAnswered(url, request, options) {
    const { idempotencyKey, signal, attempts, withinMillis, firstPauseMillis, longestPauseMillis } = options;
    const end = performance.now() + withinMillis;
    let mayHaveTakenEffect = false;
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      const left = Math.max(1, end - performance.now());
      const outcome = await this.#attempt(url, request, {
        idempotencyKey,
        signal,
        withinMillis: Math.min(options.attemptWithinMillis, left),
      });
      if (outcome.final) return outcome.result;
      mayHaveTakenEffect ||= idempotencyKey !== undefined && !outcome.nothingDone;
      // Callers that were refused together come back apart.
      const longest = Math.min(longestPauseMillis, firstPauseMillis * 2 ** (attempt - 1));
      const pause = Math.max(outcome.retryAfterMillis ?? 0, longest * (0.5 + Math.random() / 2));
      if (attempt >= attempts || performance.now() + pause >= end) {
        const { why, problem, retryAfterMillis, cause } = outcome;
        throw new NotAnsweredError(`${request.method} ${new URL(url).pathname}: no answer after ${attempt} attempts: ${why}`,
          { idempotencyKey, mayHaveTakenEffect, attempts: attempt, problem, retryAfterMillis, cause,
            requestId: problem?.request_id });
      }
      await sleep(pause, signal);
    }
  }

  /**
   * @param {string} url
   * @param {RequestInit} request
   * @param {{ idempotencyKey?: string, signal?: AbortSignal, withinMillis: number }} options
   * @returns {Promise<Attempt>}
   */
  async #attempt(url, request, { idempotencyKey, signal, withinMillis }) {
    const attempt = new AbortController();
    const stop = () => attempt.abort(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    const timer = setTimeout(() => attempt.abort(new Error(`no answer within ${Math.round(withinMillis)} ms`)), withinMillis);
    let response, text;
    try {
      response = await this.#fetch(url, { ...request, signal: attempt.signal });
      text = await response.text();
    } catch (cause) {
      signal?.throwIfAborted();
      const { cause: below } = /** @type {Error} */ (cause);
      return { final: false, why: below ? `${cause} (${below})` : String(cause), nothingDone: false, cause };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
    return understood(response, text, idempotencyKey);
  }
}

/**
 * What an answer says, or that it has to be asked for again.
 *
 * @param {Response} response
 * @param {string} text
 * @param {string | undefined} idempotencyKey
 * @returns {Attempt}
 */
function understood(response, text, idempotencyKey) {
  const { status } = response;
  const requestId = response.headers.get("X-Request-Id") ?? undefined;
  const details = {
    requestId,
    idempotencyKey,
    mayHaveTakenEffect: idempotencyKey !== undefined && (status < 400 || status >= 500),
  };
  const unexpected = (/** @type {string} */ why, /** @type {unknown} */ cause) => new UnexpectedAnswerError(
    `${status}: ${why}`, { ...details, status, body: text, cause });
  let value;
  try {
    value = parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) {
      if (AGAIN.has(status)) return again(response, undefined);
      throw unexpected(`not JSON: ${text.slice(0, SHOWN_OF_A_BODY)}`, cause);
    }
    throw unexpected(/** @type {Error} */ (cause).message, cause);
  }
  const problem = /** @type {Problem | undefined} */ (isProblem(value) ? value : undefined);
  if (AGAIN.has(status)) return again(response, problem);
  const told = { idempotencyKey, requestId, replayed: response.headers.get("X-Idempotent-Replayed") === "true" };
  if (response.ok) {
    return { final: true, result: /** @type {any} */ ({ ok: true, status, value, ...told }) };
  }
  if (problem === undefined) throw unexpected(`no problem of QuotaStack's: ${text.slice(0, SHOWN_OF_A_BODY)}`, undefined);
  if (!VALUES.has(status)) throw new ProblemError(problem, details);
  return { final: true, result: /** @type {any} */ ({ ok: false, status, problem, ...told }) };
}

/** @param {any} value */
function isProblem(value) {
  return typeof value?.type === "string" && value.type.startsWith(PROBLEM);
}

/**
 * @param {Response} response
 * @param {Problem | undefined} problem
 * @returns {Attempt}
 */
function again(response, problem) {
  const { status } = response;
  return {
    final: false,
    why: problem === undefined ? `${status}` : `${status} ${problem.type}: ${problem.detail}`,
    // Refused before anything was done, by the contract; what a proxy says tells nothing of the kind.
    nothingDone: status === 429 || problem?.type === UNAVAILABLE,
    problem,
    retryAfterMillis: retryAfterMillis(response.headers.get("Retry-After")),
  };
}

/**
 * Seconds, or a date of HTTP's.
 *
 * @param {string | null} header
 */
function retryAfterMillis(header) {
  if (header === null) return undefined;
  const millis = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(millis) ? undefined : Math.max(0, millis);
}

/**
 * Where an operation's input goes: into the path, the query, and what is left into the body.
 *
 * @param {Operation} operation
 * @param {Input} input
 */
function addressed(operation, input) {
  const left = { ...input };
  const take = (/** @type {string} */ name) => {
    const value = left[name];
    delete left[name];
    return value;
  };
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name) =>
    name === "customer" ? customerPath(take("customer_id"), take("external_customer_id")) : segment(name, take(name)));
  const query = new URLSearchParams();
  // Without a body all else goes into the query, where the service tells of what it does not know.
  for (const name of operation.body ? operation.query : Object.keys(left)) {
    const value = take(name);
    if (value !== undefined) query.append(name, String(value));
  }
  const body = operation.body ? stringify(left) : undefined;
  return { path: query.size > 0 ? `${path}?${query}` : path, body };
}

/**
 * @param {unknown} id
 * @param {unknown} externalId
 */
function customerPath(id, externalId) {
  if ((id === undefined) === (externalId === undefined)) {
    throw new TypeError("exactly one of customer_id and external_customer_id is needed");
  }
  return id === undefined
    ? `/v1/customer-by-external-id/${segment("external_customer_id", externalId)}`
    : `/v1/customers/${segment("customer_id", id)}`;
}

/**
 * No URL can have an empty segment or one of dots: it would lead to another path.
 *
 * @param {string} name
 * @param {unknown} value
 */
function segment(name, value) {
  if (typeof value !== "string" || ["", ".", ".."].includes(value)) {
    throw new TypeError(`${name} has to be a string other than "", "." and ".."`);
  }
  return encodeURIComponent(value);
}

/**
 * Quoted where a plain header would be read as another key: spaces at an end are cut off, quotes around are taken away.
 *
 * @param {string} key
 */
function headerOf(key) {
  if (!/^[ -~]{1,255}$/.test(key)) throw new TypeError("an idempotency key has 1 to 255 printable ASCII characters");
  return /^[ "]|[ "]$/.test(key) ? `"${key.replaceAll(/["\\]/g, "\\$&")}"` : key;
}

/**
 * The members that are there.
 *
 * @template {object} T
 * @param {T} options
 * @returns {any}
 */
function given(options) {
  return Object.fromEntries(Object.entries(options)
    .filter(([name, value]) => name in DEFAULTS && value !== undefined));
}

/**
 * @param {number} millis
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<void>}
 */
function sleep(millis, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, millis);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** @type {typeof import("./index.js").orThrow} */
export const orThrow = (result) => {
  if (result.ok) return /** @type {any} */ (result.value);
  throw new ProblemError(/** @type {Problem} */ (result.problem), {
    idempotencyKey: result.idempotencyKey,
    requestId: result.requestId,
    mayHaveTakenEffect: false,
  });
};

// Its methods are made of the table of operations, which the compiler does not see.
export const QuotaStack = /** @type {typeof import("./index.js").QuotaStack} */ (/** @type {unknown} */ (Client));
