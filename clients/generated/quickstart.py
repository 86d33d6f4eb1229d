"""The quickstart by a client that openapi-generator made for Python."""

import os
import time

import openapi_client as qs

name = f"python-{time.time_ns()}"
metric = f"python_{time.time_ns()}"
client = qs.ApiClient(qs.Configuration(host=os.environ["QUOTASTACK_URL"],
                                       api_key={"apiKey": os.environ["QUOTASTACK_API_KEY"]}))


def expect(what, actual, expected):
    if actual != expected:
        raise AssertionError(f"{what}: {actual}, not {expected}")


customer = qs.CustomersApi(client).create_customer(name, qs.CustomerCreation(external_customer_id=name))
qs.CreditsApi(client).grant_credits(customer.customer_id, f"{name}-grant", qs.Grant(credits=10_000))
metering = qs.MeteringApi(client)
metering.create_metric(f"{name}-metric", qs.MetricCreation(key=metric, name="Calls"))
rule = metering.create_rule(f"{name}-rule", qs.RuleCreation(
    billable_metric_key=metric, cost_type=qs.CostType.PER_UNIT, unit_cost=10))
expect("the rule's price", rule.unit_cost, 10)
qs.UsageApi(client).record_usage(f"{name}-use", qs.Usage(
    external_customer_id=name, billable_metric_key=metric, units=2))
check = qs.EntitlementsApi(client).check_entitlement(customer.customer_id, metric, units=3)
expect("allowed", check.allowed, True)
expect("the estimated cost", check.estimated_cost, 30)
reservations = qs.ReservationsApi(client)
hold = reservations.reserve(f"{name}-hold", qs.Hold(
    external_customer_id=name, billable_metric_key=metric, estimated_units=5))
reservations.commit_reservation(hold.id, f"{name}-commit", qs.Commit(actual_units=4))
account = qs.CreditsApi(client).get_credits(customer.customer_id)
expect("the balance", account.balance, 9_940)
try:
    qs.UsageApi(client).record_usage(f"{name}-much", qs.Usage(
        external_customer_id=name, billable_metric_key=metric, units=1_000_000))
    raise AssertionError("more was charged than there is")
except qs.ApiException as refused:
    expect("the refusal", refused.status, 402)
