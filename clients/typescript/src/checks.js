import { NotAnsweredError } from "./errors.js";

/** @typedef {import("./index.js").CheckInput} CheckInput */
/** @typedef {import("./index.js").EntitlementAnswer} EntitlementAnswer */

/**
 * Entitlement checks that always come to a decision in time: by the service, by an answer it gave before that is not too
 * old, or else by what was chosen for when it does not answer.
 *
 * An answer is kept for exactly what was asked, units included: prices by volume may let more units fit than fewer.
 */
export class Checks {
  /** @type {import("./index.js").QuotaStack} */
  #client;
  /** @type {Required<import("./index.js").CheckOptions>} */
  #options;
  /**
   * The oldest first. The age of an answer counts from when it was asked for.
   *
   * @type {Map<string, { entitlement: EntitlementAnswer, askedAt: number }>}
   */
  #kept = new Map();

  /**
   * @param {import("./index.js").QuotaStack} client
   * @param {import("./index.js").CheckOptions} options
   */
  constructor(client, options) {
    if (options.otherwise !== "allow" && options.otherwise !== "deny") {
      throw new TypeError('otherwise has to be "allow" or "deny"');
    }
    this.#client = client;
    this.#options = {
      withinMillis: 1_000,
      attempts: 2,
      freshMillis: 0,
      staleMillis: 0,
      maxEntries: 10_000,
      clock: () => performance.now(),
      ...options,
    };
  }

  /**
   * @param {CheckInput} input
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<import("./index.js").CheckAnswer>}
   */
  async check(input, { signal } = {}) {
    const { freshMillis, staleMillis, withinMillis, attempts, otherwise, clock } = this.#options;
    const key = JSON.stringify([input.customer_id, input.external_customer_id, input.billable_metric_key, input.units ?? 1]);
    const fresh = this.#keptFor(key, freshMillis);
    if (fresh !== undefined) return fresh;
    const askedAt = clock();
    try {
      const result = await this.#client.checkEntitlement(input, { withinMillis, attempts, signal });
      if (!result.ok) {
        this.#kept.delete(key);
        return { allowed: false, from: "problem", ageMillis: 0, problem: result.problem };
      }
      this.#keep(key, result.value, askedAt);
      return { allowed: result.value.allowed, from: "service", ageMillis: 0, entitlement: result.value };
    } catch (error) {
      if (!isOutage(error)) throw error;
      return this.#keptFor(key, staleMillis)
        ?? { allowed: otherwise === "allow", from: "otherwise", error: /** @type {Error} */ (error) };
    }
  }

  /**
   * @param {string} key
   * @param {number} longestMillis
   * @returns {import("./index.js").CheckAnswer | undefined}
   */
  #keptFor(key, longestMillis) {
    const kept = this.#kept.get(key);
    if (kept === undefined || longestMillis <= 0) return undefined;
    const ageMillis = this.#options.clock() - kept.askedAt;
    return ageMillis > longestMillis
      ? undefined
      : { allowed: kept.entitlement.allowed, from: "cache", ageMillis, entitlement: kept.entitlement };
  }

  /**
   * @param {string} key
   * @param {EntitlementAnswer} entitlement
   * @param {number} askedAt
   */
  #keep(key, entitlement, askedAt) {
    const { freshMillis, staleMillis, maxEntries } = this.#options;
    if (Math.max(freshMillis, staleMillis) <= 0 || askedAt < (this.#kept.get(key)?.askedAt ?? -Infinity)) return;
    this.#kept.delete(key);
    this.#kept.set(key, { entitlement, askedAt });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= maxEntries) break;
      this.#kept.delete(oldest);
    }
  }
}

/**
 * The service cannot be asked. A key that is not valid, or a question that is none, is not that: it would be the same
 * when the service is well.
 *
 * @param {any} error
 */
function isOutage(error) {
  return error instanceof NotAnsweredError || error?.status >= 500;
}
