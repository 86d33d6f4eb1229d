/** The limits of a customer and what is known of it. */

import { html } from "./preact.js";
import { FormDialog } from "./form.js";
import * as format from "./format.js";
import { pretty } from "./json.js";
import { Amount, Card, Facts, Id, Pairs, Raw, Time } from "./parts.js";
import { cap } from "./reasons.js";
import { useSession } from "./session.js";

/** @param {{context: import("./customer.js").CustomerContext}} props */
export function Profile({ context }) {
  const { client } = useSession();
  const of = context.customer;
  const patch = (/** @type {any} */ body, /** @type {string} */ key) => client.send("PATCH", context.path, body, key);
  const common = { send: patch, changed: context.changed, close: context.close, done: () => "Saved", action: "Save" };
  const limits = () =>
    context.show(
      html`<${FormDialog}
        ...${common}
        title="Limits"
        fields=${[
          { name: "overage_policy", label: "Overage policy", kind: "select", placeholder: "The plan's, or the tenant's", cleared: null, initial: of.overage_policy ?? "",
            options: [["block", "Block: refuse what does not fit"], ["allow", "Allow: let the balance go below 0"], ["notify", "Notify: allow, and tell by webhook"]] },
          { name: "overage_limit", label: "Overage limit", kind: "credits", cleared: null, initial: of.overage_limit === null ? "" : format.credits(of.overage_limit), help: "How far below 0. None, if left empty.",
            when: (/** @type {any} */ typed) => ["allow", "notify"].includes(typed.overage_policy) },
          { name: "low_balance_threshold", label: "Low balance", kind: "credits", cleared: null, initial: of.low_balance_threshold === null ? "" : format.credits(of.low_balance_threshold), help: "At or below: webhook credit.balance_low. The tenant's, if left empty." },
          { name: "spend_cap", label: "Spend cap", kind: "json", cleared: null, initial: of.spend_cap ? pretty(of.spend_cap) : "", placeholder: '{"credits": 500000, "per": "month"}', help: "Millicredits a day or month (UTC), as the API takes it.", further: true },
          { name: "caps", label: "Caps by metric", kind: "json", cleared: null, initial: of.caps ? pretty(of.caps) : "", placeholder: '[{"billable_metric_key": "tokens", "units": 1000000, "per": "day"}]', further: true },
          { name: "alerts", label: "Alerts", kind: "json", cleared: null, initial: of.alerts ? pretty(of.alerts) : "", placeholder: '[{"id": "half", "percent": 50, "of": "period_grants"}]', further: true },
          { name: "auto_topup", label: "Automatic top-up", kind: "json", cleared: null, initial: of.auto_topup ? pretty(of.auto_topup) : "", placeholder: '{"threshold": 10000, "package_id": "pkg_…", "max_per_day": 2}', further: true },
        ]}
      />`,
    );
  const details = () =>
    context.show(
      html`<${FormDialog}
        ...${common}
        title="Details"
        fields=${[
          { name: "display_name", label: "Display name", initial: of.display_name ?? "", cleared: null },
          { name: "metadata", label: "Metadata", kind: "pairs", initial: Object.entries(of.metadata).map(([name, value]) => `${name}=${value}`).join("\n"), cleared: {}, help: "One name=value a line. Replaced as a whole." },
        ]}
      />`,
    );
  const none = (/** @type {string} */ text) => html`<span class="muted">${text}</span>`;
  return html`
    <${Card} title="Limits" actions=${html`<button type="button" class="button small" onClick=${limits}>Edit</button>`}>
      <${Facts}
        rows=${[
          { name: "Overage policy", children: of.overage_policy ? format.words(of.overage_policy) : none("the plan's, or the tenant's") },
          { name: "Overage limit", children: of.overage_limit === null ? none(of.overage_policy && of.overage_policy !== "block" ? "no floor" : "—") : html`<${Amount} of=${of.overage_limit} unit />` },
          { name: "Low balance", children: of.low_balance_threshold === null ? none("the tenant's") : html`at <${Amount} of=${of.low_balance_threshold} unit />` },
          { name: "Spend cap", children: of.spend_cap ? html`<${Amount} of=${of.spend_cap.credits} unit /> per ${of.spend_cap.per}` : none("none") },
          { name: "Caps", children: of.caps === null ? none("the plan's") : of.caps.length === 0 ? none("none") : of.caps.map((/** @type {any} */ one) => html`<div>${cap(one)}</div>`) },
          { name: "Alerts", children: of.alerts === null ? none("the plan's") : of.alerts.length === 0 ? none("none") : of.alerts.map((/** @type {any} */ one) => html`<div><b>${one.id}</b> at ${one.percent !== undefined ? `${one.percent}%` : format.creditsWord(one.credits)} of ${one.of === "balance" ? "the balance" : "the period's grants"}</div>`) },
          { name: "Automatic top-up", children: of.auto_topup ? html`asked for at <${Amount} of=${of.auto_topup.threshold} unit />, <${Id} id=${of.auto_topup.package_id} label="package id" />, at most ${of.auto_topup.max_per_day} a day` : none("none") },
        ]}
      />
    <//>
    <${Card} title="Details" actions=${html`<button type="button" class="button small" onClick=${details}>Edit</button>`}>
      <${Facts}
        rows=${[
          { name: "External id", children: html`<${Id} id=${of.external_customer_id} full label="external id" />` },
          { name: "customer_id", children: html`<${Id} id=${of.customer_id} full label="customer id" />` },
          { name: "Display name", children: of.display_name ?? none("none") },
          { name: "Metadata", children: html`<${Pairs} of=${of.metadata} />` },
          { name: "Created", children: html`<${Time} at=${of.created_at} />` },
        ]}
      />
      <${Raw} value=${of} />
    <//>
  `;
}
