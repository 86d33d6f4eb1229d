/** What a customer can use now, and of what it cannot, why not: answered as a charge would be, at this instant. */

import { html, useState } from "./preact.js";
import { grantForm } from "./customer-actions.js";
import * as format from "./format.js";
import { useLoad } from "./load.js";
import { Amount, Badge, Card, Empty, Fault, Icon, Shown, Table } from "./parts.js";
import { reasonOfCheck } from "./reasons.js";
import { link, replace } from "./route.js";
import { useSession } from "./session.js";

const CHECKS_AT_ONCE = 50;
const METRICS_AT_MOST = 200;

/** @param {{context: import("./customer.js").CustomerContext, query: Record<string, string>}} props */
export function Access({ context, query }) {
  const { client } = useSession();
  const metrics = useLoad((signal) => client.list("/v1/billable-metrics", {}, signal, METRICS_AT_MOST), ["metrics"]);
  return html`<${Shown} of=${metrics}>
    ${(/** @type {any} */ list) => {
      const inUse = list.rows.filter((/** @type {any} */ metric) => metric.archived_at === null);
      return inUse.length === 0
        ? html`<${Card}><${Empty} title="There are no metrics" action=${html`<a class="button" href=${link(["prices"])}>Go to the prices</a>`}>A metric is what is counted and charged. Make one, with a price, first.<//><//>`
        : html`<${Ask} context=${context} metrics=${inUse} query=${query} /><${All} context=${context} metrics=${inUse} more=${list.more} />`;
    }}
  <//>`;
}

/** @param {{context: import("./customer.js").CustomerContext, metrics: any[], query: Record<string, string>}} props */
function Ask({ context, metrics, query }) {
  const { client } = useSession();
  const metric = metrics.find(({ key }) => key === query.metric) ?? metrics[0];
  const { units = "1" } = query;
  const ask = (/** @type {Record<string, any>} */ of) => replace(["customers", context.name, "access"], { metric: metric.key, units, ...of });
  const [values, setValues] = useState(/** @type {Record<string, string>} */ ({}));
  const asked = format.readInteger(units);
  const metadata = Object.fromEntries(metric.dimensions.map((/** @type {string} */ name) => [name, values[name] ?? ""]).filter((/** @type {string[]} */ [, value]) => value !== ""));
  const answer = useLoad(
    async () => {
      if (asked === undefined || asked < 0) {
        return undefined;
      }
      const checks = [{ billable_metric_key: metric.key, units: asked, metadata }];
      const all = /** @type {any} */ (await client.send("POST", "/v1/entitlements/check", { external_customer_id: context.name, checks }));
      return all.results[0];
    },
    [context.name, metric.key, units, metadata],
    [context.version],
  );
  return html`<${Card} title="Could it use this now?" note="Answered from the account itself, as a charge would be. Nothing is charged.">
    <div class="form-row">
      <label class="inline-field"><span>Metric</span>
        <select onChange=${(/** @type {any} */ event) => ask({ metric: event.target.value })}>
          ${metrics.map(({ key, name }) => html`<option value=${key} selected=${key === metric.key}>${name === key ? key : `${name} (${key})`}</option>`)}
        </select></label>
      <label class="inline-field"><span>Units</span>
        <input type="text" inputmode="numeric" size="10" value=${units} aria-invalid=${asked === undefined ? "true" : null} onInput=${(/** @type {any} */ event) => ask({ units: event.target.value })} /></label>
      ${metric.dimensions.map(
        (/** @type {string} */ name) => html`<label class="inline-field"><span>${name}</span>
          <input type="text" size="12" value=${values[name] ?? ""} onInput=${(/** @type {any} */ event) => setValues({ ...values, [name]: event.target.value })} /></label>`,
      )}
    </div>
    ${asked === undefined
      ? html`<p class="field-fault">Units are a whole number.</p>`
      : html`<${Shown} of=${answer}>${(/** @type {any} */ check) => html`<${Verdict} check=${check} context=${context} />`}<//>`}
  <//>`;
}

/** @param {{check: any, context: import("./customer.js").CustomerContext}} props */
function Verdict({ check, context }) {
  const { client } = useSession();
  if (check.problem) {
    return html`<${Fault} of=${check.problem} />`;
  }
  const figures = html`<div class="figures compact">
    <div><span>Would cost</span> <${Amount} of=${check.estimated_cost} /></div>
    <div><span>Available</span> <${Amount} of=${check.effective_balance} /></div>
    <div><span>Then left</span> <${Amount} of=${check.balance_after} /></div>
    <div><span>Units that fit</span> ${check.affordable_units === null ? "10¹² and more" : format.count(check.affordable_units)}</div>
    <div><span>Overage policy</span> ${check.overage_policy}</div>
    <div><span>Subscription</span> ${check.subscription_status ?? "none"}</div>
  </div>`;
  if (check.allowed) {
    return html`<div class="verdict good"><${Icon} name="check" /><div><p class="verdict-title">Yes, it would be charged</p></div></div>${figures}`;
  }
  const reason = reasonOfCheck(check);
  return html`<div class="verdict bad">
      <${Icon} name="warn" />
      <div>
        <p class="verdict-title">No: ${reason.title.charAt(0).toLowerCase() + reason.title.slice(1)}</p>
        <p>${reason.text}</p>
        ${reason.missing !== undefined &&
        html`<button type="button" class="button small" onClick=${() => context.show(grantForm(client, context, reason.missing))}>Grant ${format.creditsWord(reason.missing)}</button>`}
      </div>
    </div>
    ${figures}`;
}

/** @param {{context: import("./customer.js").CustomerContext, metrics: any[], more: boolean}} props */
function All({ context, metrics, more }) {
  const { client } = useSession();
  const answers = useLoad(
    async () => {
      const results = [];
      for (let from = 0; from < metrics.length; from += CHECKS_AT_ONCE) {
        const checks = metrics.slice(from, from + CHECKS_AT_ONCE).map(({ key }) => ({ billable_metric_key: key, units: 1 }));
        const all = /** @type {any} */ (await client.send("POST", "/v1/entitlements/check", { external_customer_id: context.name, checks }));
        results.push(...all.results);
      }
      return results;
    },
    [context.name, metrics.map(({ key }) => key)],
    [context.version],
  );
  return html`<${Card} title="All metrics" note=${more ? `One unit of each of the first ${METRICS_AT_MOST}` : "One unit of each, now"} flush>
    <${Shown} of=${answers}>
      ${(/** @type {any[]} */ results) => html`<${Table}
        label="What it can use"
        id=${(/** @type {any} */ row) => row.billable_metric_key}
        rows=${results}
        open=${(/** @type {any} */ row) => replace(["customers", context.name, "access"], { metric: row.billable_metric_key })}
        columns=${[
          {
            name: "Metric",
            cell: (/** @type {any} */ row) => html`<a class="strong" href=${link(["customers", context.name, "access"], { metric: row.billable_metric_key })}>${row.billable_metric_key}</a>`,
          },
          { name: "One unit", cell: (/** @type {any} */ row) => (row.allowed ? html`<${Badge} kind="good">Allowed<//>` : html`<${Badge} kind="bad">Refused<//>`) },
          { name: "Cost", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${row.estimated_cost} column />` },
          { name: "Units that fit", right: true, cell: (/** @type {any} */ row) => (row.affordable_units === null ? "10¹² and more" : format.count(row.affordable_units ?? 0)) },
          { name: "Why not", wide: true, cell: (/** @type {any} */ row) => (row.allowed ? "" : row.problem ? row.problem.detail : reasonOfCheck(row).title) },
        ]}
      />`}
    <//>
  <//>`;
}
