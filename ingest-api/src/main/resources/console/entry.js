/** A ledger entry and its explanation, in a drawer: the rule, the steps of the price, the blocks and why in that order. */

import { html } from "./preact.js";
import * as format from "./format.js";
import { useLoad } from "./load.js";
import { Amount, Badge, Dialog, Facts, Icon, Id, Pairs, Raw, Shown, Table, Time } from "./parts.js";
import { canVerify, hashOf } from "./proof.js";
import { link } from "./route.js";
import { useSession } from "./session.js";

/** @param {{path: string, name: string, id: string, close: () => void}} props */
export function Entry({ path, name, id, close }) {
  const { client } = useSession();
  const at = `${path}/ledger/${encodeURIComponent(id)}`;
  const loaded = useLoad(
    async (signal) => {
      const [entry, explanation] = /** @type {any[]} */ (await Promise.all([client.get(at, {}, signal), client.get(`${at}/explain`, {}, signal)]));
      return { entry, explanation, hash: canVerify ? await hashOf(entry) : undefined };
    },
    [id],
  );
  const title = loaded.value ? `${format.words(loaded.value.entry.type)} · entry ${format.count(loaded.value.entry.sequence)}` : "Ledger entry";
  return html`<${Dialog} title=${title} close=${close} side>
    <${Shown} of=${loaded}>${(/** @type {any} */ of) => html`<${Explained} ...${of} name=${name} />`}<//>
  <//>`;
}

