/** Refused usage of all customers. */

import { html, useState } from "./preact.js";
import { RefusedTable } from "./customer-usage.js";
import { usePages, useVersion } from "./load.js";
import { Card, Icon, PageHead, useDialog } from "./parts.js";
import { go, replace } from "./route.js";
import { useSession } from "./session.js";

/** @param {{query: Record<string, string>}} props */
export function Usage({ query }) {
  const { client } = useSession();
  const [version, changed] = useVersion();
  const dialog = useDialog();
  const pages = usePages(client, "/v1/usage", { status: "refused", external_customer_id: query.customer }, [version]);
  return html`<${PageHead} title="Usage" note="What was accepted and could not be charged. What a customer used is on its own page." />
    <${Card}
      title="Refused events"
      note="Each with what it would need; it stays here until a retry is charged. A refusal that its caller waited for was answered there and then, and is not kept here."
      flush
      actions=${html`<label class="inline-field"><span>Customer</span><input type="search" size="16" placeholder="external id" value=${query.customer ?? ""} onChange=${(/** @type {any} */ event) => replace(["usage"], { customer: event.target.value.trim() })} /></label>
        <button type="button" class="icon-button" aria-label="Read anew" title="Read anew" onClick=${changed}><${Icon} name="reload" /></button>`}
    >
      <${RefusedTable} pages=${pages} changed=${changed} show=${dialog.show} close=${dialog.close} />
    <//>
    <${FindEvent} />
    ${dialog.open}`;
}

/** An event's id is unique for its customer, so both are asked for. */
function FindEvent() {
  const [customer, setCustomer] = useState("");
  const [id, setId] = useState("");
  const submitted = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (customer.trim() !== "" && id.trim() !== "") {
      go(["customers", customer.trim(), "usage", id.trim()]);
    }
  };
  return html`<${Card} title="What became of an event?" note="By its customer and its id: the Idempotency-Key of POST /v1/usage, event_id in a batch, id of a CloudEvent">
    <form class="form-row last" onSubmit=${submitted}>
      <label class="inline-field"><span>Customer</span><input type="text" placeholder="external id" autocomplete="off" value=${customer} onInput=${(/** @type {any} */ event) => setCustomer(event.target.value)} /></label>
      <label class="inline-field"><span>Event</span><input type="text" placeholder="event id" autocomplete="off" value=${id} onInput=${(/** @type {any} */ event) => setId(event.target.value)} /></label>
      <button type="submit" class="button">Show</button>
    </form>
  <//>`;
}
