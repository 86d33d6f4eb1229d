import assert from "node:assert/strict";
import { test } from "node:test";

import { NotAnsweredError, ProblemError, QuotaStack, UnexpectedAnswerError, orThrow } from "../src/index.js";
import { answer, cut, cutShort, problem, scriptedService, silence } from "./support/scripted-service.js";

const USAGE = { external_customer_id: "alice", billable_metric_key: "images" };

/**
 * @param {Parameters<typeof scriptedService>[0]} script
 * @param {(client: QuotaStack, service: Awaited<ReturnType<typeof scriptedService>>) => Promise<void>} body
 * @param {import("../src/index.js").Patience} [patience]
 */
async function withService(script, body, patience = {}) {
  const service = await scriptedService(script);
  try {
    await body(new QuotaStack({ url: `${service.url}/`, key: "qs_test_1", firstPauseMillis: 1, ...patience }), service);
  } finally {
    service.close();
  }
}

test("a write is sent again with the same key and body until it is answered", () =>
  withService([cut, problem(503, "outcome-pending"), answer(502, "<html>"), cutShort, answer(201, { cost: 5 })],
    async (client, { requests }) => {
      const result = await client.recordUsage(USAGE);

      assert.deepEqual([result.ok, result.status], [true, 201]);
      assert.equal(requests.length, 5);
      assert.equal(new Set(requests.map((one) => one.headers["idempotency-key"])).size, 1);
      assert.equal(new Set(requests.map((one) => one.body)).size, 1);
      assert.equal(result.idempotencyKey, requests[0].headers["idempotency-key"]);
    }));

test("two calls have two keys, and a key that is given is kept as it is", () =>
  withService([answer(201, {})], async (client, { requests }) => {
    await client.recordUsage(USAGE);
    await client.recordUsage(USAGE);
    for (const idempotencyKey of ["image 1", " image", "\"quoted\"", "a\\b\" "]) {
      assert.equal((await client.recordUsage(USAGE, { idempotencyKey })).idempotencyKey, idempotencyKey);
    }
    const keys = requests.map((one) => one.headers["idempotency-key"]);
    assert.notEqual(keys[0], keys[1]);
    assert.deepEqual(keys.slice(2), ["image 1", "\" image\"", "\"\\\"quoted\\\"\"", "\"a\\\\b\\\" \""]);
    for (const idempotencyKey of ["", "é", "x".repeat(256)]) {
      await assert.rejects(client.recordUsage(USAGE, { idempotencyKey }), TypeError);
    }
  }));

test("Retry-After is waited for, in seconds or as a date", () =>
  withService([problem(429, "rate-limited", {}, { "Retry-After": "1" }), answer(200, {})], async (client) => {
    const before = performance.now();
    await client.getUsage({ event_id: "e", external_customer_id: "alice" });
    assert.ok(performance.now() - before >= 990);
  }));

test("a Retry-After beyond the time there is ends it at once", () =>
  withService([problem(503, "unavailable", {}, { "Retry-After": new Date(Date.now() + 3_600_000).toUTCString() })],
    async (client, { requests }) => {
      await assert.rejects(client.recordUsage(USAGE), (error) => {
        assert.ok(error instanceof NotAnsweredError);
        assert.equal(error.mayHaveTakenEffect, false);
        assert.ok(Number(error.retryAfterMillis) > 3_000_000);
        assert.equal(error.problem?.type, "urn:quotastack:problem:unavailable");
        assert.equal(error.idempotencyKey, requests[0].headers["idempotency-key"]);
        return true;
      });
      assert.equal(requests.length, 1);
    }));

test("attempts are bounded, and the error says whether something may have been done", async () => {
  for (const [step, mayHaveTakenEffect] of /** @type {[any, boolean][]} */ ([[problem(503, "unavailable"), false],
    [problem(429, "rate-limited"), false], [problem(503, "outcome-pending"), true], [cut, true], [answer(504, ""), true]])) {
    await withService([step], async (client, { requests }) => {
      await assert.rejects(client.recordUsage(USAGE), (error) => {
        assert.ok(error instanceof NotAnsweredError);
        assert.deepEqual([error.attempts, error.mayHaveTakenEffect], [3, mayHaveTakenEffect]);
        return true;
      });
      assert.equal(requests.length, 3);
    }, { attempts: 3 });
  }
  await withService([cut], async (client) => {
    await assert.rejects(client.getCredits({ external_customer_id: "alice" }), { mayHaveTakenEffect: false });
  }, { attempts: 2 });
});

test("an attempt without an answer is given up, and so are all together", () =>
  withService([silence, answer(201, {})], async (client) => {
    assert.equal((await client.recordUsage(USAGE, { attemptWithinMillis: 50 })).status, 201);
  }).then(() => withService([silence], async (client) => {
    const before = performance.now();
    await assert.rejects(client.recordUsage(USAGE, { withinMillis: 100 }), NotAnsweredError);
    assert.ok(performance.now() - before < 2_000);
  })));

test("a wait that is preferred is added to the time of an attempt", () =>
  withService([(_, response) => setTimeout(answer(202, { results: [] }), 100, _, response)], async (client, { requests }) => {
    await client.recordUsageBatch({ events: [USAGE] }, { prefer: "wait=1", attemptWithinMillis: 20, withinMillis: 20 });
    assert.equal(requests.length, 1);
    assert.equal(requests[0].headers.prefer, "wait=1");
  }));

test("who gives up gets the own reason, also in a pause", () =>
  withService([problem(503, "unavailable", {}, { "Retry-After": "5" })], async (client) => {
    for (const signal of [AbortSignal.abort(new Error("enough")), AbortSignal.timeout(50)]) {
      const before = performance.now();
      await assert.rejects(client.recordUsage(USAGE, { signal }), (error) => error === signal.reason);
      assert.ok(performance.now() - before < 2_000);
    }
  }));

