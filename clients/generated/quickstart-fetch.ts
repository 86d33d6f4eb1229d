/** The quickstart by a client that openapi-generator made with typescript-fetch. */

import * as qs from "./client/index";

const name = `fetch-${Date.now()}`;
const metric = `fetch_${Date.now()}`;
const configuration = new qs.Configuration({
  basePath: process.env.QUOTASTACK_URL,
  apiKey: process.env.QUOTASTACK_API_KEY,
});

function expect(what: string, actual: unknown, expected: unknown) {
  if (actual !== expected) throw new Error(`${what}: ${actual}, not ${expected}`);
}

async function quickstart() {
  const customer = await new qs.CustomersApi(configuration).createCustomer({
    idempotencyKey: name,
    customerCreation: { external_customer_id: name },
  });
  const credits = new qs.CreditsApi(configuration);
  await credits.grantCredits({ customerId: customer.customer_id, idempotencyKey: `${name}-grant`, grant: { credits: 10_000 } });
  const metering = new qs.MeteringApi(configuration);
  await metering.createMetric({ idempotencyKey: `${name}-metric`, metricCreation: { key: metric, name: "Calls" } });
  const rule = await metering.createRule({
    idempotencyKey: `${name}-rule`,
    ruleCreation: { billable_metric_key: metric, cost_type: qs.CostType.PerUnit, unit_cost: 10 },
  });
  expect("the rule's price", rule.unit_cost, 10);
  const usage = new qs.UsageApi(configuration);
  await usage.recordUsage({
    idempotencyKey: `${name}-use`,
    usage: { external_customer_id: name, billable_metric_key: metric, units: 2 },
  });
  const check = await new qs.EntitlementsApi(configuration).checkEntitlement({
    customerId: customer.customer_id,
    billableMetricKey: metric,
    units: 3,
  });
  expect("allowed", check.allowed, true);
  expect("the estimated cost", check.estimated_cost, 30);
  const reservations = new qs.ReservationsApi(configuration);
  const hold = await reservations.reserve({
    idempotencyKey: `${name}-hold`,
    hold: { external_customer_id: name, billable_metric_key: metric, estimated_units: 5 },
  });
  await reservations.commitReservation({ id: hold.id, idempotencyKey: `${name}-commit`, commit: { actual_units: 4 } });
  expect("the balance", (await credits.getCredits({ customerId: customer.customer_id })).balance, 9_940);
  const refused = await usage
    .recordUsage({
      idempotencyKey: `${name}-much`,
      usage: { external_customer_id: name, billable_metric_key: metric, units: 1_000_000 },
    })
    .then(() => undefined, (error: qs.ResponseError) => error.response.status);
  expect("the refusal", refused, 402);
}

quickstart().catch((error) => {
  console.error(error);
  process.exit(1);
});
