// Never run: what the compiler must take, and what it must not, as `npm run types` sees it.
import { QuotaStack, orThrow, verifyWebhook } from "../src/index.js";
import type { LedgerEntry, UsageCharged, Usage, WebhookEvent } from "../src/index.js";

export async function answersAndRefusalsAreToldApart(client: QuotaStack): Promise<string> {
  const result = await client.recordUsage({ external_customer_id: "alice", billable_metric_key: "images", units: 3 });
  if (result.ok) {
    if (result.status === 201) {
      const charged: UsageCharged = result.value;
      return charged.ledger_entry_id;
    }
    // @ts-expect-error: what was only accepted has no cost yet
    return String(result.value.cost);
  }
  switch (result.problem.type) {
    case "urn:quotastack:problem:insufficient-credits":
      return String(result.problem.required - result.problem.effective_balance);
    case "urn:quotastack:problem:not-found":
      // @ts-expect-error: a member of another type
      return result.problem.required + result.problem.resource;
    // @ts-expect-error: no refusal of usage
    case "urn:quotastack:problem:subscription-exists":
      return "";
    default:
      return result.problem.title;
  }
}

export async function inputsAreChecked(client: QuotaStack): Promise<void> {
  await client.listCustomers();
  await client.getCredits({ customer_id: "c", include_blocks: true });
  await client.reserve({ external_customer_id: "alice", billable_metric_key: "images", estimated_units: 3 });
  await client.reserve({ external_customer_id: "alice", credits: 100 });
  await client.createRule({ billable_metric_key: "images", cost_type: "per_unit", unit_cost: 5 });
  await client.releaseReservation({ id: "res_1" });
  // @ts-expect-error: a customer is needed
  await client.getCredits({});
  // @ts-expect-error: one name of a customer, not two
  await client.getCredits({ customer_id: "c", external_customer_id: "alice" });
  // @ts-expect-error: units or credits, not both
  await client.reserve({ external_customer_id: "a", billable_metric_key: "images", estimated_units: 3, credits: 100 });
  // @ts-expect-error: a price per unit has a unit_cost
  await client.createRule({ billable_metric_key: "images", cost_type: "per_unit", flat_cost: 5 });
  // @ts-expect-error: no such member
  await client.recordUsage({ external_customer_id: "a", billable_metric_key: "images", unit: 3 } satisfies Usage);
  // @ts-expect-error: a choice has to be made
  client.checks({ staleMillis: 5_000 });
}

export async function rowsHaveTheirType(client: QuotaStack): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const entry of client.rows("listLedger", { external_customer_id: "alice" })) entries.push(entry);
  // @ts-expect-error: no list
  client.rows("getCredits", { external_customer_id: "alice" });
  return entries;
}

export async function valuesOfRefusalsAreNone(client: QuotaStack): Promise<number> {
  const account = orThrow(await client.getCredits({ customer_id: "c" }));
  return account.balance;
}

export async function eventsAreToldApart(request: Request): Promise<number | string> {
  const verified = await verifyWebhook({ headers: request.headers, body: await request.text(), secret: "whsec_" });
  // @ts-expect-error: what was not verified has no event
  verified.event;
  if (!verified.ok) return verified.reason;
  const event: WebhookEvent = verified.event;
  switch (event.type) {
    case "credit.granted":
      return event.data.delta;
    case "topup.requested":
      return event.data.topup_request_id;
    default:
      return event.type;
  }
}
