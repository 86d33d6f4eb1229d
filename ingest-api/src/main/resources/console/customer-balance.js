/** What a customer has: its blocks in the order in which they burn, now or as of a time, and how the balance went. */

import { html } from "./preact.js";
import { FormDialog } from "./form.js";
import * as format from "./format.js";
import { useLoad } from "./load.js";
import { Amount, Badge, Card, Empty, Id, Relative, Shown, Status, Table, Time } from "./parts.js";
import { StepChart } from "./chart.js";
import { link, replace } from "./route.js";
import { useSession } from "./session.js";

const AGO = /** @type {[string, number][]} */ ([
  ["1 h ago", 3_600_000],
  ["1 d ago", 86_400_000],
  ["7 d ago", 7 * 86_400_000],
  ["30 d ago", 30 * 86_400_000],
]);

/** @param {{context: import("./customer.js").CustomerContext, query: Record<string, string>}} props */
export function Balance({ context, query }) {
  const { client } = useSession();
  const asOf = query.as_of;
  const account = useLoad(
    (signal) => client.get(`${context.path}/credits`, { include_blocks: true, as_of: asOf }, signal),
    [context.name, asOf],
    [context.version],
  );
  const lately = useLoad(
    (signal) => client.get(`${context.path}/ledger`, { order: "desc", limit: 200 }, signal),
    [context.name],
    [context.version],
  );
  const now = context.now ?? Date.now();
  const show = (/** @type {string | undefined} */ time) => replace(["customers", context.name, "credits"], { as_of: time });
  const scrubber = html`<div class="as-of">
    <label for="as-of">As of</label>
    <input
      id="as-of"
      type="datetime-local"
      step="1"
      max=${format.timeInput(now)}
      value=${asOf ? asOf.slice(0, 19) : ""}
      onChange=${(/** @type {any} */ event) => show(event.target.value === "" ? undefined : format.readTime(event.target.value))}
    />
    <div class="segments" role="group" aria-label="As of">
      <button type="button" aria-pressed=${asOf ? "false" : "true"} onClick=${() => show(undefined)}>Now</button>
      ${AGO.map(
        ([name, millis]) => html`<button type="button" onClick=${() => show(new Date(now - millis).toISOString())}>${name}</button>`,
      )}
    </div>
  </div>`;
  return html`
    <${Card}
      title="Credit blocks in burn order"
      note=${asOf
        ? html`As of <b>${format.time(asOf)}</b> UTC, after the last entry up to then`
        : "The first one drains first: by priority, then by what expires soonest, then free before paid, then by age"}
      actions=${scrubber}
    >
      <${Shown} of=${account}>${(/** @type {any} */ of) => html`<${Blocks} account=${of} context=${context} asOf=${asOf} />`}<//>
    <//>
    <${Card}
      title="Balance"
      note=${lately.value?.pagination.has_more ? "over the last 200 entries of the ledger" : "over all entries of the ledger"}
      actions=${html`<a class="button small" href=${link(["customers", context.name, "ledger"])}>Open the ledger</a>`}
    >
      <${Shown} of=${lately}>
        ${(/** @type {any} */ page) =>
          page.data.length < 2
            ? html`<${Empty} title="No line yet">It is drawn from the second entry of the ledger on.<//>`
            : html`<${StepChart}
                label="Balance over time"
                points=${[...page.data].reverse().map((entry) => ({ at: Date.parse(entry.occurred_at), value: entry.balance_after }))}
                pick=${(/** @type {number} */ at) => show(new Date(at).toISOString())}
              />`}
      <//>
    <//>
  `;
}

/** @param {{account: any, context: import("./customer.js").CustomerContext, asOf?: string}} props */
function Blocks({ account, context, asOf }) {
  const blocks = /** @type {any[]} */ (account.blocks);
  const spendable = blocks.filter((block) => block.status === "active");
  const scheduled = blocks.filter((block) => block.status !== "active");
  const debt = BigInt(account.balance) < 0n ? -BigInt(account.balance) : 0n;
  const summary = asOf && html`<div class="figures compact">
    <div><span>Available</span> <${Amount} of=${account.effective_balance} /></div>
    <div><span>Held</span> <${Amount} of=${account.reserved_balance} /></div>
    <div><span>Balance</span> <${Amount} of=${account.balance} /></div>
    <div><span>Ledger entries</span> ${format.count(account.version)}</div>
  </div>`;
  if (blocks.length === 0) {
    return html`${summary}
      <${Empty} title=${debt > 0n ? `${format.creditsWord(debt)} overdrawn` : asOf ? "No credits then" : "No credits"}>
        ${debt > 0n ? "Whatever adds credits repays that first." : asOf ? null : "Grant some, top up, or subscribe the customer to a plan."}
      <//>`;
  }
  const total = spendable.reduce((sum, block) => sum + BigInt(block.remaining_amount), 0n);
  return html`${summary} ${spendable.length > 0 && html`<${Stack} blocks=${spendable} total=${total} />`}
    <${Table}
      label="Credit blocks in burn order"
      id=${(/** @type {any} */ block) => block.id}
      rows=${[...spendable, ...scheduled]}
      columns=${[
        { name: "#", right: true, shrink: true, cell: (/** @type {any} */ block, /** @type {number} */ index) => (block.status === "active" ? index + 1 : "") },
        { name: "Source", cell: (/** @type {any} */ block) => html`<i class="dot source-${block.source}" />${format.words(block.source)}${block.status !== "active" ? html` <${Status} of=${block.status} />` : ""}` },
        { name: "Left", right: true, cell: (/** @type {any} */ block) => html`<${Amount} of=${block.remaining_amount} column />` },
        { name: "Granted", cell: (/** @type {any} */ block) => html`<${Share} block=${block} />` },
        ...(blocks.some((block) => block.priority !== 0) ? [{ name: "Priority", right: true, cell: (/** @type {any} */ block) => block.priority }] : []),
        {
          name: "Expires",
          cell: (/** @type {any} */ block) =>
            block.status === "scheduled"
              ? html`<span class="muted">starts </span><${Relative} at=${block.effective_at} now=${context.now} />`
              : block.expires_at === null
                ? html`<span class="muted">never</span>`
                : asOf
                  ? html`<${Time} at=${block.expires_at} />`
                  : html`<${Relative} at=${block.expires_at} now=${context.now} />`,
        },
        { name: "Paid", right: true, cell: (/** @type {any} */ block) => (block.price_paid ? format.money(block.price_paid, block.currency) : html`<span class="muted">free</span>`) },
        { name: "Reason", wide: true, cell: (/** @type {any} */ block) => html`<span class="clip" title=${block.reason}>${block.reason ?? block.external_payment_id ?? ""}</span>` },
        { name: "Block", cell: (/** @type {any} */ block) => html`<${Id} id=${block.id} label="block id" />` },
        ...(asOf
          ? []
          : [{ name: html`<span class="visually-hidden">Actions</span>`, right: true, cell: (/** @type {any} */ block) => html`<${BlockActions} block=${block} context=${context} />` }]),
      ]}
    />
    ${debt > 0n && html`<p class="note">${format.creditsWord(debt)} overdrawn.</p>`}`;
}

