/** API keys, and the settings of the environment. */

import { html } from "./preact.js";
import { ConfirmDialog, FormDialog } from "./form.js";
import * as format from "./format.js";
import { useLoad, usePages, useVersion } from "./load.js";
import { Amount, Badge, Card, Empty, Facts, Icon, Id, PageHead, PagedTable, Raw, Shown, Time, useDialog } from "./parts.js";
import { useSession } from "./session.js";

/** Those of the key's own tenant and environment. */
export const SETTINGS = "/v1/tenants/self/config";

const SUBJECTS = ["customers", "credits", "usage", "entitlements", "reservations", "metering", "plans", "subscriptions", "webhooks"];
const SCOPES = [...SUBJECTS.flatMap((subject) => [`${subject}:read`, `${subject}:write`]), "admin"];

export const EVENT_TYPES = [
  ...["granted", "consumed", "expired", "refunded", "adjusted", "transferred_out", "transferred_in", "balance_low", "depleted", "overage", "threshold_reached"].map((one) => `credit.${one}`),
  ...["created", "committed", "released", "expired"].map((one) => `reservation.${one}`),
  "usage.refused",
  "topup.requested",
  ...["created", "activated", "trial_ending", "renewal_due", "renewed", "overdue", "expired", "paused", "resumed", "canceled", "changed", "contract_ending", "contract_ended"].map((one) => `subscription.${one}`),
];

export function Settings() {
  const { client } = useSession();
  const [version, changed] = useVersion();
  const dialog = useDialog();
  const common = { changed, close: dialog.close };
  return html`<${PageHead} title="Keys and settings" note="Of this environment" />
    <${Keys} version=${version} show=${dialog.show} common=${common} />
    <${EnvironmentSettings} client=${client} path=${SETTINGS} query=${{}} version=${version} show=${dialog.show} common=${common} />
    ${dialog.open}`;
}

/** A key that is shown once. @param {{of: any, children?: any}} props */
export function ShownOnce({ of, children }) {
  return html`<div class="verdict good">
    <${Icon} name="check" />
    <div>
      <p class="verdict-title">${children}</p>
      ${of.key === null
        ? html`<p>It was shown before and cannot be shown again. Revoke it and make another one.</p>`
        : html`<p>It is shown this once: copy it now.</p><p class="secret"><${Id} id=${of.key} full label="API key" /></p>`}
    </div>
  </div>`;
}

