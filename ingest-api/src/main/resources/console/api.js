/** The API as the console calls it: exact integers, problems as errors, lists page by page. */

import { parse, stringify } from "./json.js";

/** What the API refused, or that it could not be asked. */
export class Problem extends Error {
  /** @param {any} document the problem document (RFC 9457) */
  constructor(document) {
    super(document.detail);
    this.document = document;
    this.status = /** @type {number} */ (document.status);
    this.type = String(document.type).replace("urn:quotastack:problem:", "");
    this.title = /** @type {string} */ (document.title);
    this.detail = /** @type {string} */ (document.detail);
    this.requestId = /** @type {string | undefined} */ (document.request_id);
    this.errors = /** @type {{pointer?: string, parameter?: string, detail: string}[]} */ (document.errors ?? []);
  }

  /** Whether the same request may come to another answer under the same key: nothing was decided, or it is not known. */
  get mayBeRetried() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export class Client {
  /**
   * @param {string} key
   * @param {(problem: Problem) => void} [refused] called when the key is not in force, or not any more
   */
  constructor(key, refused) {
    this.key = key;
    this.refused = refused;
  }

  /**
   * @param {string} path
   * @param {Record<string, any>} [query] undefined and empty values are left out
   * @param {AbortSignal} [signal]
   */
  get(path, query = {}, signal) {
    return this.#call("GET", path + queryText(query), undefined, undefined, signal);
  }

  /**
   * @param {"POST" | "PATCH"} method
   * @param {string} path
   * @param {any} body undefined: none
   * @param {string} [idempotencyKey] none: for a POST that changes nothing
   */
  send(method, path, body, idempotencyKey) {
    return this.#call(method, path, body, idempotencyKey, undefined);
  }

  /**
   * The rows of a list, at most so many, and whether there are more.
   *
   * @param {string} path
   * @param {Record<string, any>} query
   * @param {AbortSignal} [signal]
   */
  async list(path, query = {}, signal, atMost = 1000) {
    const rows = /** @type {any[]} */ ([]);
    let cursor = undefined;
    do {
      const page = /** @type {any} */ (await this.get(path, { ...query, cursor, limit: Math.min(200, atMost) }, signal));
      rows.push(...page.data);
      cursor = page.pagination.has_more ? page.pagination.next_cursor : undefined;
    } while (cursor !== undefined && rows.length < atMost);
    return { rows, more: cursor !== undefined };
  }

  /**
   * An answer that is no JSON, as it stands.
   *
   * @param {string} path
   * @param {Record<string, any>} query
   */
  async file(path, query) {
    const { response, text } = await this.#ask("GET", path + queryText(query), undefined, undefined, undefined);
    return response.ok ? text : this.#read(response, text);
  }

  /** Of a page that is no JSON. @param {string} path @param {AbortSignal} signal */
  async text(path, signal) {
    const response = await fetch(path, { signal, cache: "no-store" });
    return response.ok ? response.text() : undefined;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {any} body
   * @param {string | undefined} idempotencyKey
   * @param {AbortSignal | undefined} signal
   */
  async #call(method, path, body, idempotencyKey, signal) {
    const { response, text } = await this.#ask(method, path, body, idempotencyKey, signal);
    return this.#read(response, text);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {any} body
   * @param {string | undefined} idempotencyKey
   * @param {AbortSignal | undefined} signal
   */
  async #ask(method, path, body, idempotencyKey, signal) {
    const headers = new Headers({ "X-API-Key": this.key });
    if (body !== undefined) {
      headers.set("Content-Type", "application/json");
    }
    if (idempotencyKey !== undefined) {
      headers.set("Idempotency-Key", idempotencyKey);
    }
    try {
      const response = await fetch(path, {
        method,
        headers,
        body: body === undefined ? undefined : stringify(body),
        signal: signal ?? null,
        cache: "no-store",
        credentials: "omit",
      });
      return { response, text: await response.text() };
    } catch (failure) {
      if (signal?.aborted) {
        throw failure;
      }
      throw new Problem({
        status: 0,
        type: "unreachable",
        title: "No answer",
        detail:
          idempotencyKey === undefined
            ? "The server could not be reached."
            : "The server could not be reached, so the outcome is not known. Trying again sends the same Idempotency-Key: it takes effect once.",
      });
    }
  }

  /** @param {Response} response @param {string} text */
  #read(response, text) {
    let answer;
    try {
      answer = parse(text);
    } catch {
      answer = { status: response.status, type: "no-json", title: "Unreadable answer", detail: "The answer is no JSON." };
      throw new Problem(answer);
    }
    if (!response.ok) {
      const problem = new Problem(answer);
      if (problem.status === 401) {
        this.refused?.(problem);
      }
      throw problem;
    }
    return answer;
  }
}

/** @param {Record<string, any>} query */
function queryText(query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "" && value !== null);
  const text = given.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`).join("&");
  return text === "" ? "" : `?${text}`;
}

/** The paths of a customer, by the tenant's own name. @param {string} externalId */
export function customerPath(externalId) {
  return `/v1/customer-by-external-id/${encodeURIComponent(externalId)}`;
}

/** An Idempotency-Key of 128 random bits. `randomUUID` is there on https and localhost only. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `console-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