/** @param {{blocks: any[], total: bigint}} props */
function Stack({ blocks, total }) {
  const percent = (/** @type {any} */ amount) => (total === 0n ? 0 : Number((BigInt(amount) * 10_000n) / total) / 100);
  const sources = [...new Set(blocks.map((block) => block.source))];
  const held = blocks.some((block) => BigInt(block.reserved_amount) > 0n);
  const spoken = blocks.map((block, index) => `${index + 1}: ${format.words(block.source)}, ${format.creditsWord(block.remaining_amount)}`).join("; ");
  return html`<figure class="stack">
    <div class="stack-bar" role="img" aria-label=${`Blocks in burn order. ${spoken}`}>
      ${blocks.map((block, index) => {
        const width = percent(block.remaining_amount);
        const reserved = BigInt(block.remaining_amount) === 0n ? 0 : Number((BigInt(block.reserved_amount) * 1000n) / BigInt(block.remaining_amount)) / 10;
        return html`<div
          class="stack-part source-${block.source}"
          style=${{ flexGrow: width }}
          title=${`${index + 1}. ${format.words(block.source)}: ${format.creditsWord(block.remaining_amount)}${block.expires_at ? `, expires ${format.time(block.expires_at)}` : ", never expires"}`}
        >
          ${width >= 4 && html`<span>${index + 1}</span>`}
          ${reserved > 0 && html`<i class="hatch" style=${{ width: `${reserved}%` }} />`}
        </div>`;
      })}
    </div>
    <figcaption>
      <span class="burns">Burns first</span>
      <span class="legend">
        ${sources.map((source) => html`<span><i class="dot source-${source}" />${format.words(source)}</span>`)}
        ${held && html`<span><i class="dot hatch" />Held</span>`}
      </span>
      <span class="burns">last</span>
    </figcaption>
  </figure>`;
}

