// Against a running QuotaStack: QUOTASTACK_URL, and QUOTASTACK_ROOT_KEY to make tenants of its own.
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { before, describe, test } from "node:test";

import { QuotaStack, UnexpectedAnswerError, orThrow, verifyWebhook } from "../src/index.js";

const url = process.env.QUOTASTACK_URL ?? "";
const rootKey = process.env.QUOTASTACK_ROOT_KEY ?? "";
const UNIT_COST = 500;

describe("a running QuotaStack", { skip: url === "" && "needs QUOTASTACK_URL and QUOTASTACK_ROOT_KEY" }, () => {
  /** @type {QuotaStack} */
  let client;
  /** @type {string} */
  let key;
  /** @type {string} */
  let tenantId;

  before(async () => {
    const tenant = orThrow(await new QuotaStack({ url, key: rootKey }).createTenant({ name: "Acme" }));
    key = tenant.live_key.key ?? "";
    tenantId = tenant.tenant_id;
    client = new QuotaStack({ url, key });
    orThrow(await client.createMetric({ key: "images", name: "Images" }));
    orThrow(await client.createRule({ billable_metric_key: "images", cost_type: "per_unit", unit_cost: UNIT_COST }));
  });

  /** A customer with so many millicredits. */
  async function customer(credits = 20_000) {
    const external_customer_id = `c/ö ${randomUUID()} 😀%2F?#`;
    orThrow(await client.grantCredits({ external_customer_id, credits }));
    return { external_customer_id };
  }

  const images = (units = 1) => ({ billable_metric_key: "images", units });

  test("grants, checks, charges, and says what is left", async () => {
    const alice = await customer();
    const check = orThrow(await client.checkEntitlement({ ...alice, ...images(3) }));
    const charge = await client.recordUsage({ ...alice, ...images(3) }, { idempotencyKey: "image-1" });

    assert.ok(check.allowed && "estimated_cost" in check && check.estimated_cost === 1_500);
    assert.ok(charge.ok && charge.status === 201);
    assert.deepEqual([charge.value.event_id, charge.value.cost, charge.value.balance], ["image-1", 1_500, 18_500]);
    assert.equal(charge.value.external_customer_id, alice.external_customer_id);
    assert.deepEqual(orThrow(await client.getUsage({ ...alice, event_id: "image-1" })).status, "charged");
    const accepted = await client.recordUsage({ ...alice, ...images() }, { prefer: "respond-async" });
    assert.ok(accepted.ok && accepted.status === 202 && accepted.value.status === "accepted");
  });

  test("charges once when answers are lost on their way", async () => {
    const alice = await customer();
    let lost = 0;
    /** @type {typeof fetch} */
    const losing = async (...request) => {
      const answer = await fetch(...request);
      if (lost++ < 2) throw new TypeError("the connection was lost");
      return answer;
    };
    const charge = await new QuotaStack({ url, key, fetch: losing, firstPauseMillis: 1 }).recordUsage({ ...alice, ...images() });

    assert.ok(charge.ok && charge.replayed);
    assert.equal(lost, 3);
    assert.equal(orThrow(await client.getCredits(alice)).balance, 20_000 - UNIT_COST);
  });

  test("a key that is given means the same call, whatever it looks like", async () => {
    for (const idempotencyKey of ["plain", " a space before", "\"quoted\"", "a\\b\"", "{}"]) {
      const alice = await customer();
      const first = await client.recordUsage({ ...alice, ...images() }, { idempotencyKey });
      const second = await client.recordUsage({ ...alice, ...images() }, { idempotencyKey });

      assert.ok(first.ok && first.status === 201 && second.ok);
      assert.equal(first.value.event_id, idempotencyKey);
      assert.deepEqual(second.value, first.value);
      assert.deepEqual([first.replayed, second.replayed], [false, true]);
      const other = await client.recordUsage({ ...alice, ...images(2) }, { idempotencyKey });
      assert.ok(!other.ok && other.problem.type === "urn:quotastack:problem:idempotency-key-reused");
    }
  });

  test("refusals are values with the members of their type", async () => {
    const alice = await customer(1_000);
    const poor = await client.recordUsage({ ...alice, ...images(3) });
    assert.ok(!poor.ok && poor.problem.type === "urn:quotastack:problem:insufficient-credits");
    assert.deepEqual([poor.status, poor.problem.required, poor.problem.effective_balance], [402, 1_500, 1_000]);

    const unknown = await client.recordUsage({ ...alice, billable_metric_key: "none" });
    assert.ok(!unknown.ok && unknown.problem.type === "urn:quotastack:problem:not-found");
    assert.equal(unknown.problem.resource, "billable_metric");

    const again = await client.createCustomer(alice);
    assert.ok(!again.ok && again.problem.type === "urn:quotastack:problem:already-exists");
    assert.equal(again.problem.customer?.external_customer_id, alice.external_customer_id);

    const hold = orThrow(await client.reserve({ ...alice, credits: 100 }));
    orThrow(await client.commitReservation({ id: hold.id, credits: 40 }));
    const over = await client.commitReservation({ id: hold.id, credits: 40 });
    assert.ok(!over.ok && over.problem.type === "urn:quotastack:problem:reservation-not-active");
    assert.equal(over.problem.reservation_status, "committed");

    const charge = orThrow(await client.recordUsage({ ...alice, ...images() }));
    const voided = { ...alice, event_id: charge.event_id, reason: "a test" };
    orThrow(await client.voidUsage(voided));
    const twice = await client.voidUsage(voided);
    assert.ok(!twice.ok && twice.problem.type === "urn:quotastack:problem:usage-state");
    assert.equal(twice.problem.usage_status, "voided");

    const block_id = orThrow(await client.listBlocks(alice)).data[0].id;
    orThrow(await client.voidBlock({ ...alice, block_id, reason: "a test" }));
    const gone = await client.voidBlock({ ...alice, block_id, reason: "a test" });
    assert.ok(!gone.ok && gone.problem.type === "urn:quotastack:problem:block-not-active");
    assert.equal(gone.problem.block_status, "voided");
  });

  test("lists come whole, whatever the size of a page", async () => {
    const alice = await customer();
    for (let i = 0; i < 6; i++) orThrow(await client.adjustCredits({ ...alice, credits: -1, reason: "a test" }));
    const sequences = [];
    for await (const entry of client.rows("listLedger", { ...alice, limit: 3 })) sequences.push(entry.sequence);
    assert.deepEqual(sequences, [1, 2, 3, 4, 5, 6, 7]);
  });

  test("amounts are exact up to 2^53 - 1 and refused beyond", async () => {
    const alice = await customer(Number.MAX_SAFE_INTEGER);
    assert.equal(orThrow(await client.getCredits(alice)).balance, Number.MAX_SAFE_INTEGER);
    const idempotencyKey = randomUUID();
    for (let i = 0; i < 2; i++) {
      await assert.rejects(client.grantCredits({ ...alice, credits: 1 }, { idempotencyKey }), (error) => {
        assert.ok(error instanceof UnexpectedAnswerError);
        assert.equal(error.idempotencyKey, idempotencyKey);
        assert.match(error.body, /"balance":9007199254740992/);
        return true;
      });
    }
    const less = orThrow(await client.adjustCredits({ ...alice, credits: -2, reason: "a test" }));
    assert.equal(less.balance, Number.MAX_SAFE_INTEGER - 1);
    await assert.rejects(client.getCredits(alice), /\/lifetime_earned/);
  });

  test("checks see what was answered before, and decide when nobody answers", async () => {
    const alice = await customer(1_000);
    const checks = client.checks({ otherwise: "deny", staleMillis: 60_000, withinMillis: 10_000 });
    assert.deepEqual([(await checks.check({ ...alice, ...images(2) })).allowed,
      (await checks.check({ ...alice, ...images(3) })).allowed], [true, false]);
    orThrow(await client.recordUsage({ ...alice, ...images() }));
    assert.equal((await checks.check({ ...alice, ...images(2) })).allowed, false);
    assert.equal((await checks.check({ ...alice, billable_metric_key: "none" })).from, "problem");
    const nobody = new QuotaStack({ url: "http://127.0.0.1:1", key }).checks({ otherwise: "allow" });
    assert.deepEqual([(await nobody.check({ ...alice, ...images() })).allowed,
      (await nobody.check({ ...alice, ...images() })).from], [true, "otherwise"]);
  });

  test("webhooks are verified, by either secret while it is changed", async () => {
    /** @type {{ headers: import("node:http").IncomingHttpHeaders, body: string }[]} */
    const deliveries = [];
    const receiver = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      deliveries.push({ headers: request.headers, body });
      response.writeHead(204).end();
      receiver.emit("delivered");
    });
    receiver.listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (receiver.address());
    const [first, second] = [randomBytes(32), randomBytes(24)].map((bytes) => `whsec_${bytes.toString("base64")}`);
    const delivered = async () => {
      const next = once(receiver, "delivered");
      orThrow(await client.sendTestEvent());
      await next;
      return /** @type {typeof deliveries[0]} */ (deliveries.at(-1));
    };
    try {
      orThrow(await client.updateSettings({ tenant_id: tenantId, webhook_url: `http://127.0.0.1:${port}/`, webhook_secret: first }));
      const one = await delivered();
      const verified = await verifyWebhook({ ...one, secret: first });
      assert.ok(verified.ok && verified.event.type === "webhook.test");
      assert.equal(verified.event.id, one.headers["webhook-id"]);
      assert.deepEqual(await verifyWebhook({ ...one, body: `${one.body} `, secret: first }),
        { ok: false, reason: "signature-mismatch" });

      orThrow(await client.updateSettings({ tenant_id: tenantId, webhook_secret: second }));
      const two = await delivered();
      assert.equal(String(two.headers["webhook-signature"]).split(" ").length, 2);
      for (const secret of [first, second]) assert.equal((await verifyWebhook({ ...two, secret })).ok, true);
    } finally {
      await client.updateSettings({ tenant_id: tenantId, webhook_url: null });
      receiver.closeAllConnections();
      receiver.close();
    }
  });
});
