/** The quickstart by a client that @hey-api/openapi-ts made. */

import { client } from "./client/client.gen";
import * as qs from "./client/index";

const name = `hey-${Date.now()}`;
const metric = `hey_${Date.now()}`;
client.setConfig({ baseUrl: process.env.QUOTASTACK_URL, auth: process.env.QUOTASTACK_API_KEY });
const key = (of: string) => ({ "Idempotency-Key": `${name}-${of}` });

function expect(what: string, actual: unknown, expected: unknown) {
  if (actual !== expected) throw new Error(`${what}: ${actual}, not ${expected}`);
}

async function quickstart() {
  const throwOnError = true;
  const { data: customer } = await qs.createCustomer({ throwOnError, headers: key("customer"), body: { external_customer_id: name } });
  const path = { customer_id: customer.customer_id };
  await qs.grantCredits({ throwOnError, path, headers: key("grant"), body: { credits: 10_000 } });
  await qs.createMetric({ throwOnError, headers: key("metric"), body: { key: metric, name: "Calls" } });
  const { data: rule } = await qs.createRule({
    throwOnError,
    headers: key("rule"),
    body: { billable_metric_key: metric, cost_type: "per_unit", unit_cost: 10 },
  });
  expect("the rule's price", rule.unit_cost, 10);
  const usage = { external_customer_id: name, billable_metric_key: metric };
  await qs.recordUsage({ throwOnError, headers: key("use"), body: { ...usage, units: 2 } });
  const { data: check } = await qs.checkEntitlement({
    throwOnError,
    path: { ...path, billable_metric_key: metric },
    query: { units: 3 },
  });
  expect("allowed", check.allowed, true);
  expect("the estimated cost", check.estimated_cost, 30);
  const { data: hold } = await qs.reserve({ throwOnError, headers: key("hold"), body: { ...usage, estimated_units: 5 } });
  await qs.commitReservation({ throwOnError, path: { id: hold.id }, headers: key("commit"), body: { actual_units: 4 } });
  expect("the balance", (await qs.getCredits({ throwOnError, path })).data.balance, 9_940);
  const refused = await qs.recordUsage({ headers: key("much"), body: { ...usage, units: 1_000_000 } });
  expect("the refusal", refused.response?.status, 402);
}

quickstart().catch((error) => {
  console.error(error);
  process.exit(1);
});