/** How much of a block is left, and how much of that is held. @param {{block: any}} props */
function Share({ block }) {
  const of = (/** @type {any} */ amount) => (BigInt(block.original_amount) === 0n ? 0 : Number((BigInt(amount) * 1000n) / BigInt(block.original_amount)) / 10);
  return html`<span class="share">
    <span class="share-bar" aria-hidden="true">
      <i class="source-${block.source}" style=${{ width: `${Math.min(100, of(block.remaining_amount))}%` }} />
      <i class="hatch" style=${{ width: `${Math.min(100, of(block.reserved_amount))}%` }} />
    </span>
    <${Amount} of=${block.original_amount} />
    ${BigInt(block.reserved_amount) > 0n && html`<${Badge} kind="info"><${Amount} of=${block.reserved_amount} /> held<//>`}
  </span>`;
}

/** @param {{block: any, context: import("./customer.js").CustomerContext}} props */
function BlockActions({ block, context }) {
  const { client } = useSession();
  const left = BigInt(block.remaining_amount) - BigInt(block.reserved_amount);
  const take = () =>
    context.show(
      html`<${FormDialog}
        title="Void a block"
        intro=${html`Takes back what is left of it and not held: <b>${format.creditsWord(left)}</b>.`}
        fields=${[{ name: "reason", label: "Reason", required: true, help: "Stands in the ledger, for good." }]}
        action="Void the block"
        danger
        confirm=${(/** @type {any} */ body) => html`Take back <b>${format.creditsWord(left)}</b> from <b>${context.name}</b> because of “${body.reason}”. This cannot be undone.`}
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", `${context.path}/credits/blocks/${encodeURIComponent(block.id)}/void`, body, key)}
        done=${() => "The block was voided"}
        changed=${context.changed}
        close=${context.close}
      />`,
    );
  const refund = () =>
    context.show(
      html`<${FormDialog}
        title="Refund a payment"
        intro=${html`For when the money went back: takes the credits of ${block.external_payment_id ? html`the payment <code>${block.external_payment_id}</code>` : "this block"} back. No money moves here.`}
        fields=${[
          { name: "credits", label: "At most", kind: "credits", help: "All of them, if left empty." },
          { name: "claw_back", label: "What was spent becomes a debt", kind: "flag", help: "Whatever the overage policy says." },
          { name: "reason", label: "Reason", required: true },
        ]}
        action="Take the credits back"
        danger
        confirm=${(/** @type {any} */ body) =>
          html`Take back ${body.credits === undefined ? "all that is left" : html`at most <b>${format.creditsWord(body.credits)}</b>`} of the payment from${" "}
            <b>${context.name}</b>${body.claw_back ? ", and make a debt of what was spent" : ""}.`}
        send=${(/** @type {any} */ body, /** @type {string} */ key) =>
          client.send(
            "POST",
            "/v1/topup/refund",
            { ...body, external_customer_id: context.name, ...(block.external_payment_id ? { external_payment_id: block.external_payment_id } : { block_id: block.id }) },
            key,
          )}
        done=${(/** @type {any} */ answer) => `${format.creditsWord(answer.taken_back)} taken back, ${format.creditsWord(answer.used)} had been used`}
        changed=${context.changed}
        close=${context.close}
      />`,
    );
  const sold = block.source === "topup" || block.price_paid;
  return html`<span class="row-actions">
    ${sold && html`<button type="button" class="button small" onClick=${refund}>Refund</button>`}
    <button type="button" class="button small" onClick=${take}>Void</button>
  </span>`;
}
