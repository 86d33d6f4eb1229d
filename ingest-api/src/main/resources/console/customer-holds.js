import { html } from "./preact.js";
import { ConfirmDialog, FormDialog } from "./form.js";
import * as format from "./format.js";
import { usePages } from "./load.js";
import { Amount, Card, Empty, Id, PagedTable, Relative, Select, Status, Time } from "./parts.js";
import { link, replace } from "./route.js";
import { useSession } from "./session.js";

const STATUSES = /** @type {[string, string][]} */ ([
  ["", "All"],
  ["active", "Active"],
  ["committed", "Committed"],
  ["released", "Released"],
  ["expired", "Expired"],
]);

/** The reservations of a customer. @param {{context: import("./customer.js").CustomerContext, query: Record<string, string>}} props */
export function Holds({ context, query }) {
  const { client } = useSession();
  const status = query.status ?? "active";
  const pages = usePages(client, `${context.path}/reservations`, { status }, [context.version]);
  const releaseAll = () =>
    context.show(
      html`<${ConfirmDialog}
        title="Release all holds"
        text=${html`Release all active holds of <b>${context.name}</b>, the oldest 1,000 of them. Their jobs cannot be committed any more.`}
        action="Release all"
        danger
        send=${(/** @type {any} */ _, /** @type {string} */ key) => client.send("POST", `${context.path}/reservations/release-all`, undefined, key)}
        done=${(/** @type {any} */ answer) => `${format.count(answer.released)} released, ${format.count(answer.remaining)} left`}
        changed=${context.changed}
        close=${context.close}
      />`,
    );
  return html`<${Card}
    title="Holds"
    note="Credits that are kept for jobs which are not finished yet"
    flush
    actions=${html`<${Select} label="Status" value=${status} options=${STATUSES} onChange=${(/** @type {string} */ of) => replace(["customers", context.name, "holds"], { status: of })} />
      ${status === "active" && (pages.rows?.length ?? 0) > 0 && html`<button type="button" class="button small" onClick=${releaseAll}>Release all</button>`}`}
  >
    <${PagedTable}
      pages=${pages}
      label="Holds"
      id=${(/** @type {any} */ row) => row.id}
      columns=${[
        { name: "Reservation", cell: (/** @type {any} */ row) => html`<${Id} id=${row.id} label="reservation id" />` },
        { name: "Status", cell: (/** @type {any} */ row) => html`<${Status} of=${row.status} />` },
        {
          name: "For",
          wide: true,
          cell: (/** @type {any} */ row) =>
            row.billable_metric_key !== null
              ? `${format.count(row.estimated_units)} ${row.billable_metric_key}`
              : row.lines
                ? row.lines.map((/** @type {any} */ line) => `${format.count(line.units)} ${line.billable_metric_key}`).join(", ")
                : html`<span class="muted">plain credits</span>`,
        },
        { name: "Held", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${row.reserved_credits} column />` },
        { name: "Charged", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${row.committed_credits} column />` },
        {
          name: "Ends",
          cell: (/** @type {any} */ row) => (row.status === "active" ? html`<${Relative} at=${row.expires_at} now=${context.now} />` : html`<${Time} at=${row.expires_at} />`),
        },
        { name: "Made", cell: (/** @type {any} */ row) => html`<${Time} at=${row.created_at} />` },
        { name: html`<span class="visually-hidden">Actions</span>`, right: true, cell: (/** @type {any} */ row) => html`<${HoldActions} hold=${row} context=${context} />` },
      ]}
      empty=${html`<${Empty} title=${status === "active" ? "Nothing is held" : "No such holds"}>
        A hold keeps credits for a job whose cost is not known yet: <b>Hold</b> above, or <code>POST /v1/reserve</code>.
      <//>`}
    />
  <//>`;
}

/** @param {{hold: any, context: import("./customer.js").CustomerContext}} props */
function HoldActions({ hold, context }) {
  const { client } = useSession();
  const path = `/v1/reserve/${encodeURIComponent(hold.id)}`;
  const metric = hold.billable_metric_key;
  const entry = html`<a class="button small" href=${link(["customers", context.name, "ledger", hold.ledger_entry_id])}>Explain</a>`;
  const common = { changed: context.changed, close: context.close };
  const commit = () =>
    context.show(
      html`<${FormDialog}
        ...${common}
        title="Commit a hold"
        intro=${html`Charges what the job came to and gives the rest of <b>${format.creditsWord(hold.reserved_credits)}</b> back. What goes beyond the hold is charged too, if it fits.`}
        fields=${[
          metric !== null
            ? { name: "actual_units", label: `Units of ${metric}`, kind: "integer", required: true, initial: String(hold.estimated_units) }
            : { name: "credits", label: "Credits", kind: "credits", required: true, initial: format.credits(hold.reserved_credits) },
        ]}
        action="Commit"
        confirm=${(/** @type {any} */ body) =>
          html`Charge <b>${context.name}</b> for <b>${body.credits !== undefined ? format.creditsWord(body.credits) : `${format.count(body.actual_units)} ${metric}`}</b> and end the hold.`}
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", `${path}/commit`, body, key)}
        done=${(/** @type {any} */ answer) => `${format.creditsWord(answer.committed_credits)} charged, ${format.credits(answer.released_credits)} given back`}
      />`,
    );
  const release = () =>
    context.show(
      html`<${FormDialog}
        ...${common}
        title="Release a hold"
        fields=${[{ name: "reason", label: "Reason" }]}
        action="Release"
        danger
        confirm=${() => html`Give <b>${format.creditsWord(hold.reserved_credits)}</b> back to <b>${context.name}</b>. The job cannot be committed any more.`}
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", `${path}/release`, body, key)}
        done=${() => "The hold was released"}
      />`,
    );
  const extend = () =>
    context.show(
      html`<${FormDialog}
        ...${common}
        title="Hold for longer"
        fields=${[{ name: "ttl_seconds", label: "From now on", kind: "integer", unit: "seconds", required: true, initial: "3600" }]}
        action="Extend"
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", `${path}/extend`, body, key)}
        done=${(/** @type {any} */ answer) => `Held until ${format.time(answer.expires_at)}`}
      />`,
    );
  const refund = () =>
    context.show(
      html`<${FormDialog}
        ...${common}
        title="Refund what was charged"
        fields=${[{ name: "reason", label: "Reason", required: true }]}
        action="Refund"
        danger
        confirm=${(/** @type {any} */ body) => html`Give <b>${format.creditsWord(hold.committed_credits)}</b> back to the blocks of <b>${context.name}</b> because of “${body.reason}”. Once only.`}
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", `${path}/refund`, body, key)}
        done=${() => "What was charged was given back"}
      />`,
    );
  if (hold.status === "active") {
    return html`<span class="row-actions">
      ${(metric !== null || !hold.lines) && html`<button type="button" class="button small" onClick=${commit}>Commit</button>`}
      <button type="button" class="button small" onClick=${extend}>Extend</button>
      <button type="button" class="button small" onClick=${release}>Release</button>
    </span>`;
  }
  return html`<span class="row-actions">
    ${hold.status === "committed" && hold.refunded_at === null && html`<button type="button" class="button small" onClick=${refund}>Refund</button>`} ${entry}
  </span>`;
}
