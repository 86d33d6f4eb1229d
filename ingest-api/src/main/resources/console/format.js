/** How amounts, times and names are shown, and how amounts and times that people type are read. Times are UTC. */

import { integer } from "./json.js";

const GROUPED = new Intl.NumberFormat("en");
const MILLICREDITS = 1000n;

/** @param {number | bigint} value */
export function count(value) {
  return GROUPED.format(value);
}

/**
 * An amount as credits: its sign, whole credits, and three digits of a credit.
 *
 * @param {number | bigint} millicredits
 */
export function creditParts(millicredits) {
  const amount = BigInt(millicredits);
  const size = amount < 0n ? -amount : amount;
  return {
    sign: amount < 0n ? "−" : "",
    whole: GROUPED.format(size / MILLICREDITS),
    fraction: String(size % MILLICREDITS).padStart(3, "0"),
  };
}

/**
 * Such as `1,250` or `0.15`.
 *
 * @param {number | bigint} millicredits
 */
export function credits(millicredits) {
  const { sign, whole, fraction } = creditParts(millicredits);
  const digits = fraction.replace(/0+$/, "");
  return sign + whole + (digits === "" ? "" : `.${digits}`);
}

/** @param {number | bigint} millicredits */
export function creditsWord(millicredits) {
  const text = credits(millicredits);
  return `${text} ${text === "1" || text === "−1" ? "credit" : "credits"}`;
}

/** @param {number | bigint} millicredits */
export function millicredits(millicredits) {
  return `${GROUPED.format(millicredits)} millicredits`;
}

/**
 * Millicredits of typed credits, or undefined where they are none: `1,250`, `0.15`, `-3`.
 *
 * @param {string} text
 */
export function readCredits(text) {
  const match = /^([+-]?)(\d+)(?:\.(\d{1,3}))?$/.exec(text.trim().replaceAll(",", "").replace("−", "-"));
  if (match === null) {
    return undefined;
  }
  const size = BigInt(match[2]) * MILLICREDITS + BigInt((match[3] ?? "").padEnd(3, "0"));
  return integer(match[1] === "-" ? -size : size);
}

/**
 * @param {string} text
 * @returns {number | bigint | undefined}
 */
export function readInteger(text) {
  const plain = text.trim().replaceAll(",", "");
  return /^-?\d+$/.test(plain) ? integer(plain) : undefined;
}

/**
 * What was paid, in the currency's usual unit: 990 EUR is `€9.90`, 990 JPY is `¥990`.
 *
 * @param {number | bigint} smallestUnits
 * @param {string} currency
 */
export function money(smallestUnits, currency) {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    return format.format(Number(smallestUnits) / 10 ** digits);
  } catch {
    return `${GROUPED.format(smallestUnits)} ${currency}`;
  }
}

/** @param {string} time */
export function time(time) {
  return `${time.slice(0, 10)} ${time.slice(11, 19)}`;
}

/** @param {string} time */
export function day(time) {
  return time.slice(0, 10);
}

/** @param {string} time */
export function localTime(time) {
  return `${time.replace("T", " ").replace("Z", " UTC")} · here ${new Date(time).toLocaleString()}`;
}

const STEPS = /** @type {[number, string][]} */ ([
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
]);

/**
 * The two largest parts: `3 d 4 h`, `12 min 5 s`.
 *
 * @param {number} millis
 */
export function duration(millis) {
  let rest = Math.abs(millis);
  const parts = [];
  for (const [size, name] of STEPS) {
    const of = Math.floor(rest / size);
    if (of > 0 || parts.length > 0) {
      parts.push(of > 0 ? `${GROUPED.format(of)} ${name}` : "");
    }
    rest -= of * size;
    if (parts.length === 2) {
      break;
    }
  }
  return parts.filter((part) => part !== "").join(" ") || "0 s";
}

/**
 * `in 3 d 4 h` or `12 min ago`.
 *
 * @param {string} time
 * @param {number} now
 */
export function relative(time, now) {
  const away = Date.parse(time) - now;
  return Math.abs(away) < 1000 ? "now" : away > 0 ? `in ${duration(away)}` : `${duration(away)} ago`;
}

/**
 * The value of a `datetime-local` input that means UTC.
 *
 * @param {number} millis
 */
export function timeInput(millis) {
  return new Date(millis).toISOString().slice(0, 16);
}

/**
 * @param {string} typed of a `datetime-local` input
 * @returns {string | undefined} RFC 3339
 */
export function readTime(typed) {
  const millis = Date.parse(`${typed}Z`);
  return Number.isNaN(millis) ? undefined : new Date(millis).toISOString();
}

/** The words of a name of the API: `reserve_expired` is `Reserve expired`. @param {string} name */
export function words(name) {
  return sentence(name.replaceAll("_", " "));
}

/** With a capital letter at its beginning. @param {string} text */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Enough of an id to tell it from its neighbours, whose ends differ. @param {string} id */
export function shortId(id) {
  return id.length <= 16 ? id : `${id.slice(0, 7)}…${id.slice(-6)}`;
}

/**
 * A price in words, as `2 credits per unit` or `tiers, graduated, by month`.
 *
 * @param {any} price
 * @returns {string}
 */
export function price(price) {
  const counted = price.scope === undefined || price.scope === "event" ? "" : `, counted by ${price.scope}`;
  const per = (/** @type {any} */ units) => (units === undefined || units === 1 ? "per unit" : `per ${count(units)} units`);
  switch (price.cost_type) {
    case "flat":
      return `${creditsWord(price.flat_cost)} per event`;
    case "per_unit":
      return `${creditsWord(price.unit_cost)} ${per(price.per_units)}${counted}`;
    case "package":
      return `${creditsWord(price.package_cost)} per package of ${count(price.package_size)}${counted}`;
    case "tiered":
      return `${count(price.tiers.length)} tiers, ${price.tier_mode}, ${per(price.per_units)}${counted}`;
    default:
      return price.prices === undefined ? "no price of its own" : `by list only`;
  }
}
