/**
 * The chain of hashes of a ledger, verified here, in the browser: as section 3 of the contract says, and as the scripts
 * under docs/verify do with an export.
 */

import { stringify } from "./json.js";

const FIRST_PREVIOUS = "0".repeat(64);
const PAGE = 200;

/** Browsers hash on https and localhost only. */
export const canVerify = globalThis.crypto?.subtle !== undefined;

/** RFC 8785, save that integers stand in full decimal. JavaScript sorts by UTF-16 code units, as the RFC does. @param {any} value @returns {string} */
export function canonical(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (value !== null && typeof value === "object") {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  return stringify(value);
}

/** What an entry's hash should be. @param {any} entry */
export async function hashOf(entry) {
  const { hash: _, ...rest } = entry;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(rest)));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Reads all entries from the first on and checks each against the one before.
 *
 * @param {import("./api.js").Client} client
 * @param {string} path of the customer
 * @param {(done: number, of: number) => void} progress
 * @param {AbortSignal} signal
 * @returns {Promise<{entries: number, hash: string, difference?: string}>}
 */
export async function verifyLedger(client, path, progress, signal) {
  // Asked first: the ledger may grow meanwhile, and has to contain this entry.
  const known = /** @type {any} */ (await client.get(`${path}/credits`, {}, signal));
  let [sequence, balance, reserved, hash, time] = [0, 0n, 0n, FIRST_PREVIOUS, ""];
  let cursor;
  do {
    const page = /** @type {any} */ (await client.get(`${path}/ledger`, { limit: PAGE, cursor }, signal));
    for (const entry of page.data) {
      const where = `Entry ${entry.sequence}`;
      balance += BigInt(entry.delta);
      reserved += BigInt(entry.reserved_delta);
      const computed = await hashOf(entry);
      const faults = [
        entry.sequence !== ++sequence && `${where} stands where ${sequence} should: an entry is missing, out of order or there twice.`,
        entry.previous_hash !== hash && `${where} does not follow the one before: its previous_hash is another.`,
        entry.hash !== computed && `${where} was changed: its hash should be ${computed}.`,
        BigInt(entry.balance_after) !== balance && `${where} says a balance that is not the sum of all changes.`,
        BigInt(entry.reserved_after) !== reserved && `${where} says a held balance that is not the sum of all changes.`,
        entry.occurred_at < time && `${where} occurred before the one before it.`,
        entry.sequence === known.version && computed !== known.ledger_hash && `${where} is not the one that the account names.`,
      ];
      const difference = faults.find((fault) => fault !== false);
      if (difference) {
        return { entries: sequence, hash: computed, difference };
      }
      [hash, time] = [computed, entry.occurred_at];
    }
    progress(sequence, Math.max(sequence, Number(known.version)));
    cursor = page.pagination.has_more ? page.pagination.next_cursor : undefined;
  } while (cursor !== undefined);
  return sequence < known.version
    ? { entries: sequence, hash, difference: `The account names entry ${known.version}, and the ledger ends with ${sequence}.` }
    : { entries: sequence, hash };
}