/** @param {{version: number, show: (dialog: any) => void, common: any}} props */
function Keys({ version, show, common }) {
  const { client } = useSession();
  const pages = usePages(client, "/v1/admin/api-keys", {}, [version], 200);
  const create = () =>
    show(
      html`<${FormDialog}
        ...${common}
        title="New API key"
        fields=${[
          { name: "name", label: "Name", required: true, placeholder: "billing worker" },
          { name: "scopes", label: "Scopes", kind: "choices", options: SCOPES.map((scope) => [scope, scope]), help: "None of them: all that your own key may do." },
        ]}
        action="Create key"
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/admin/api-keys", body, key)}
        show=${(/** @type {any} */ answer) => html`<${ShownOnce} of=${answer}>The key “${answer.name}” was made<//>`}
      />`,
    );
  const revoke = (/** @type {any} */ of) =>
    show(
      html`<${ConfirmDialog} ...${common} title="Revoke the key" text=${html`<b>${of.name}</b> (<code>${of.prefix}…</code>) is refused on every node within a second. This cannot be undone.`} action="Revoke" danger
        send=${(/** @type {any} */ _, /** @type {string} */ key) => client.send("POST", `/v1/admin/api-keys/${encodeURIComponent(of.id)}/revoke`, undefined, key)} done=${() => "Revoked"} />`,
    );
  const button = html`<button type="button" class="button small primary" onClick=${create}><${Icon} name="plus" />New key</button>`;
  return html`<${Card} title="API keys" note="Kept as hashes: nobody can show one again" flush actions=${button}>
    <${PagedTable}
      pages=${pages}
      label="API keys"
      id=${(/** @type {any} */ row) => row.id}
      columns=${[
        { name: "Name", cell: (/** @type {any} */ row) => html`<span class="strong">${row.name}</span> ${row.revoked_at && html`<${Badge}>Revoked<//>`}` },
        { name: "Begins", cell: (/** @type {any} */ row) => html`<code>${row.prefix}…</code>` },
        { name: "Scopes", wide: true, cell: (/** @type {any} */ row) => (row.scopes.length === 0 ? "all" : html`<span class="note">${row.scopes.join(", ")}</span>`) },
        { name: "Last used", cell: (/** @type {any} */ row) => html`<${Time} at=${row.last_used_at} none="never" />` },
        { name: "Created", cell: (/** @type {any} */ row) => html`<${Time} at=${row.created_at} />` },
        { name: html`<span class="visually-hidden">Actions</span>`, right: true, cell: (/** @type {any} */ row) => row.revoked_at === null && html`<button type="button" class="button small" onClick=${() => revoke(row)}>Revoke</button>` },
      ]}
      empty=${html`<${Empty} title="No keys" action=${button} />`}
    />
  <//>`;
}

/** @param {{client: import("./api.js").Client, path: string, query: Record<string, string>, version: number, show: (dialog: any) => void, common: any, title?: string}} props */
export function EnvironmentSettings({ client, path, query, version, show, common, title = "Settings" }) {
  const settings = useLoad((signal) => client.get(path, query, signal), [path, query], [version]);
  const at = path + (query.environment ? `?environment=${query.environment}` : "");
  return html`<${Card} title=${title} actions=${settings.value && html`<button type="button" class="button small" onClick=${() => show(settingsForm(client, settings.value, common, at))}>Edit</button>
      <button type="button" class="button small" onClick=${() => show(webhookForm(client, settings.value, common, at))}>Webhooks</button>`}>
    <${Shown} of=${settings}>
      ${(/** @type {any} */ of) => html`<${Facts}
          rows=${[
            { name: "Overage policy", children: format.words(of.default_overage_policy) },
            { name: "Low balance", children: of.low_balance_threshold === null ? html`<span class="muted">none</span>` : html`at <${Amount} of=${of.low_balance_threshold} unit />` },
            { name: "Rate limit", children: of.rate_limit === null ? html`<span class="muted">off</span>` : `${format.count(of.rate_limit.requests)} requests in ${format.duration(Number(of.rate_limit.window_seconds) * 1000)}` },
            { name: "Late usage", children: `up to ${format.count(of.usage_backdate_days)} days back` },
            { name: "Refused usage", children: `kept ${format.count(of.usage_refusals_kept_days)} days` },
            { name: "Webhook URL", children: of.webhook_url ?? html`<span class="muted">none</span>` },
            { name: "Webhook secret", children: of.webhook_secret ? html`<code>${of.webhook_secret}</code>` : html`<span class="muted">none</span>` },
            { name: "Webhook types", children: of.webhook_events === null ? "all" : of.webhook_events.join(", ") },
            { name: "Tenant", children: html`<${Id} id=${of.tenant_id} label="tenant id" />` },
          ]}
        />
        <${Raw} value=${of} />`}
    <//>
  <//>`;
}

/** @param {import("./api.js").Client} client @param {any} of @param {any} common @param {string} [at] */
function settingsForm(client, of, common, at = SETTINGS) {
  return html`<${FormDialog}
    ...${common}
    title="Settings"
    fields=${[
      { name: "default_overage_policy", label: "Overage policy", kind: "select", required: true, initial: of.default_overage_policy, help: "Of customers and plans that say none.",
        options: [["block", "Block: refuse what does not fit"], ["allow", "Allow: let balances go below 0"], ["notify", "Notify: allow, and tell by webhook"]] },
      { name: "low_balance_threshold", label: "Low balance", kind: "credits", initial: of.low_balance_threshold === null ? "" : format.credits(of.low_balance_threshold), cleared: null, help: "At or below: webhook credit.balance_low." },
      { name: "usage_backdate_days", label: "Late usage", kind: "integer", unit: "days", required: true, initial: String(of.usage_backdate_days) },
      { name: "usage_refusals_kept_days", label: "Refused usage", kind: "integer", unit: "days", required: true, initial: String(of.usage_refusals_kept_days), help: "How long it is listed and can be retried: 1 to 90 days." },
      { name: "rate_limit", label: "Rate limit", kind: "json", initial: of.rate_limit === null ? "" : JSON.stringify(of.rate_limit), cleared: null, placeholder: '{"requests": 1000, "window_seconds": 1}', help: "One bucket of the environment, per node. The console's requests count too.", further: true },
    ]}
    action="Save"
    send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("PATCH", at, body, key)}
    done=${() => "Saved"}
  />`;
}

/** @param {import("./api.js").Client} client @param {any} of the settings @param {any} common @param {string} [at] */
export function webhookForm(client, of, common, at = SETTINGS) {
  return html`<${FormDialog}
    ...${common}
    title="Webhook endpoint"
    fields=${[
      { name: "webhook_url", label: "URL", initial: of.webhook_url ?? "", cleared: null, placeholder: "https://app.example.com/webhooks" },
      { name: "webhook_secret", label: of.webhook_secret === null ? "Secret" : "New secret", placeholder: of.webhook_secret ?? "whsec_…", help: of.webhook_secret === null ? "Base64 of 24 to 64 bytes: head -c 32 /dev/urandom | base64" : "As it is, if left empty. The old one signs too for 24 hours." },
      { name: "webhook_events", label: "Types", kind: "choices", options: EVENT_TYPES.map((one) => [one, one]), initial: of.webhook_events ?? [], cleared: null, help: "None of them: all.", further: true },
    ]}
    action="Save"
    send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("PATCH", at, body, key)}
    done=${() => "Saved"}
  />`;
}
