/** The clock of a customer of the test environment. */

import { html, useEffect } from "./preact.js";
import { FormDialog } from "./form.js";
import * as format from "./format.js";
import { useLoad } from "./load.js";
import { Card, Empty, Facts, Status, Table, Time } from "./parts.js";
import { useSession } from "./session.js";

const STEPS = /** @type {[string, number][]} */ ([
  ["1 hour", 3_600_000],
  ["1 day", 86_400_000],
  ["7 days", 7 * 86_400_000],
  ["31 days", 31 * 86_400_000],
]);
const ASKED_AGAIN_AFTER_MILLIS = 1000;

/** @param {{context: import("./customer.js").CustomerContext}} props */
export function TestClock({ context }) {
  const { client } = useSession();
  const { clock } = context;
  const moving = clock?.status === "moving";
  const latest = useLoad((signal) => client.list(`${context.path}/ledger`, { order: "desc" }, signal, 1), [context.name], [context.version]);
  useEffect(() => {
    const timer = moving ? setTimeout(context.changed, ASKED_AGAIN_AFTER_MILLIS) : undefined;
    return () => clearTimeout(timer);
  });
  const from = clock ? Date.parse(clock.now) : Math.max(Date.now(), Date.parse(latest.value?.rows[0]?.occurred_at ?? "1970-01-01T00:00:00Z"));
  const move = (/** @type {number | undefined} */ by) =>
    context.show(
      html`<${FormDialog}
        title=${clock ? "Move the clock" : "Set a test clock"}
        intro="Forward only. All that falls due on the way happens, in order, webhooks included."
        fields=${[{ name: "now", label: "To", kind: "time", required: true, initial: new Date(from + (by ?? 0)).toISOString().slice(0, 19) }]}
        action=${clock ? "Move" : "Set"}
        confirm=${(/** @type {any} */ body) => html`The time of <b>${context.name}</b> becomes <b>${format.time(body.now)}</b> UTC, and stands still there. It cannot be moved back.`}
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/test-clock", { ...body, external_customer_id: context.name }, key)}
        done=${(/** @type {any} */ answer) => (answer.status === "moving" ? "Moving…" : `Moved: ${format.count(answer.transitions.length)} events on the way`)}
        changed=${context.changed}
        close=${context.close}
      />`,
    );
  if (!clock) {
    return html`<${Card} title="Test clock">
      <${Empty} title="It lives by the time of the wall" action=${html`<button type="button" class="button primary" onClick=${() => move(undefined)}>Set a test clock</button>`}>
        With a clock of its own, its time stands still until you move it: so you see renewals, expiries and grants in seconds.
      <//>
    <//>`;
  }
  return html`
    <${Card}
      title="Test clock"
      note="The time of this customer stands still until it is moved"
      actions=${html`${STEPS.map(([name, millis]) => html`<button type="button" class="button small" disabled=${moving} onClick=${() => move(millis)}>${name} on</button>`)}
        <button type="button" class="button small primary" disabled=${moving} onClick=${() => move(undefined)}>Move to…</button>`}
    >
      <${Facts}
        rows=${[
          { name: "Status", children: html`<${Status} of=${clock.status} />` },
          { name: "Now", children: html`<${Time} at=${clock.now} />` },
          ...(moving ? [{ name: "Moving to", children: html`<${Time} at=${clock.target} />` }] : []),
        ]}
      />
    <//>
    <${Card} title="What happened in the last move" note="At most the first 1,000 events" flush>
      ${clock.transitions.length === 0
        ? html`<${Empty} title=${moving ? "It is moving" : "Nothing fell due on the way"} />`
        : html`<${Table}
            label="Events of the last move"
            id=${(/** @type {any} */ row) => String(row.sequence)}
            rows=${clock.transitions}
            columns=${[
              { name: "#", right: true, shrink: true, cell: (/** @type {any} */ row) => format.count(row.sequence) },
              { name: "Occurred", cell: (/** @type {any} */ row) => html`<${Time} at=${row.occurred_at} />` },
              { name: "Event", wide: true, cell: (/** @type {any} */ row) => html`<code>${row.type}</code>` },
            ]}
          />`}
    <//>
  `;
}
