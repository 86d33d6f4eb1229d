import assert from "node:assert/strict";
import { test } from "node:test";

import { ProblemError, QuotaStack } from "../src/index.js";
import { answer, problem, scriptedService } from "./support/scripted-service.js";

const INPUT = { external_customer_id: "alice", billable_metric_key: "images", units: 3 };
const YES = answer(200, { allowed: true });
const NO = answer(200, { allowed: false });
const DOWN = problem(503, "unavailable");

/**
 * @param {Parameters<typeof scriptedService>[0]} script
 * @param {Omit<import("../src/index.js").CheckOptions, "clock">} options
 * @param {(checks: import("../src/index.js").Checks, clock: { now: number }, requests: unknown[]) => Promise<void>} body
 */
async function withChecks(script, options, body) {
  const service = await scriptedService(script);
  const clock = { now: 0 };
  const client = new QuotaStack({ url: service.url, key: "qs_test_1", firstPauseMillis: 1 });
  try {
    await body(client.checks({ attempts: 1, clock: () => clock.now, ...options }), clock, service.requests);
  } finally {
    service.close();
  }
}

test("the service is asked each time, unless an answer may be fresh enough", async () => {
  await withChecks([YES, NO], { otherwise: "deny" }, async (checks) => {
    assert.deepEqual(await checks.check(INPUT),
      { allowed: true, from: "service", ageMillis: 0, entitlement: { allowed: true } });
    assert.equal((await checks.check(INPUT)).allowed, false);
  });
  await withChecks([YES, NO], { otherwise: "deny", freshMillis: 100 }, async (checks, clock, requests) => {
    await checks.check(INPUT);
    clock.now = 100;
    assert.deepEqual(await checks.check(INPUT),
      { allowed: true, from: "cache", ageMillis: 100, entitlement: { allowed: true } });
    assert.equal(requests.length, 1);
    clock.now = 101;
    assert.equal((await checks.check(INPUT)).from, "service");
  });
});

test("without an answer the choice decides", async () => {
  for (const otherwise of /** @type {const} */ (["allow", "deny"])) {
    await withChecks([DOWN], { otherwise }, async (checks) => {
      const answered = await checks.check(INPUT);
      assert.equal(answered.allowed, otherwise === "allow");
      assert.ok(answered.from === "otherwise" && /unavailable/.test(answered.error.message));
    });
  }
  const client = new QuotaStack({ url: "http://127.0.0.1:1", key: "qs_test_1" });
  assert.throws(() => client.checks(/** @type {any} */ ({})), TypeError);
});

test("an answer that was given before decides while it is no older than was accepted", () =>
  withChecks([YES, DOWN], { otherwise: "deny", staleMillis: 5_000 }, async (checks, clock) => {
    await checks.check(INPUT);
    clock.now = 5_000;
    assert.deepEqual(await checks.check(INPUT),
      { allowed: true, from: "cache", ageMillis: 5_000, entitlement: { allowed: true } });
    clock.now = 5_001;
    assert.equal((await checks.check(INPUT)).from, "otherwise");
  }));

test("an answer counts for what was asked: other units, customers and metrics have none", () =>
  withChecks([YES, DOWN], { otherwise: "deny", staleMillis: 5_000 }, async (checks) => {
    await checks.check(INPUT);
    for (const other of [{ ...INPUT, units: 2 }, { ...INPUT, billable_metric_key: "videos" },
      { ...INPUT, external_customer_id: "bob" }, { customer_id: "alice", billable_metric_key: "images", units: 3 }]) {
      assert.equal((await checks.check(other)).from, "otherwise");
    }
    assert.equal((await checks.check(INPUT)).from, "cache");
  }));

test("so many answers are kept at the most, the oldest goes first", () =>
  withChecks([YES, YES, YES, YES, DOWN], { otherwise: "deny", staleMillis: 5_000, maxEntries: 2 }, async (checks) => {
    for (const units of [1, 2, 1, 3]) await checks.check({ ...INPUT, units });
    assert.deepEqual(await Promise.all([1, 2, 3].map(async (units) => (await checks.check({ ...INPUT, units })).from)),
      ["cache", "otherwise", "cache"]);
  }));

test("what there is no check of is no outage, and neither is a key that is not valid", async () => {
  await withChecks([YES, problem(404, "not-found", { resource: "customer" }), DOWN], { otherwise: "allow", staleMillis: 5_000 },
    async (checks) => {
      await checks.check(INPUT);
      const gone = await checks.check(INPUT);
      assert.equal(gone.allowed, false);
      assert.ok(gone.from === "problem" && gone.problem.type === "urn:quotastack:problem:not-found");
      assert.equal((await checks.check(INPUT)).from, "otherwise");
    });
  await withChecks([problem(401, "unauthenticated")], { otherwise: "allow" }, async (checks) => {
    await assert.rejects(checks.check(INPUT), ProblemError);
  });
});

test("a service that does not answer in time holds nobody up", () =>
  withChecks([() => {}], { otherwise: "allow", withinMillis: 50, attempts: 2 }, async (checks) => {
    const before = performance.now();
    assert.equal((await checks.check(INPUT)).from, "otherwise");
    assert.ok(performance.now() - before < 1_000);
  }));