/** @param {{entry: any, explanation: any, hash?: string, name: string}} props */
function Explained({ entry, explanation, hash, name }) {
  const usage = explanation.usage;
  const debt = BigInt(explanation.overage ?? 0);
  return html`
    <div class="figures compact">
      <div><span>Change</span> <${Amount} of=${entry.delta} signed unit /></div>
      ${BigInt(entry.reserved_delta) !== 0n && html`<div><span>Held</span> <${Amount} of=${entry.reserved_delta} signed /></div>`}
      <div><span>Balance after</span> <${Amount} of=${entry.balance_after} /></div>
      <div><span>Held after</span> <${Amount} of=${entry.reserved_after} /></div>
    </div>
    ${usage &&
    html`<section>
      <h3>How the price came about</h3>
      ${usage.lines
        ? usage.lines.map(
            (/** @type {any} */ line, /** @type {number} */ index) =>
              html`<h4>Line ${index + 1}: ${format.count(line.units)} ${line.billable_metric_key} for <${Amount} of=${line.cost} unit /></h4><${Priced} of=${line} />`,
          )
        : html`<p>${format.count(usage.units ?? 0)} ${usage.billable_metric_key ?? ""}${usage.timestamp ? html`, used at <${Time} at=${usage.timestamp} />` : ""}</p><${Priced} of=${usage} />`}
    </section>`}
    <section>
      <h3>${explanation.blocks.length === 0 ? "No blocks were touched" : "Blocks, in the order taken"}</h3>
      <ol class="burned">
        ${explanation.blocks.map((/** @type {any} */ block) => html`<${Burned} block=${block} />`)}
      </ol>
      ${debt > 0n && html`<p class="note"><${Amount} of=${debt} unit /> of it went into overage, beyond all blocks.</p>`}
    </section>
    <section>
      <h3>The entry</h3>
      <${Facts}
        rows=${[
          { name: "Occurred", children: html`<${Time} at=${entry.occurred_at} />` },
          { name: "Recorded", children: html`<${Time} at=${entry.recorded_at} />` },
          { name: "Entry id", children: html`<${Id} id=${entry.id} label="entry id" />` },
          ...[
            ["Request", "command_id"],
            ["Idempotency-Key", "idempotency_key"],
            ["Usage event", "usage_event_id"],
            ["Reservation", "reservation_id"],
            ["Subscription", "subscription_id"],
            ["Payment", "external_payment_id"],
          ]
            .filter(([, field]) => entry[field])
            .map(([title, field]) => ({
              name: title,
              children:
                field === "usage_event_id"
                  ? html`<a href=${link(["customers", name, "usage", entry[field]])}>${entry[field]}</a>`
                  : html`<${Id} id=${entry[field]} label=${title} />`,
            })),
          { name: "Metadata", children: html`<${Pairs} of=${entry.metadata} />` },
        ]}
      />
    </section>
    <section>
      <h3>Proof</h3>
      <p class="badges">
        ${hash === undefined
          ? "A browser computes hashes over https or on localhost only."
          : hash === entry.hash
            ? html`<${Badge} kind="good"><${Icon} name="check" />Hash verified<//> <span>computed anew of all that stands in the entry</span>`
            : html`<${Badge} kind="bad"><${Icon} name="warn" />Hash differs<//> <span>it should be</span> <code class="hash">${hash}</code>`}
      </p>
      <${Facts}
        rows=${[
          { name: "Hash", children: html`<code class="hash">${entry.hash}</code>` },
          { name: "Previous", children: html`<code class="hash">${entry.previous_hash}</code>` },
        ]}
      />
    </section>
    <${Raw} value=${entry} summary="The entry as the API answers it" />
    <${Raw} value=${explanation} summary="The explanation as the API answers it" />
  `;
}

/** @param {{of: any}} props */
function Priced({ of }) {
  const { rule, price } = of;
  const counted = price?.scope && price.scope !== "event" ? `Counted by ${price.scope}: ${format.count(of.tier_units_before ?? 0)} units before.` : "";
  return html`
    ${rule &&
    html`<p>
      By <a href=${link(["prices", rule.billable_metric_key])}>version ${rule.version} of ${rule.billable_metric_key}</a>${price ? `: ${format.price(price)}.` : "."}
      ${price?.when ? html` For <${Pairs} of=${price.when} />.` : ""} ${counted}
    </p>`}
    ${of.steps?.length > 0 &&
    html`<${Steps} of=${of.steps} />`}
  `;
}

/** How a price came about, step by step. What was rounded is of no units. @param {{of: any[]}} props */
export function Steps({ of }) {
  const counted = (/** @type {(step: any) => any} */ cell) => (/** @type {any} */ step) => (step.kind === "rounding" ? "" : cell(step));
  return html`<${Table}
    label="Steps of the price"
    id=${(/** @type {any} */ step) => JSON.stringify([step.kind, String(step.tier_up_to), String(step.units), step.amount])}
    rows=${of}
    columns=${[
      { name: "Step", wide: true, cell: (/** @type {any} */ step) => `${format.words(step.kind)}${step.tier_up_to !== null ? ` up to ${format.count(step.tier_up_to)}` : ""}` },
      { name: "Units", right: true, cell: counted((step) => format.count(step.units)) },
      { name: "Price", right: true, cell: counted((step) => html`<${Amount} of=${step.unit_cost} />${step.per_units > 1 ? html` <span class="muted">per ${format.count(step.per_units)}</span>` : ""}`) },
      { name: "Flat", right: true, cell: counted((step) => (BigInt(step.flat_cost) === 0n ? "" : html`<${Amount} of=${step.flat_cost} />`)) },
      { name: "Cost", right: true, cell: (/** @type {any} */ step) => html`<${Exact} of=${step.amount} />` },
    ]}
  />`;
}

/** Millicredits that may be a fraction. @param {{of: string}} props */
function Exact({ of }) {
  return of.includes("/") ? html`<span title="millicredits, exactly">${of} mc</span>` : html`<${Amount} of=${BigInt(of)} column />`;
}

/** @param {{block: any}} props */
function Burned({ block }) {
  const most = [block.remaining_before, block.remaining_after, block.amount].map(BigInt).reduce((a, b) => (a > b ? a : b), 1n);
  const part = (/** @type {any} */ amount) => `${Number((BigInt(amount) * 1000n) / most) / 10}%`;
  const less = BigInt(block.remaining_after) < BigInt(block.remaining_before);
  return html`<li>
    <div class="burned-head">
      <span><${Amount} of=${block.amount} unit /> <${Id} id=${block.block_id} label="block id" /></span>
      <span class="note"><${Amount} of=${block.remaining_before} /> → <${Amount} of=${block.remaining_after} /></span>
    </div>
    <div class="burned-bar" aria-hidden="true">
      <i style=${{ width: part(less ? block.remaining_after : block.remaining_before) }} />
      <i class=${less ? "taken" : "added"} style=${{ width: part(less ? BigInt(block.remaining_before) - BigInt(block.remaining_after) : BigInt(block.remaining_after) - BigInt(block.remaining_before)) }} />
    </div>
    <p class="note">
      ${format.sentence(block.why)}. Priority ${block.priority}, ${block.expires_at ? html`expires <${Time} at=${block.expires_at} />` : "never expires"}, ${block.price_paid ? "paid for" : "free"}, made${" "}
      <${Time} at=${block.created_at} />
      ${BigInt(block.repaid) > 0n ? html`; <${Amount} of=${block.repaid} /> repaid overage` : ""}
    </p>
  </li>`;
}
