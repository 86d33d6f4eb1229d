/**
 * JSON whose integers are exact. Amounts are 64-bit integers, JavaScript's numbers hold those up to 2^53 - 1: what is
 * beyond is refused, going out and coming in, and never rounded.
 */

/** An integer that JavaScript would round, and where it stands (RFC 6901). */
export class UnsafeIntegerError extends TypeError {
  /**
   * @param {string} pointer
   * @param {string} what
   */
  constructor(pointer, what) {
    super(`${pointer}: ${what}`);
    this.name = "UnsafeIntegerError";
    this.pointer = pointer;
  }
}

/**
 * Every integer beyond 2^53 - 1 is read as a number beyond it, so looking at what was read finds them all.
 *
 * @param {string} text
 * @returns {unknown}
 */
export function parse(text) {
  const value = JSON.parse(text);
  refuse(value, "", "an integer beyond 2^53 - 1, which a number would round");
  return value;
}

/**
 * @param {unknown} value
 * @returns {string}
 */
export function stringify(value) {
  refuse(value, "", "no number that JSON and the API hold exactly");
  return JSON.stringify(value);
}

/**
 * @param {unknown} value
 * @param {string} pointer
 * @param {string} what
 */
function refuse(value, pointer, what) {
  if (typeof value === "bigint" || (typeof value === "number" && !isExact(value))) {
    throw new UnsafeIntegerError(pointer, what);
  }
  if (value !== null && typeof value === "object") {
    for (const [name, below] of Object.entries(value)) {
      refuse(below, `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, what);
    }
  }
}

/** @param {number} value */
function isExact(value) {
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}
