/** Plans, and the variants that customers subscribe to. */

import { html } from "./preact.js";
import { Grants, terms } from "./customer-subscription.js";
import { FormDialog } from "./form.js";
import * as format from "./format.js";
import { pretty } from "./json.js";
import { useLoad, usePages, useVersion } from "./load.js";
import { Card, Empty, Facts, Fault, Icon, Id, Loading, PageHead, PagedTable, Raw, Shown, Time, useDialog } from "./parts.js";
import { go, link } from "./route.js";
import { useSession } from "./session.js";

/** @param {{path: string[]}} props */
export function Plans({ path }) {
  return path.length > 0 ? html`<${Plan} key=${path[0]} id=${path[0]} />` : html`<${List} />`;
}

function List() {
  const { client } = useSession();
  const pages = usePages(client, "/v1/plans", {}, [], 200);
  const dialog = useDialog();
  const create = () =>
    dialog.show(
      html`<${FormDialog}
        title="New plan"
        intro="What it includes. On which terms is up to its variants."
        fields=${[
          { name: "key", label: "Key", required: true, placeholder: "pro", help: "Your own name of it, for ever." },
          { name: "name", label: "Name", required: true, placeholder: "Pro" },
          { name: "description", label: "Description" },
          { name: "features", label: "Features", kind: "json", placeholder: '{"sso": true, "seats": 5}', help: "true, a number or a text each." },
        ]}
        action="Create plan"
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/plans", body, key)}
        done=${(/** @type {any} */ plan) => {
          go(["plans", plan.id]);
          return `Plan ${plan.key} created. Give it a variant`;
        }}
        close=${dialog.close}
      />`,
    );
  const button = html`<button type="button" class="button primary" onClick=${create}><${Icon} name="plus" />New plan</button>`;
  return html`<${PageHead} title="Plans" note="What customers subscribe to. QuotaStack keeps the state; you take the payment." actions=${button} />
    <${Card} title="Plans" flush>
      <${PagedTable}
        pages=${pages}
        label="Plans"
        id=${(/** @type {any} */ row) => row.id}
        open=${(/** @type {any} */ row) => go(["plans", row.id])}
        columns=${[
          { name: "Plan", cell: (/** @type {any} */ row) => html`<a class="strong" href=${link(["plans", row.id])}>${row.name}</a>` },
          { name: "Key", cell: (/** @type {any} */ row) => html`<code>${row.key}</code>` },
          { name: "Description", wide: true, cell: (/** @type {any} */ row) => row.description ?? "" },
          { name: "Features", right: true, cell: (/** @type {any} */ row) => format.count(Object.keys(row.features).length) },
          { name: "Version", right: true, cell: (/** @type {any} */ row) => row.version },
          { name: "Changed", cell: (/** @type {any} */ row) => html`<${Time} at=${row.updated_at} />` },
        ]}
        empty=${html`<${Empty} title="No plans yet" action=${button}>A plan includes features; its variants say how long a period is, what it costs and which credits it grants.<//>`}
      />
    <//>
    ${dialog.open}`;
}

/** @param {{id: string}} props */
function Plan({ id }) {
  const { client } = useSession();
  const [version, changed] = useVersion();
  const path = `/v1/plans/${encodeURIComponent(id)}`;
  const plan = useLoad((signal) => client.get(path, {}, signal), [id], [version]);
  const variants = useLoad((signal) => client.list(`${path}/variants`, {}, signal), ["variants", id], [version]);
  const dialog = useDialog();
  const common = { changed, close: dialog.close };
  const back = { href: link(["plans"]), text: "Plans" };
  const of = /** @type {any} */ (plan.value);
  if (of === undefined) {
    return html`<${PageHead} title="Plan" back=${back} />${plan.error ? html`<${Fault} of=${plan.error} retry=${plan.reload} />` : html`<${Loading} />`}`;
  }
  const edit = () =>
    dialog.show(
      html`<${FormDialog}
        ...${common}
        title="Edit the plan"
        intro="A change makes a new version. Its features count at once, for all subscriptions of the plan."
        fields=${[
          { name: "name", label: "Name", required: true, initial: of.name },
          { name: "description", label: "Description", initial: of.description ?? "", cleared: null },
          { name: "features", label: "Features", kind: "json", initial: pretty(of.features), cleared: {} },
        ]}
        action="Save"
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("PATCH", path, body, key)}
        done=${(/** @type {any} */ saved) => `Version ${saved.version}`}
      />`,
    );
  const newVariant = () =>
    dialog.show(
      html`<${FormDialog} ...${common} title="New variant" fields=${[{ name: "key", label: "Key", required: true, placeholder: "monthly", help: "Unique in the plan, for ever." }, ...variantFields()]} action="Create variant"
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", `${path}/variants`, body, key)} done=${(/** @type {any} */ saved) => `Variant ${saved.key} created`} />`,
    );
  const editVariant = (/** @type {any} */ variant) =>
    dialog.show(
      html`<${FormDialog} ...${common} title=${`Edit ${variant.key}`} intro="For subscriptions to come: one keeps the version that it started with until it is changed." fields=${variantFields(variant)} action="Save"
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("PATCH", `${path}/variants/${encodeURIComponent(variant.id)}`, body, key)} done=${(/** @type {any} */ saved) => `Version ${saved.version}`} />`,
    );
  const button = html`<button type="button" class="button primary" onClick=${newVariant}><${Icon} name="plus" />New variant</button>`;
  const features = Object.entries(of.features);
  return html`<${PageHead}
      title=${of.name}
      back=${back}
      note=${html`<code>${of.key}</code>${of.description ? ` · ${of.description}` : ""} · version ${of.version} · <${Id} id=${of.id} label="plan id" />`}
      actions=${html`${button}<button type="button" class="button" onClick=${edit}>Edit</button>`}
    />
    <${Card} title="Features" note="Checked by GET …/entitlements/{key}, like metrics">
      ${features.length === 0
        ? html`<p class="note">It includes none.</p>`
        : html`<${Facts} rows=${features.map(([name, value]) => ({ name, children: value === true ? html`<${Icon} name="check" /><span class="visually-hidden">included</span>` : String(value) }))} />`}
    <//>
    <${Shown} of=${variants}>
      ${(/** @type {any} */ { rows }) =>
        rows.length === 0
          ? html`<${Card}><${Empty} title="No variants yet" action=${button}>Customers subscribe to a variant: it has the period, the price and the credits.<//><//>`
          : rows.map(
              (/** @type {any} */ variant) => html`<${Card} key=${variant.id} title=${variant.key} note=${`${terms(variant)}; version ${variant.version}`}
                actions=${html`<button type="button" class="button small" onClick=${() => editVariant(variant)}>Edit</button>`}>
                <${Grants} of=${variant.credit_grants} />
                <${Facts}
                  rows=${[
                    { name: "Trial", children: variant.trial_days === 0 ? "none" : `${variant.trial_days} days` },
                    ...(variant.billing_mode === "prepaid" ? [{ name: "Renewal", children: `due ${variant.renewal_due_days} days before the end, ${variant.grace_period_days} days of grace` }] : []),
                    { name: "While overdue", children: variant.allow_usage_while_overdue ? "may be used" : "may not be used" },
                    { name: "While paused", children: variant.allow_usage_while_paused ? "may be used" : "may not be used" },
                    { name: "Overage policy", children: variant.overage_policy ?? "the tenant's" },
                    { name: "Metrics", children: variant.metrics === null ? "all" : variant.metrics.join(", ") },
                    { name: "Contract", children: variant.contract === null ? "none" : `${variant.contract.periods} periods${variant.contract.auto_renew ? ", renewing" : ""}` },
                    { name: "Variant", children: html`<${Id} id=${variant.id} label="variant id" />` },
                  ]}
                />
                <${Raw} value=${variant} />
              <//>`,
            )}
    <//>
    ${dialog.open}`;
}

/** @param {any} [of] @returns {import("./form.js").Field[]} */
function variantFields(of) {
  const text = (/** @type {string} */ name) => (of?.[name] === null || of?.[name] === undefined ? "" : String(of[name]));
  return [
    { name: "billing_mode", label: "Billing", kind: "select", required: true, initial: of?.billing_mode ?? "prepaid", options: [["prepaid", "Prepaid: renewed when paid"], ["postpaid", "Postpaid: advances by itself"]] },
    { name: "interval", label: "Period", kind: "select", required: true, initial: of?.interval ?? "month", options: ["day", "week", "month", "year"].map((one) => [one, one]) },
    { name: "interval_count", label: "How many of them", kind: "integer", required: true, initial: of ? text("interval_count") : "1" },
    { name: "price", label: "Price", kind: "integer", initial: text("price"), cleared: null, help: "In the currency's smallest unit." },
    { name: "currency", label: "Currency", initial: text("currency"), cleared: null, placeholder: "EUR" },
    { name: "credit_grants", label: "Credit grants", kind: "json", initial: of ? pretty(of.credit_grants) : '[{"credits": 100000, "expires": "period_end"}]', cleared: [], help: "In millicredits, as the API takes them." },
    { name: "trial_days", label: "Trial", kind: "integer", unit: "days", initial: text("trial_days"), cleared: 0, further: true },
    { name: "renewal_due_days", label: "Renewal is due before the end", kind: "integer", unit: "days", initial: text("renewal_due_days"), further: true },
    { name: "grace_period_days", label: "Grace after the end", kind: "integer", unit: "days", initial: text("grace_period_days"), further: true },
    { name: "allow_usage_while_overdue", label: "May be used while overdue", kind: "flag", initial: of?.allow_usage_while_overdue ?? true, further: true },
    { name: "allow_usage_while_paused", label: "May be used while paused", kind: "flag", initial: of?.allow_usage_while_paused ?? false, further: true },
    { name: "overage_policy", label: "Overage policy", kind: "select", placeholder: "The tenant's", initial: of?.overage_policy ?? "", cleared: null, options: [["block", "Block"], ["allow", "Allow"], ["notify", "Notify"]], further: true },
    { name: "metrics", label: "Metrics", kind: "list", initial: (of?.metrics ?? []).join("\n"), cleared: null, help: "Keys of those that may be used, one a line. All, if left empty.", further: true },
    { name: "contract", label: "Contract", kind: "json", initial: of?.contract ? pretty(of.contract) : "", cleared: null, placeholder: '{"periods": 12, "auto_renew": true}', further: true },
    { name: "fallback_variant_id", label: "Fallback variant", initial: text("fallback_variant_id"), cleared: null, help: "Takes over after expiry.", further: true },
  ];
}
