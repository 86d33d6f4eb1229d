/** Top-up packages: credits for a price, to be granted once the payment was taken. */

import { html } from "./preact.js";
import { ConfirmDialog, FormDialog } from "./form.js";
import * as format from "./format.js";
import { usePages, useVersion } from "./load.js";
import { Amount, Badge, Card, Empty, Icon, Id, PageHead, PagedTable, Time, useDialog } from "./parts.js";
import { useSession } from "./session.js";

const FIELDS = /** @type {(of?: any) => import("./form.js").Field[]} */ ((of) => [
  { name: "name", label: "Name", required: true, placeholder: "Starter pack", initial: of?.name ?? "" },
  { name: "credits", label: "Credits", kind: "credits", required: true, initial: of ? format.credits(of.credits) : "" },
  { name: "bonus_credits", label: "Bonus", kind: "credits", initial: of?.bonus_credits ? format.credits(of.bonus_credits) : "", cleared: 0, help: "A free block of its own." },
  { name: "price", label: "Price", kind: "integer", required: true, initial: of ? String(of.price) : "", help: "In the currency's smallest unit: 990 for 9.90 EUR." },
  { name: "currency", label: "Currency", required: true, placeholder: "EUR", initial: of?.currency ?? "" },
  { name: "expires_in_seconds", label: "Expires after", kind: "integer", unit: "seconds", initial: of?.expires_in_seconds ? String(of.expires_in_seconds) : "", cleared: null, help: "Never, if left empty. 31536000 is a year.", further: true },
  { name: "priority", label: "Priority", kind: "integer", initial: of?.priority ? String(of.priority) : "", cleared: 0, help: "−1000 to 1000, default 0. Lower burns first.", further: true },
]);

export function Packages() {
  const { client } = useSession();
  const [version, changed] = useVersion();
  const pages = usePages(client, "/v1/topup-packages", {}, [version], 200);
  const dialog = useDialog();
  const common = { changed, close: dialog.close };
  const create = () =>
    dialog.show(
      html`<${FormDialog}
        ...${common}
        title="New package"
        fields=${[{ name: "key", label: "Key", required: true, placeholder: "starter", help: "Your own name of it, for ever." }, ...FIELDS()]}
        action="Create package"
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/topup-packages", body, key)}
        done=${(/** @type {any} */ one) => `Package ${one.key} created`}
      />`,
    );
  const edit = (/** @type {any} */ of) =>
    dialog.show(
      html`<${FormDialog}
        ...${common}
        title=${`Edit ${of.name}`}
        intro="For top-ups to come: what was granted stays as it was."
        fields=${FIELDS(of)}
        action="Save"
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("PATCH", `/v1/topup-packages/${encodeURIComponent(of.id)}`, body, key)}
        done=${() => "Saved"}
      />`,
    );
  const archive = (/** @type {any} */ of) =>
    dialog.show(
      html`<${ConfirmDialog} ...${common} title="Archive the package" text=${html`<b>${of.name}</b> is not sold any more, and its key stays taken. This cannot be undone.`} action="Archive" danger
        send=${(/** @type {any} */ _, /** @type {string} */ key) => client.send("POST", `/v1/topup-packages/${encodeURIComponent(of.id)}/archive`, undefined, key)} done=${() => "Archived"} />`,
    );
  const button = html`<button type="button" class="button primary" onClick=${create}><${Icon} name="plus" />New package</button>`;
  return html`<${PageHead} title="Packages" note="Credits for a price. You take the payment, then top the customer up." actions=${button} />
    <${Card} title="Top-up packages" flush>
      <${PagedTable}
        pages=${pages}
        label="Packages"
        id=${(/** @type {any} */ row) => row.id}
        columns=${[
          { name: "Package", wide: true, cell: (/** @type {any} */ row) => html`<span class="strong">${row.name}</span> ${row.archived_at && html`<${Badge}>Archived<//>`}` },
          { name: "Key", cell: (/** @type {any} */ row) => html`<code>${row.key}</code>` },
          { name: "Credits", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${row.credits} column />` },
          { name: "Bonus", right: true, cell: (/** @type {any} */ row) => (BigInt(row.bonus_credits) === 0n ? "" : html`<${Amount} of=${row.bonus_credits} column />`) },
          { name: "Price", right: true, cell: (/** @type {any} */ row) => format.money(row.price, row.currency) },
          { name: "Expires", cell: (/** @type {any} */ row) => (row.expires_in_seconds === null ? html`<span class="muted">never</span>` : `after ${format.duration(Number(row.expires_in_seconds) * 1000)}`) },
          { name: "Id", cell: (/** @type {any} */ row) => html`<${Id} id=${row.id} label="package id" />` },
          { name: "Created", cell: (/** @type {any} */ row) => html`<${Time} at=${row.created_at} />` },
          {
            name: html`<span class="visually-hidden">Actions</span>`,
            right: true,
            cell: (/** @type {any} */ row) =>
              row.archived_at === null &&
              html`<span class="row-actions"><button type="button" class="button small" onClick=${() => edit(row)}>Edit</button><button type="button" class="button small" onClick=${() => archive(row)}>Archive</button></span>`,
          },
        ]}
        empty=${html`<${Empty} title="No packages yet" action=${button}>A package is an amount of credits with a price. A top-up names it, and so does an automatic top-up.<//>`}
      />
    <//>
    ${dialog.open}`;
}
