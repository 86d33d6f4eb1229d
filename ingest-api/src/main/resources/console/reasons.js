/** Why something was refused, and what it would need: in words. */

import * as format from "./format.js";

/**
 * @typedef {object} Reason
 * @property {string} title
 * @property {string} text
 * @property {number | bigint | undefined} missing millicredits that would have to come, if that is what it takes
 */

/**
 * Of a refused event: what its problem says, and what is true now.
 *
 * @param {any} problem the problem document
 * @returns {Reason}
 */
export function reasonOfProblem(problem) {
  const type = String(problem.type).replace("urn:quotastack:problem:", "");
  if (type === "insufficient-credits") {
    const missing = BigInt(problem.required) - BigInt(problem.effective_balance);
    return {
      title: "Not enough credits",
      text: `It cost ${format.creditsWord(problem.required)} and ${format.credits(problem.effective_balance)} were available: ${format.creditsWord(missing)} short.`,
      missing,
    };
  }
  if (type === "spend-cap-reached") {
    return { title: "A cap was reached", text: problem.cap ? `The cap of ${cap(problem.cap)}. More credits do not help: raise the cap, or wait for the next ${problem.cap.per}.` : `${problem.detail}. More credits do not help: raise the spend cap, or wait for its next day or month.`, missing: undefined };
  }
  return { title: TITLES[type] ?? problem.title, text: sentences(problem.detail, HELP[type]), missing: undefined };
}

/**
 * Of a check.
 *
 * @param {any} check an entitlement that is not allowed
 * @returns {Reason}
 */
export function reasonOfCheck(check) {
  if (check.reason === "insufficient_credits" && check.estimated_cost !== null) {
    const missing = BigInt(check.estimated_cost) - BigInt(check.effective_balance);
    return {
      title: "Not enough credits",
      text: `${format.count(check.units)} ${check.units === 1 ? "unit costs" : "units cost"} ${format.creditsWord(check.estimated_cost)} and ${format.credits(check.effective_balance)} ${check.effective_balance === 1000 ? "is" : "are"} available${check.overage_policy === "block" ? "" : `, with the overage policy ${check.overage_policy} and its limit`}: ${format.creditsWord(missing)} short. ${check.affordable_units === 0 ? "Not a single unit fits." : `${format.count(check.affordable_units)} would fit.`}`,
      missing,
    };
  }
  const type = String(check.reason).replaceAll("_", "-");
  return { title: TITLES[type] ?? format.words(String(check.reason)), text: sentences(type === "subscription-inactive" && check.subscription_status ? `Its subscription is ${check.subscription_status}` : undefined, HELP[type]), missing: undefined };
}

const TITLES = /** @type {Record<string, string>} */ ({
  "insufficient-credits": "Not enough credits",
  "subscription-inactive": "The subscription does not let it be used",
  "feature-not-in-plan": "Not in the plan",
  "metric-not-priced": "The metric has no price",
  "spend-cap-reached": "A cap is reached",
  "not-found": "There is no such metric",
});

const HELP = /** @type {Record<string, string>} */ ({
  "insufficient-credits": "The cost is beyond what 64 bits hold, or beyond what the customer has",
  "subscription-inactive": "Renew or resume it under Subscription",
  "feature-not-in-plan": "Change the subscription to a variant whose metrics include it",
  "metric-not-priced": "Make a rule for it under Prices, then retry",
  "spend-cap-reached": "More credits do not help: raise the cap under Limits and details, or wait for its next day or month",
  "not-found": "Make the metric under Prices, then retry",
});

/** @param {(string | undefined)[]} texts */
function sentences(...texts) {
  const given = texts.filter((text) => text !== undefined && text !== "");
  return given.map((text) => `${format.sentence(String(text).replace(/\.$/, ""))}.`).join(" ");
}

/** @param {any} of */
export function cap(of) {
  const size = of.units !== undefined ? `${format.count(of.units)} units` : format.creditsWord(of.credits);
  return `${size} of ${of.billable_metric_key} per ${of.per}`;
}