test("402, 404, 409 and 422 are values, told apart by their type", async () => {
  for (const [status, slug] of /** @type {[number, string][]} */ ([[402, "insufficient-credits"], [404, "not-found"],
    [409, "test-clock-moving"], [422, "metric-not-priced"]])) {
    await withService([problem(status, slug, { required: 7 }, { "X-Idempotent-Replayed": "true" })], async (client, { requests }) => {
      const result = await client.recordUsage(USAGE);
      assert.deepEqual([result.ok, result.status, result.replayed, result.requestId], [false, status, true, "req_1"]);
      assert.ok(!result.ok && result.problem.type === `urn:quotastack:problem:${slug}`);
      assert.equal(requests.length, 1);
      assert.throws(() => orThrow(result), ProblemError);
    });
  }
});

test("all other refusals are thrown, at once", async () => {
  for (const status of [400, 401, 403, 405, 413, 415, 500]) {
    await withService([problem(status, "a-slug", { errors: [{ pointer: "/units", detail: "too many" }] })],
      async (client, { requests }) => {
        await assert.rejects(client.recordUsage(USAGE), (error) => {
          assert.ok(error instanceof ProblemError);
          assert.match(error.message, /\/units too many/);
          assert.deepEqual([error.status, error.mayHaveTakenEffect], [status, status === 500]);
          return true;
        });
        assert.equal(requests.length, 1);
      });
  }
});

test("what is no answer of ours is neither a value nor followed", async () => {
  for (const step of [answer(404, "<html>"), answer(404, { status: 404 }), answer(200, "<html>"), answer(201, ""),
    answer(307, "", { Location: "http://127.0.0.1:1/" })]) {
    await withService([step], async (client, { requests }) => {
      await assert.rejects(client.recordUsage(USAGE), UnexpectedAnswerError);
      assert.equal(requests.length, 1);
    });
  }
});

test("an integer that a number cannot hold is refused, going out and coming in", async () => {
  await withService([answer(201, "{\"balance\": 1, \"blocks\": [{\"a/b\": 9007199254740993}]}")], async (client, { requests }) => {
    await assert.rejects(client.grantCredits({ external_customer_id: "alice", credits: 1 }), (error) => {
      assert.ok(error instanceof UnexpectedAnswerError);
      assert.match(error.message, /\/blocks\/0\/a~1b/);
      assert.match(error.body, /9007199254740993/);
      assert.equal(error.mayHaveTakenEffect, true);
      return true;
    });
    for (const credits of [2 ** 53, NaN, Infinity, /** @type {any} */ (1n)]) {
      await assert.rejects(client.grantCredits({ external_customer_id: "alice", credits }), /\/credits/);
    }
    assert.equal(requests.length, 1);
  });
  await withService([answer(200, "{\"a\": 9007199254740991, \"b\": -9007199254740991, \"c\": 1.5}")], async (client) => {
    assert.deepEqual(orThrow(await client.getCredits({ external_customer_id: "alice" })),
      { a: 9007199254740991, b: -9007199254740991, c: 1.5 });
  });
});

test("input goes into the path, the query and the body, each where it belongs", () =>
  withService([answer(200, {})], async (client, { requests }) => {
    await client.getCredits({ external_customer_id: "a/b é?", include_blocks: true, as_of: undefined });
    await client.getCredits({ customer_id: "c-1" });
    await client.updateSettings({ tenant_id: "t", environment: "live", usage_backdate_days: 3 });
    await client.voidUsage({ event_id: "e 1", external_customer_id: "alice", reason: "a test" });
    await client.archiveMetric({ key: "images" });
    await client.getCredits(/** @type {any} */ ({ customer_id: "c-1", include_block: true }));

    assert.deepEqual(requests.map((one) => `${one.method} ${one.url} ${one.body}`), [
      "GET /v1/customer-by-external-id/a%2Fb%20%C3%A9%3F/credits?include_blocks=true ",
      "GET /v1/customers/c-1/credits ",
      "PATCH /v1/tenants/t/config?environment=live {\"usage_backdate_days\":3}",
      "POST /v1/usage/e%201/void {\"external_customer_id\":\"alice\",\"reason\":\"a test\"}",
      "POST /v1/billable-metrics/images/archive ",
      "GET /v1/customers/c-1/credits?include_block=true ",
    ]);
    assert.equal(requests[0].headers["idempotency-key"], undefined);
    assert.equal(requests[0].headers["x-api-key"], "qs_test_1");
    const without = /** @type {any} */ (client);
    for (const input of [{}, { customer_id: "a", external_customer_id: "b" }, { external_customer_id: ".." },
      { customer_id: "" }]) {
      await assert.rejects(without.getCredits(input), TypeError);
    }
    assert.equal(requests.length, 6);
  }));

test("rows come page by page, and a problem is thrown", async () => {
  const page = (/** @type {number[]} */ data, /** @type {string | null} */ next) =>
    answer(200, { data, pagination: { has_more: next !== null, next_cursor: next } });
  await withService([page([1, 2], "a+b"), page([], "c"), page([3], null)], async (client, { requests }) => {
    const rows = [];
    for await (const row of client.rows("listLedger", { external_customer_id: "alice", limit: 2 })) rows.push(row);
    assert.deepEqual(rows, [1, 2, 3]);
    assert.deepEqual(requests.map((one) => one.url?.replace(/.*\?/, "")),
      ["limit=2", "limit=2&cursor=a%2Bb", "limit=2&cursor=c"]);
  });
  await withService([problem(404, "not-found")], async (client) => {
    await assert.rejects(client.rows("listCustomers").next(), ProblemError);
  });
});
