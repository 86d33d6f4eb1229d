// Made by `npm run generate` of the OpenAPI document. Do not edit.

/** Names a customer by exactly one of its names. */
export type CustomerName =
  | { customer_id: string; external_customer_id?: undefined }
  | { external_customer_id: string; customer_id?: undefined };
/** Names none. */
export type NoCustomer = { customer_id?: undefined; external_customer_id?: undefined };

/** The end of a problem's type, behind "urn:quotastack:problem:". */
export type ProblemSlug =
  | "malformed-json"
  | "invalid-request"
  | "customer-identifier"
  | "missing-idempotency-key"
  | "unauthenticated"
  | "insufficient-credits"
  | "spend-cap-reached"
  | "subscription-inactive"
  | "feature-not-in-plan"
  | "insufficient-scope"
  | "not-found"
  | "method-not-allowed"
  | "already-exists"
  | "reservation-not-active"
  | "subscription-exists"
  | "subscription-state"
  | "test-clock-moving"
  | "usage-state"
  | "delivery-state"
  | "block-not-active"
  | "payment-conflict"
  | "payload-too-large"
  | "unsupported-media-type"
  | "idempotency-key-reused"
  | "metric-not-priced"
  | "amount-overflow"
  | "timestamp-out-of-range"
  | "limit-exceeded"
  | "rate-limited"
  | "internal"
  | "unavailable"
  | "outcome-pending";

export type OveragePolicy = "block" | "allow" | "notify";

/** At most this much consumption in a UTC day or month. */
export interface SpendCap {
  credits: number;
  per: "day" | "month";
}

/** When to ask for a top-up, by the event `topup.requested`. */
export interface AutoTopup {
  /** Asked when the effective balance comes from above to this or below. */
  threshold: number;
  /** A top-up package that is sold. */
  package_id: string;
  /** Requests a UTC day at most. */
  max_per_day: number;
}

/** A line of which `credit.threshold_reached` tells when it is reached from above. Exactly one of `percent` and `credits`. */
export type Alert = {
  /** The tenant's own name of it, unique in the list. */
  id: string;
  /** The effective balance, or what is left and not held of what the plan granted in the running period. */
  of: "balance" | "period_grants";
} & ({
  /** Of what the plan granted in the running period; with `period_grants` only. */
  percent: number;
  credits?: undefined;
} | {
  percent?: undefined;
  /** Millicredits. */
  credits: number;
});

/** At most so much usage of a metric in a window, open holds of it included. Exactly one of `units` and `credits`. */
export type Cap = {
  billable_metric_key: string;
  /** A UTC day or month, by `occurred_at`, or the period of the subscription; without one, the month. */
  per: "day" | "month" | "period";
} & ({
  units: number;
  credits?: undefined;
} | {
  units?: undefined;
  /** Of what its usage costs, in millicredits. */
  credits: number;
});

/** Whoever says alerts says all of them; null leaves them to the plan's variant. */
export type Alerts = Array<Alert>;

/** Whoever says caps says all of them; null leaves them to the plan's variant. */
export type Caps = Array<Cap>;

export type CustomerCreation = {
  display_name?: string | null;
  metadata?: Metadata;
} & ({
  external_customer_id: ExternalId;
  external_id?: undefined;
} | {
  external_customer_id?: undefined;
  /** The same by a shorter name. */
  external_id: ExternalId;
});

export interface CustomerPatch {
  display_name?: string | null;
  metadata?: Metadata;
  overage_policy?: OveragePolicy | null;
  overage_limit?: number | null;
  low_balance_threshold?: number | null;
  spend_cap?: SpendCap | null;
  auto_topup?: AutoTopup | null;
  alerts?: Alerts | null;
  caps?: Caps | null;
}

/** Names the customer by exactly one of its names. */
export type CustomerOnly = {
  customer_id: string;
  external_customer_id?: undefined;
} | {
  customer_id?: undefined;
  external_customer_id: ExternalId;
};

export interface Customer {
  customer_id: string;
  external_customer_id: ExternalId;
  display_name: string | null;
  metadata: Metadata;
  /** null = the tenant's. */
  overage_policy: OveragePolicy | null;
  /** null = no floor. */
  overage_limit: number | null;
  /** null = the tenant's. */
  low_balance_threshold: number | null;
  spend_cap: SpendCap | null;
  auto_topup: AutoTopup | null;
  alerts: Alerts | null;
  caps: Caps | null;
  created_at: Time;
}

export interface CustomerList {
  data: Array<Customer>;
  pagination: Pagination;
}

export type BlockSource = "topup" | "promotional" | "plan" | "rollover" | "purchase" | "adjustment" | "manual";

export type BlockStatus = "scheduled" | "active" | "depleted" | "expired" | "voided";

export type EntryType = "grant" | "activate" | "usage" | "reserve" | "commit" | "release" | "reserve_expired" | "expire" | "adjust" | "void" | "refund" | "rollover" | "purchase" | "transfer_out" | "transfer_in";

export interface Grant {
  credits: number;
  source?: BlockSource;
  reason?: Name;
  /** Lower burns first. */
  priority?: number;
  effective_at?: Time;
  /** null = never; not with expires_in_seconds. */
  expires_at?: string | null;
  /** Counts from effective_at. */
  expires_in_seconds?: number;
  /** In the currency's smallest unit. */
  price_paid?: number;
  /** ISO 4217; goes with price_paid. */
  currency?: string;
  metadata?: Metadata;
}

export interface GrantBatch {
  grants: Array<BatchGrant>;
}

export type BatchGrant = {
  /** Default `<Idempotency-Key>:<index>`. */
  idempotency_key?: string;
  credits: number;
  /** Default manual. */
  source?: BlockSource;
  reason?: Name;
  /** Lower burns first; default 0. */
  priority?: number;
  effective_at?: Time;
  /** null = never; not with expires_in_seconds. */
  expires_at?: string | null;
  /** Counts from effective_at. */
  expires_in_seconds?: number;
  /** In the currency's smallest unit. */
  price_paid?: number;
  /** ISO 4217; goes with price_paid. */
  currency?: string;
  metadata?: Metadata;
} & ({
  customer_id: string;
  external_customer_id?: undefined;
} | {
  customer_id?: undefined;
  external_customer_id: ExternalId;
});

export interface GrantBatchResult {
  results: Array<BatchGrantResult>;
  granted: number;
  duplicates: number;
  rejected: number;
}

export interface BatchGrantResult {
  index: number;
  /** Under which it is granted once. */
  idempotency_key: string;
  status: "granted" | "duplicate" | "rejected";
  /** Not of rejected ones, nor beyond 4 MiB of all, nor with `Prefer: return=minimal`. */
  outcome?: CreditWrite;
  problem?: Problem;
}

export type TopUp = {
  /** Default the package's; without one free. */
  price_paid?: number;
  /** Default the package's; without one it goes with price_paid. */
  currency?: string;
  /** Grants once for the customer, for ever. */
  external_payment_id?: string;
  /** The request that this answers. */
  topup_request_id?: string;
  /** Default the package's, or 0. */
  priority?: number;
  /** null = never. Default the package's, or never. */
  expires_at?: string | null;
  expires_in_seconds?: number;
  metadata?: Metadata;
} & ({
  customer_id: string;
  external_customer_id?: undefined;
} | {
  customer_id?: undefined;
  external_customer_id: ExternalId;
}) & ({
  credits: number;
  package_id?: undefined;
} | {
  credits?: undefined;
  /** A top-up package; grants its credits and its bonus. */
  package_id: string;
});

export type TopUpRefund = {
  /** At most so many; default all. */
  credits?: number;
  reason: Name;
  /** What was spent becomes a debt; default false. */
  claw_back?: boolean;
} & ({
  customer_id: string;
  external_customer_id?: undefined;
} | {
  customer_id?: undefined;
  external_customer_id: ExternalId;
}) & ({
  /** All blocks of that payment, a bonus included. */
  external_payment_id: string;
  block_id?: undefined;
} | {
  external_payment_id?: undefined;
  /** That block alone; money was paid for it. */
  block_id: string;
});

export type Purchase = {
  /** Millicredits that the wallet is debited. */
  price_credits: number;
  reason?: Name;
  grant: PurchasedBlock;
} & ({
  customer_id: string;
  external_customer_id?: undefined;
} | {
  customer_id?: undefined;
  external_customer_id: ExternalId;
});

/** A free block of source `purchase`. */
export interface PurchasedBlock {
  credits: number;
  reason?: Name;
  /** Lower burns first. */
  priority?: number;
  effective_at?: Time;
  /** null = never; not with expires_in_seconds. */
  expires_at?: string | null;
  /** Counts from effective_at. */
  expires_in_seconds?: number;
  metadata?: Metadata;
}

export interface Adjustment {
  credits: number;
  reason: Name;
}

export interface Transfer {
  /** Whom the credits go to, by exactly one name. */
  to: {
    customer_id: string;
    external_customer_id?: undefined;
  } | {
    customer_id?: undefined;
    external_customer_id: ExternalId;
  };
  credits: number;
  reason: Name;
}

export interface TransferWritten {
  /** Stands in the metadata of the entries of both. */
  transfer_id: string;
  credits: number;
  reason: string;
  from: {
    customer_id: string;
    external_customer_id: string;
    ledger_entry_id: string;
  };
  to: {
    customer_id: string;
    external_customer_id: string;
    /** One for each block. */
    ledger_entry_ids: Array<string>;
    block_ids: Array<string>;
  };
}

/** A transfer as it is by now; without entries and blocks of the receiver unless it is `completed`. */
export interface TransferDetails {
  /** Stands in the metadata of the entries of both. */
  transfer_id: string;
  credits: number;
  reason: string;
  from: {
    customer_id: string;
    external_customer_id: string;
    ledger_entry_id: string;
  };
  to: {
    customer_id: string;
    external_customer_id: string;
    /** One for each block. */
    ledger_entry_ids: Array<string>;
    block_ids: Array<string>;
  };
  status: "under_way" | "completed" | "returned";
}

export interface Reason {
  reason: Name;
}

export interface Block {
  id: string;
  source: BlockSource;
  original_amount: Millicredits;
  remaining_amount: Millicredits;
  reserved_amount: Millicredits;
  priority: number;
  effective_at: Time;
  expires_at: string | null;
  price_paid: number | null;
  currency: string | null;
  reason: string | null;
  metadata: Metadata;
  created_at: Time;
  status: BlockStatus;
  /** The payment that it came of. */
  external_payment_id: string | null;
}

export interface BlockList {
  data: Array<Block>;
  pagination: Pagination;
}

export interface Account {
  customer_id: string;
  external_customer_id: ExternalId;
  balance: Millicredits;
  reserved_balance: Millicredits;
  effective_balance: Millicredits;
  lifetime_earned: Millicredits;
  lifetime_consumed: Millicredits;
  /** The last ledger sequence. */
  version: number;
  ledger_hash: string;
  blocks?: Array<Block>;
}

export interface CreditWrite {
  ledger_entry_id: string | null;
  ledger_entry_ids: Array<string>;
  /** The first block that was made. */
  block: Block | null;
  blocks: Array<Block>;
  version: number;
  balance: Millicredits;
  reserved_balance: Millicredits;
  effective_balance: Millicredits;
  customer_id: string;
  external_customer_id: ExternalId;
  /** The payment behind it. */
  external_payment_id: string | null;
  /** The payment had been granted before. */
  already_granted?: boolean;
}

/** What became of the payment's credits, and what every write of credits answers. */
export interface TopUpRefunded {
  ledger_entry_id: string | null;
  ledger_entry_ids: Array<string>;
  /** The first block that was made. */
  block: Block | null;
  blocks: Array<Block>;
  version: number;
  balance: Millicredits;
  reserved_balance: Millicredits;
  effective_balance: Millicredits;
  customer_id: string;
  external_customer_id: ExternalId;
  /** The payment behind it. */
  external_payment_id: string | null;
  /** The payment had been granted before. */
  already_granted?: boolean;
  /** By this call. */
  taken_back: number;
  /** What was spent of it in all, clawed back or not. */
  used: number;
  /** What holds keep of it. */
  held: number;
  /** By this call, of what was used. */
  clawed_back: number;
}

export interface Allocation {
  /** null = overage. */
  block_id: string | null;
  amount: number;
}

export interface LedgerEntry {
  id: string;
  sequence: number;
  type: EntryType;
  delta: Millicredits;
  reserved_delta: Millicredits;
  balance_after: Millicredits;
  reserved_after: Millicredits;
  allocations: Array<Allocation>;
  repaid: Array<Allocation>;
  command_id: string | null;
  idempotency_key: string | null;
  usage_event_id: string | null;
  reservation_id: string | null;
  subscription_id: string | null;
  /** The payment whose credits it grants, puts into effect, lets expire or takes back. */
  external_payment_id: string | null;
  /** null, with `rule_id` and `units`, where there are lines. */
  billable_metric_key: string | null;
  rule_id: string | null;
  units: number | null;
  /** Only of usage that was given as lines. */
  lines?: Array<PricedLine>;
  metadata: Metadata;
  occurred_at: Time;
  recorded_at: Time;
  previous_hash: string;
  /** SHA-256 of the entry without hash, by RFC 8785 with integers in full. */
  hash: string;
}

export interface LedgerEntryList {
  data: Array<LedgerEntry>;
  pagination: Pagination;
}

export interface Explanation {
  ledger_entry_id: string;
  sequence: number;
  type: EntryType;
  delta: Millicredits;
  external_payment_id: string | null;
  /** How the price came about; null unless the entry charges, refunds, holds or commits usage. */
  usage: ExplainedUsage | null;
  /** In the order the entry took them. */
  blocks: Array<{
    block_id: string;
    amount: Millicredits;
    repaid: Millicredits;
    remaining_before: Millicredits;
    remaining_after: Millicredits;
    priority: number;
    expires_at: string | null;
    price_paid: number | null;
    external_payment_id: string | null;
    created_at: Time;
    /** The rule that puts it behind the one before it. */
    ordered_by: string | null;
    why: string;
  }>;
  overage: Millicredits;
}

export interface ExplainedUsage {
  /** null for what a reservation booked. */
  event_id: string | null;
  /** null, with `units`, `rule` and `tier_units_before`, where there are lines. */
  billable_metric_key: string | null;
  units: number | null;
  timestamp: Time;
  rule: ExplainedRule | null;
  /** The price of the rule that the event went by; null for a refund, and where there are lines. */
  price: ChosenPrice | null;
  tier_units_before: number | null;
  steps: Array<PriceStep>;
  /** Only of usage that was given as lines. */
  lines?: Array<ExplainedLine>;
}

export interface ExplainedLine {
  billable_metric_key: string;
  units: Units;
  cost: Millicredits;
  metadata: Metadata;
  rule: ExplainedRule | null;
  /** The price of the rule that the line went by; null for a refund. */
  price: ChosenPrice | null;
  /** What the price counted on from, lines before it among them. */
  tier_units_before: number;
  steps: Array<PriceStep>;
}

export interface MetricCreation {
  key: string;
  name: Name;
  description?: string | null;
  event_type?: CloudEventType;
  units_pointer?: UnitsPointer;
  dimension_pointers?: DimensionPointers;
  dimensions?: Dimensions;
}

export interface MetricPatch {
  name?: Name;
  description?: string | null;
  event_type?: CloudEventType;
  units_pointer?: UnitsPointer;
  dimension_pointers?: DimensionPointers;
  dimensions?: Dimensions;
}

/** The `type` of CloudEvents that count for the metric; null: its key. */
export type CloudEventType = string | null;

/** Where the units stand in the `data` of such an event (RFC 6901), which are the producer's then; null: the data are QuotaStack's own. */
export type UnitsPointer = string | null;

/** Where the values of dimensions stand in the `data` of such an event (RFC 6901), by the names of dimensions of the metric. They become the event's metadata. Only with a units_pointer. */
export type DimensionPointers = Record<string, string>;

/** Keys of an event's metadata by which prices differ. One that a rule or dimension_pointers name stays. */
export type Dimensions = Array<string>;

export interface Metric {
  key: string;
  name: string;
  description: string | null;
  event_type: string;
  units_pointer: string | null;
  dimension_pointers: DimensionPointers;
  dimensions: Dimensions;
  created_at: Time;
  archived_at: string | null;
}

export interface MetricList {
  data: Array<Metric>;
  pagination: Pagination;
}

export interface Tier {
  /** The last unit of the tier; null in the last. */
  up_to: number | null;
  /** For as many units as per_units of the price says. */
  unit_cost: number;
  /** Default 0. */
  flat_cost?: number;
}

export type CostType = "flat" | "per_unit" | "package" | "tiered";

/** Values of 1 to 8 dimensions of the metric. An event that lacks a dimension has the value "" there. */
export type When = Record<string, string>;

/** The price of events of some values. Of the entries that match, the one with the most dimensions wins. */
export type PriceEntry = {
  when: When;
} & ({
  cost_type: "flat";
  flat_cost: number;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
} | {
  cost_type: "per_unit";
  flat_cost?: undefined;
  unit_cost: number;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "package";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size: number;
  package_cost: number;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "tiered";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode: "graduated" | "volume";
  tiers: Array<Tier>;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type?: undefined;
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
});

/** The price that an event goes by. */
export type ChosenPrice = {
  /** Which entry of the rule's list that is; null for the rule's own price. */
  when: When | null;
} & ({
  cost_type: "flat";
  flat_cost: number;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
} | {
  cost_type: "per_unit";
  flat_cost?: undefined;
  unit_cost: number;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "package";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size: number;
  package_cost: number;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "tiered";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode: "graduated" | "volume";
  tiers: Array<Tier>;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type?: undefined;
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
});

export type RuleCreation = {
  /** No two of them may win for one event. */
  prices?: Array<PriceEntry>;
  billable_metric_key: string;
  /** Only for customers on this plan. */
  plan_id?: string;
  /** Only for customers on this variant of a plan. */
  plan_variant_id?: string;
  /** Default false. It charges nothing; its report tells what it would have charged. */
  shadow?: boolean;
  /** Default now; not in the past. */
  effective_at?: Time;
} & ({
  cost_type: "flat";
  flat_cost: number;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
} | {
  cost_type: "per_unit";
  flat_cost?: undefined;
  unit_cost: number;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "package";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size: number;
  package_cost: number;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "tiered";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode: "graduated" | "volume";
  tiers: Array<Tier>;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type?: undefined;
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
});

export interface RuleActivation {
  /** Default now; not in the past. */
  effective_at?: Time;
}

export type ProposedRule = {
  /** No two of them may win for one event. */
  prices?: Array<PriceEntry>;
  plan_id?: string;
  plan_variant_id?: string;
  /** Whose tier counters count, when a customer is named. */
  billable_metric_key?: string;
  effective_at?: Time;
} & ({
  cost_type: "flat";
  flat_cost: number;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
} | {
  cost_type: "per_unit";
  flat_cost?: undefined;
  unit_cost: number;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "package";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size: number;
  package_cost: number;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "tiered";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode: "graduated" | "volume";
  tiers: Array<Tier>;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type?: undefined;
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
});

export type MeteringRule = {
  /** No two of them may win for one event. */
  prices?: Array<PriceEntry>;
  id: string;
  billable_metric_key: string;
  /** Of the metric. */
  version: number;
  /** null unless the rule is for customers on this plan. */
  plan_id: string | null;
  /** null unless the rule is for customers on this variant. */
  plan_variant_id: string | null;
  /** Whether it charges nothing. */
  shadow: boolean;
  effective_at: Time;
  created_at: Time;
  archived_at: string | null;
  status: "scheduled" | "active" | "superseded" | "archived";
} & ({
  cost_type: "flat";
  flat_cost: number;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
} | {
  cost_type: "per_unit";
  flat_cost?: undefined;
  unit_cost: number;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "package";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size: number;
  package_cost: number;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "tiered";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode: "graduated" | "volume";
  tiers: Array<Tier>;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type?: undefined;
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
});

/** A rule without its list of prices. */
export type ExplainedRule = {
  id: string;
  billable_metric_key: string;
  /** Of the metric. */
  version: number;
  /** null unless the rule is for customers on this plan. */
  plan_id: string | null;
  /** null unless the rule is for customers on this variant. */
  plan_variant_id: string | null;
  /** Whether it charges nothing. */
  shadow: boolean;
  effective_at: Time;
  created_at: Time;
  archived_at: string | null;
  status: "scheduled" | "active" | "superseded" | "archived";
} & ({
  cost_type: "flat";
  flat_cost: number;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
} | {
  cost_type: "per_unit";
  flat_cost?: undefined;
  unit_cost: number;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "package";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size: number;
  package_cost: number;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "tiered";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode: "graduated" | "volume";
  tiers: Array<Tier>;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type?: undefined;
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
});

export interface MeteringRuleList {
  data: Array<MeteringRule>;
  pagination: Pagination;
}

/** Exactly one of rule and billable_metric_key; a customer is optional. */
export type EstimateRequest = {
  units: Units;
  /** With the values of the metric's dimensions. */
  metadata?: Metadata;
  customer_id?: string;
  external_customer_id?: ExternalId;
} & ({
  rule: ProposedRule;
  billable_metric_key?: undefined;
} | {
  rule?: undefined;
  billable_metric_key: string;
});

/** One line of the sum that a cost is. */
export interface PriceStep {
  kind: string;
  units: number;
  tier_up_to: number | null;
  unit_cost: Millicredits;
  /** How many units cost unit_cost. */
  per_units: number;
  flat_cost: Millicredits;
  amount: ExactAmount;
}

/** Millicredits, exactly: a whole number, or a fraction in lowest terms. */
export type ExactAmount = string;

export interface Estimate {
  billable_metric_key: string | null;
  units: Units;
  cost: Millicredits;
  /** null for a proposed rule. */
  rule_id: string | null;
  price: ChosenPrice;
  /** What the price's counter said of the customer before. */
  units_before: number;
  steps: Array<PriceStep>;
}

/** A rule as it would be made; it takes the place of those of the same metric and for the same customers. */
export type SimulatedRule = {
  /** No two of them may win for one event. */
  prices?: Array<PriceEntry>;
  billable_metric_key: string;
  /** Only for customers on this plan. */
  plan_id?: string;
  /** Only for customers on this variant of a plan. */
  plan_variant_id?: string;
  /** From then on, which may be in the past; without it, from ever on. No two for the same may have the same. */
  effective_at?: Time;
} & ({
  cost_type: "flat";
  flat_cost: number;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
} | {
  cost_type: "per_unit";
  flat_cost?: undefined;
  unit_cost: number;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "package";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size: number;
  package_cost: number;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "tiered";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode: "graduated" | "volume";
  tiers: Array<Tier>;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type?: undefined;
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
});

/** A rule of a simulation. */
export type SimulationRule = {
  /** No two of them may win for one event. */
  prices?: Array<PriceEntry>;
  billable_metric_key: string;
  plan_id: string | null;
  plan_variant_id: string | null;
  /** null: from ever on. */
  effective_at: string | null;
} & ({
  cost_type: "flat";
  flat_cost: number;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
} | {
  cost_type: "per_unit";
  flat_cost?: undefined;
  unit_cost: number;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "package";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size: number;
  package_cost: number;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type: "tiered";
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode: "graduated" | "volume";
  tiers: Array<Tier>;
  /** How many units cost unit_cost; default 1. */
  per_units?: number;
  /** Whose units the price counts; default event. */
  scope?: "event" | "month" | "period";
} | {
  cost_type?: undefined;
  flat_cost?: undefined;
  unit_cost?: undefined;
  package_size?: undefined;
  package_cost?: undefined;
  tier_mode?: undefined;
  tiers?: undefined;
  per_units?: undefined;
  scope?: undefined;
});

/** With one of customer_id and external_customer_id at most; without, of all customers. */
export interface SimulationRequest {
  /** What goes by none of them keeps what it was charged. */
  rules: Array<SimulatedRule>;
  /** Usage counts by its timestamp, from then on. */
  from: Time;
  /** Before then; at most 366 days later. */
  to: Time;
  customer_id?: string;
  external_customer_id?: ExternalId;
}

/** Usage of one metric and the same values of its dimensions; what was voided is in none of it. */
export interface SimulatedUsage {
  billable_metric_key: string;
  /** null: all others, where there are more than 2,000 to tell apart, or the values are longer than 250 characters. */
  dimensions: Record<string, string> | null;
  units: number;
  events: number;
  /** Events that the rules have no price for, or one beyond 64 bits. They cost nothing now. */
  unpriced_events: number;
  /** Millicredits that the ledger charged, as in summaries of usage. */
  cost_then: number;
  /** Millicredits by the rules. */
  cost_now: number;
  /** cost_now less cost_then. */
  difference: number;
}

export interface CustomerSimulation {
  customer_id: string;
  external_customer_id: ExternalId;
  from: Time;
  to: Time;
  /** Millicredits, of all metrics. */
  cost_then: number;
  cost_now: number;
  difference: number;
  /** The first instant in the time at which the balance was below 0. */
  ran_out_at: string | null;
  /** The same of the balance less the difference of all that was charged by then. */
  would_run_out_at: string | null;
  usage: Array<SimulatedUsage>;
}

/** A simulation of all customers, as it was asked for. */
export interface Simulation {
  id: string;
  from: Time;
  to: Time;
  rules: Array<SimulationRule>;
  /** It is kept for 7 days from then. */
  created_at: Time;
  canceled_at: string | null;
}

export interface SimulationList {
  data: Array<Simulation>;
  pagination: Pagination;
}

/** Of the customers that are done. */
export interface SimulationResult {
  id: string;
  /** failed: a ledger could not be gone through; the others are done. */
  status: "running" | "finished" | "failed" | "canceled";
  from: Time;
  to: Time;
  rules: Array<SimulationRule>;
  created_at: Time;
  canceled_at: string | null;
  /** All that have a ledger; null while they are counted. */
  customers: number | null;
  customers_done: number;
  /** Whose cost would have been another one. */
  customers_affected: number;
  /** Whose balance would have fallen below 0 in the time and did not. */
  customers_out_of_credits: number;
  /** Millicredits, of all metrics. */
  cost_then: number;
  cost_now: number;
  difference: number;
  usage: Array<SimulatedUsage>;
}

/** Of one customer, told by its `customer_id`, or of all as far as it is by now, told by its `id`. */
export type ShadowReport = {
  from: Time;
  to: Time;
  /** Millicredits, of all metrics. */
  cost_then: number;
  cost_now: number;
  difference: number;
  usage: Array<SimulatedUsage>;
} & ({
  customer_id: string;
  external_customer_id: ExternalId;
  /** The first instant in the time at which the balance was below 0. */
  ran_out_at: string | null;
  /** The same of the balance less the difference of all that was charged by then. */
  would_run_out_at: string | null;
  id?: undefined;
  status?: undefined;
  rules?: undefined;
  created_at?: undefined;
  canceled_at?: undefined;
  customers?: undefined;
  customers_done?: undefined;
  customers_affected?: undefined;
  customers_out_of_credits?: undefined;
} | {
  customer_id?: undefined;
  external_customer_id?: undefined;
  ran_out_at?: undefined;
  would_run_out_at?: undefined;
  id: string;
  /** failed: a ledger could not be gone through; the others are done. */
  status: "running" | "finished" | "failed" | "canceled";
  rules: Array<SimulationRule>;
  created_at: Time;
  canceled_at: string | null;
  /** All that have a ledger; null while they are counted. */
  customers: number | null;
  customers_done: number;
  /** Whose cost would have been another one. */
  customers_affected: number;
  /** Whose balance would have fallen below 0 in the time and did not. */
  customers_out_of_credits: number;
});

export interface SimulatedCustomer {
  customer_id: string;
  external_customer_id: ExternalId;
  cost_then: number;
  cost_now: number;
  difference: number;
  ran_out_at: string | null;
  would_run_out_at: string | null;
}

export interface SimulatedCustomerList {
  data: Array<SimulatedCustomer>;
  pagination: Pagination;
}

export type Usage = {
  /** Default 1; not with lines. */
  units?: Units;
  /** At most 35 days back (configurable) and 5 minutes ahead; default now. */
  timestamp?: string;
  metadata?: Metadata;
} & ({
  customer_id: string;
  external_customer_id?: undefined;
} | {
  customer_id?: undefined;
  external_customer_id: ExternalId;
}) & ({
  billable_metric_key: string;
  lines?: undefined;
} | {
  billable_metric_key?: undefined;
  lines: UsageLines;
});

export type BatchEvent = {
  /** Default `<Idempotency-Key>:<index>`. */
  event_id?: string;
  /** Default 1; not with lines. */
  units?: Units;
  timestamp?: string;
  metadata?: Metadata;
} & ({
  customer_id: string;
  external_customer_id?: undefined;
} | {
  customer_id?: undefined;
  external_customer_id: ExternalId;
}) & ({
  billable_metric_key: string;
  lines?: undefined;
} | {
  billable_metric_key?: undefined;
  lines: UsageLines;
});

/**
 * Instead of `billable_metric_key` and units: several metrics, charged whole or not at all. Their metadata have at most 16 KiB
 * together, and lines of one metric at most 10¹² units.
 */
export type UsageLines = Array<UsageLine>;

export interface UsageLine {
  billable_metric_key: string;
  units: Units;
  metadata?: Metadata;
}

export interface PricedLine {
  billable_metric_key: string;
  /** null, with `cost`, while it was not priced. */
  rule_id: string | null;
  units: number;
  cost: number | null;
  metadata: Metadata;
}

export interface UsageBatch {
  events: Array<BatchEvent>;
}

export type UsageVoid = {
  reason: Name;
} & ({
  customer_id: string;
  external_customer_id?: undefined;
} | {
  customer_id?: undefined;
  external_customer_id: ExternalId;
});

export interface UsageCharged {
  event_id: string;
  customer_id: string;
  external_customer_id: ExternalId;
  /** null, with `units` and `rule_id`, of an event of lines. */
  billable_metric_key: string | null;
  units: number | null;
  timestamp: Time;
  cost: Millicredits;
  rule_id: string | null;
  ledger_entry_id: string;
  allocations: Array<Allocation>;
  balance: Millicredits;
  reserved_balance: Millicredits;
  effective_balance: Millicredits;
  /** Only of usage that was given as lines. */
  lines?: Array<PricedLine>;
}

export interface UsageAccepted {
  event_id: string;
  status: "accepted";
}

export interface UsageBatchResult {
  results: Array<BatchEventResult>;
  accepted: number;
  duplicates: number;
  rejected: number;
}

export interface BatchEventResult {
  index: number;
  /** null when the event gave one that cannot be an id. */
  event_id: string | null;
  status: "accepted" | "duplicate" | "rejected";
  problem?: Problem;
  /** With `Prefer: wait`, when the debit came in time. */
  outcome_status?: number;
  outcome?: UsageOutcome;
}

/** The charge, or the problem for which there is none, told by its `type`. */
export type UsageOutcome = {
  event_id: string;
  customer_id: string;
  external_customer_id: ExternalId;
  /** null, with `units` and `rule_id`, of an event of lines. */
  billable_metric_key: string | null;
  units: number | null;
  timestamp: Time;
  cost: Millicredits;
  rule_id: string | null;
  ledger_entry_id: string;
  allocations: Array<Allocation>;
  balance: Millicredits;
  reserved_balance: Millicredits;
  effective_balance: Millicredits;
  type?: undefined;
  title?: undefined;
  status?: undefined;
  detail?: undefined;
  instance?: undefined;
  request_id?: undefined;
  errors?: undefined;
  line?: undefined;
  resource?: undefined;
  required?: undefined;
  cap?: undefined;
  usage_status?: undefined;
  delivery_status?: undefined;
  block_status?: undefined;
  reservation_status?: undefined;
  subscription_status?: undefined;
  customer?: undefined;
  /** Only of usage that was given as lines. */
  lines?: Array<PricedLine>;
} | {
  event_id?: undefined;
  customer_id?: undefined;
  external_customer_id?: undefined;
  billable_metric_key?: undefined;
  units?: undefined;
  timestamp?: undefined;
  cost?: undefined;
  rule_id?: undefined;
  ledger_entry_id?: undefined;
  allocations?: undefined;
  balance?: undefined;
  reserved_balance?: undefined;
  effective_balance?: Millicredits;
  type: "urn:quotastack:problem:malformed-json" | "urn:quotastack:problem:invalid-request" | "urn:quotastack:problem:customer-identifier" | "urn:quotastack:problem:missing-idempotency-key" | "urn:quotastack:problem:unauthenticated" | "urn:quotastack:problem:insufficient-credits" | "urn:quotastack:problem:spend-cap-reached" | "urn:quotastack:problem:subscription-inactive" | "urn:quotastack:problem:feature-not-in-plan" | "urn:quotastack:problem:insufficient-scope" | "urn:quotastack:problem:not-found" | "urn:quotastack:problem:method-not-allowed" | "urn:quotastack:problem:already-exists" | "urn:quotastack:problem:reservation-not-active" | "urn:quotastack:problem:subscription-exists" | "urn:quotastack:problem:subscription-state" | "urn:quotastack:problem:test-clock-moving" | "urn:quotastack:problem:usage-state" | "urn:quotastack:problem:delivery-state" | "urn:quotastack:problem:block-not-active" | "urn:quotastack:problem:payment-conflict" | "urn:quotastack:problem:payload-too-large" | "urn:quotastack:problem:unsupported-media-type" | "urn:quotastack:problem:idempotency-key-reused" | "urn:quotastack:problem:metric-not-priced" | "urn:quotastack:problem:amount-overflow" | "urn:quotastack:problem:timestamp-out-of-range" | "urn:quotastack:problem:limit-exceeded" | "urn:quotastack:problem:rate-limited" | "urn:quotastack:problem:internal" | "urn:quotastack:problem:unavailable" | "urn:quotastack:problem:outcome-pending";
  title: string;
  status: number;
  detail: string;
  instance: string;
  request_id: string;
  /** All bad fields of the request. */
  errors?: Array<{
    /** RFC 6901 without `#`, such as `/events/3/units`. */
    pointer?: string;
    /** A parameter of the query or path, or a header. */
    parameter?: string;
    detail: string;
  }>;
  /** The index of the line that is the cause, of an event or hold of lines. */
  line?: number;
  /** What was not found, such as `customer`; with not-found. */
  resource?: string;
  /** With insufficient-credits. */
  required?: Millicredits;
  /** The cap that is reached, as it was written; with spend-cap-reached, but for a `spend_cap`. */
  cap?: Cap;
  /** With usage-state. */
  usage_status?: string;
  delivery_status?: DeliveryStatus;
  block_status?: BlockStatus;
  reservation_status?: ReservationStatus;
  subscription_status?: SubscriptionStatus;
  customer?: Customer;
  lines?: undefined;
};

export interface UsageEvent {
  event_id: string;
  status: "pending" | "charged" | "refused" | "voided";
  customer_id: string;
  external_customer_id: ExternalId;
  /** null, with `units` and the charge's `rule_id`, of an event of lines. */
  billable_metric_key: string | null;
  /** As reported; of a refused event from Kafka it may be out of range. */
  units: number | null;
  timestamp: Time;
  charge: UsageCharge | null;
  problem: Problem | null;
  /** Only of usage that was given as lines. */
  lines?: Array<PricedLine>;
}

/** What the event was charged. */
export interface UsageCharge {
  ledger_entry_id: string;
  cost: Millicredits;
  rule_id: string | null;
  allocations: Array<Allocation>;
}

export interface UsageEventList {
  data: Array<UsageEvent>;
  pagination: Pagination;
}

export interface UsageSummary {
  data: Array<UsageBucket>;
}

export interface UsageBucket {
  bucket_start: Time;
  units: number;
  cost: Millicredits;
  events: number;
}

export type ReservationStatus = "active" | "committed" | "released" | "expired";

export type Hold = {
  /** Default 300. From that instant on it cannot be committed. */
  ttl_seconds?: TtlSeconds;
  metadata?: Metadata;
} & ({
  customer_id: string;
  external_customer_id?: undefined;
} | {
  customer_id?: undefined;
  external_customer_id: ExternalId;
}) & ({
  billable_metric_key: string;
  estimated_units: Units;
  lines?: undefined;
  credits?: undefined;
} | {
  billable_metric_key?: undefined;
  estimated_units?: undefined;
  lines: UsageLines;
  credits?: undefined;
} | {
  billable_metric_key?: undefined;
  estimated_units?: undefined;
  lines?: undefined;
  /** Plain millicredits instead of units of a metric. */
  credits: number;
});

/** From that instant on it cannot be committed. */
export type TtlSeconds = number;

export type Commit = {
  /** Of a hold on a metric only. */
  actual_units: Units;
  lines?: undefined;
  credits?: undefined;
} | {
  actual_units?: undefined;
  /** Of a hold of lines only. Metrics that were held go by the rules that the hold fixed. */
  lines: UsageLines;
  credits?: undefined;
} | {
  actual_units?: undefined;
  lines?: undefined;
  credits: number;
};

export interface Release {
  reason?: Name;
}

export interface Refund {
  reason: Name;
}

export interface Extension {
  ttl_seconds: TtlSeconds;
}

export interface Reservation {
  id: string;
  status: ReservationStatus;
  customer_id: string;
  external_customer_id: ExternalId;
  /** null for a hold in plain credits or of lines. */
  billable_metric_key: string | null;
  estimated_units: number | null;
  reserved_credits: Millicredits;
  /** The rule that prices the commit too. */
  rule_id: string | null;
  /** What it keeps or kept of which block, in burn order. */
  allocations: Array<Allocation>;
  metadata: Metadata;
  expires_at: Time;
  created_at: Time;
  /** null unless it was committed. */
  committed_credits: number | null;
  /** What was held and not charged; null while active. */
  released_credits: number | null;
  /** When what was charged was given back; null unless it was. */
  refunded_at: string | null;
  /** The entry that changed it last. */
  ledger_entry_id: string;
  /** Only of a hold of lines: what it was estimated at. */
  lines?: Array<PricedLine>;
}

/** The reservation, and what every write of credits answers. */
export interface ReservationWrite {
  id: string;
  status: ReservationStatus;
  customer_id: string;
  external_customer_id: ExternalId;
  /** null for a hold in plain credits or of lines. */
  billable_metric_key: string | null;
  estimated_units: number | null;
  reserved_credits: Millicredits;
  /** The rule that prices the commit too. */
  rule_id: string | null;
  /** What it keeps or kept of which block, in burn order. */
  allocations: Array<Allocation>;
  metadata: Metadata;
  expires_at: Time;
  created_at: Time;
  /** null unless it was committed. */
  committed_credits: number | null;
  /** What was held and not charged; null while active. */
  released_credits: number | null;
  /** When what was charged was given back; null unless it was. */
  refunded_at: string | null;
  /** The entry that changed it last. */
  ledger_entry_id: string;
  /** Only of a hold of lines: what it was estimated at. */
  lines?: Array<PricedLine>;
  /** None when no credits moved. */
  ledger_entry_ids: Array<string>;
  /** Always null; a reservation makes no block. */
  block: Block | null;
  /** Always empty. */
  blocks: never[];
  version: number;
  balance: Millicredits;
  reserved_balance: Millicredits;
  effective_balance: Millicredits;
}

export interface ReservationList {
  data: Array<Reservation>;
  pagination: Pagination;
}

export interface ReservationsReleased {
  released: number;
  released_credits: Millicredits;
  /** Reservations that are still active; call again. */
  remaining: number;
}

export type SubscriptionStatus = "scheduled" | "trialing" | "active" | "overdue" | "paused" | "expired" | "canceled";

export type SubscriptionCreation = {
  plan_variant_id: string;
  /** Up to five minutes past is now; before that it is refused. */
  start_at?: string;
  /** Default the variant's. */
  trial_days?: number;
  metadata?: Metadata;
} & ({
  customer_id: string;
  external_customer_id?: undefined;
} | {
  customer_id?: undefined;
  external_customer_id: ExternalId;
});

export interface Renewal {
  external_payment_id?: string;
  price_paid?: number;
  currency?: string;
}

export interface Cancellation {
  /** What has not begun, or whose period is over, is canceled at once either way. */
  at_period_end?: boolean;
}

export interface SubscriptionChange {
  plan_variant_id: string;
  when: "now" | "period_end";
  /** credits only with `now`. */
  proration?: "none" | "credits";
}

export interface Subscription {
  id: string;
  status: SubscriptionStatus;
  customer_id: string;
  external_customer_id: ExternalId;
  plan_id: string;
  plan_variant_id: string;
  /** It keeps this one until it is changed. */
  variant_version: number;
  /** null before it begins. */
  current_period_start: string | null;
  current_period_end: string | null;
  /** Of a trial only. */
  trial_end: string | null;
  /** Of an overdue one only. */
  grace_end: string | null;
  cancel_at_period_end: boolean;
  scheduled_change: ScheduledChange | null;
  paused_at: string | null;
  /** The end of the contract's present term. */
  contract_end: string | null;
  metadata: Metadata;
  created_at: Time;
}

/** The variant that it goes over to, and when. */
export interface ScheduledChange {
  plan_variant_id: string;
  at: Time;
}

export interface SubscriptionList {
  data: Array<Subscription>;
  pagination: Pagination;
}

export interface SubscriptionTransition {
  /** That of its webhook event. */
  id: string;
  /** That of its webhook event. */
  type: string;
  occurred_at: Time;
  /** `time`, or the id of the request that asked for it. */
  cause: string;
  /** Of the customer's events. */
  sequence: number;
  /** As it was then. */
  subscription: Subscription;
}

export interface SubscriptionHistory {
  data: Array<SubscriptionTransition>;
  pagination: Pagination;
}

export type TestClockMove = {
  now: string;
} & ({
  customer_id: string;
  external_customer_id?: undefined;
} | {
  customer_id?: undefined;
  external_customer_id: ExternalId;
});

export interface TestClock {
  /** Up to when all has happened. */
  now: string;
  target: Time;
  status: "ready" | "moving";
  /** What fell due in the last move, oldest first; none before it is ready, no more than the first thousand. */
  transitions: Array<{
    /** That of its webhook event. */
    type: string;
    occurred_at: Time;
    /** Of the customer's events. */
    sequence: number;
  }>;
}

/** Of a metric, which is told by its `billable_metric_key`, or of a feature, told by its `feature_key`. */
export type EntitlementAnswer = {
  allowed: boolean;
  /** Of a feature subscription_inactive or feature_not_in_plan. */
  reason: "subscription_inactive" | "feature_not_in_plan" | "metric_not_priced" | "spend_cap_reached" | "insufficient_credits" | null;
  customer_id: string;
  external_customer_id: ExternalId;
  /** What was asked for. A feature that is a number allows as many units as it says; more are not in the plan. */
  units: number;
  subscription_status: string | null;
  as_of_sequence: number;
} & ({
  /** The cap that is the reason, as it was written; null for any other reason, and for a `spend_cap`. */
  cap: Cap | null;
  billable_metric_key: string;
  balance: Millicredits;
  reserved_balance: Millicredits;
  effective_balance: Millicredits;
  estimated_cost: number | null;
  balance_after: number | null;
  /** null when 10¹² units fit. */
  affordable_units: number | null;
  overage_policy: OveragePolicy;
  feature_key?: undefined;
  type?: undefined;
  value?: undefined;
} | {
  cap?: undefined;
  billable_metric_key?: undefined;
  balance?: undefined;
  reserved_balance?: undefined;
  effective_balance?: undefined;
  estimated_cost?: undefined;
  balance_after?: undefined;
  affordable_units?: undefined;
  overage_policy?: undefined;
  feature_key: string;
  /** null when it is not included. */
  type: "boolean" | "number" | "string" | null;
  /** null when it is not included. */
  value: FeatureValue | null;
});

export type EntitlementChecks = {
  checks: Array<EntitlementCheck>;
} & ({
  customer_id: string;
  external_customer_id?: undefined;
} | {
  customer_id?: undefined;
  external_customer_id: ExternalId;
});

export interface EntitlementCheck {
  billable_metric_key: string;
  units: Units;
  /** With the values of the metric's dimensions. */
  metadata?: Metadata;
}

/** Of all checks together, as one event of lines, and of each by itself. */
export interface EntitlementCheckResults {
  allowed: boolean;
  /** The first that applies to all together; null too when a metric is unknown. */
  reason: "subscription_inactive" | "feature_not_in_plan" | "metric_not_priced" | "spend_cap_reached" | "insufficient_credits" | null;
  /** The cap that is the reason, as it was written; null for any other reason, and for a `spend_cap`. */
  cap: Cap | null;
  /** null when a metric is unknown or has no price now. */
  estimated_cost: number | null;
  /** In the order of the checks. */
  results: Array<EntitlementCheckResult>;
}

/** Of a metric; of a feature, told by its `feature_key`; or of what is neither, told by its `problem`. */
export type EntitlementCheckResult = {
  allowed: boolean;
  /** Of a feature subscription_inactive or feature_not_in_plan. */
  reason: "subscription_inactive" | "feature_not_in_plan" | "metric_not_priced" | "spend_cap_reached" | "insufficient_credits" | null;
  /** The cap that is the reason, as it was written; null for any other reason, and for a `spend_cap`. */
  cap: Cap | null;
  customer_id: string;
  external_customer_id: ExternalId;
  billable_metric_key: string;
  /** What was asked for. A feature that is a number allows as many units as it says; more are not in the plan. */
  units: number;
  balance: Millicredits;
  reserved_balance: Millicredits;
  effective_balance: Millicredits;
  estimated_cost: number | null;
  balance_after: number | null;
  /** null when 10¹² units fit. */
  affordable_units: number | null;
  subscription_status: string | null;
  overage_policy: OveragePolicy;
  as_of_sequence: number;
  feature_key?: undefined;
  type?: undefined;
  value?: undefined;
  problem?: undefined;
} | {
  allowed: boolean;
  /** Of a feature subscription_inactive or feature_not_in_plan. */
  reason: "subscription_inactive" | "feature_not_in_plan" | "metric_not_priced" | "spend_cap_reached" | "insufficient_credits" | null;
  cap?: undefined;
  customer_id: string;
  external_customer_id: ExternalId;
  billable_metric_key?: undefined;
  /** What was asked for. A feature that is a number allows as many units as it says; more are not in the plan. */
  units: number;
  balance?: undefined;
  reserved_balance?: undefined;
  effective_balance?: undefined;
  estimated_cost?: undefined;
  balance_after?: undefined;
  affordable_units?: undefined;
  subscription_status: string | null;
  overage_policy?: undefined;
  as_of_sequence: number;
  feature_key: string;
  /** null when it is not included. */
  type: "boolean" | "number" | "string" | null;
  /** null when it is not included. */
  value: FeatureValue | null;
  problem?: undefined;
} | {
  allowed?: undefined;
  reason?: undefined;
  cap?: undefined;
  customer_id?: undefined;
  external_customer_id?: undefined;
  billable_metric_key: string;
  units?: undefined;
  balance?: undefined;
  reserved_balance?: undefined;
  effective_balance?: undefined;
  estimated_cost?: undefined;
  balance_after?: undefined;
  affordable_units?: undefined;
  subscription_status?: undefined;
  overage_policy?: undefined;
  as_of_sequence?: undefined;
  feature_key?: undefined;
  type?: undefined;
  value?: undefined;
  problem: Problem;
};

/** The tenant's own name of the thing; taken for ever. */
export type CatalogueKey = string;

export interface TopupPackageCreation {
  key: CatalogueKey;
  name: Name;
  credits: number;
  /** A free block of its own. */
  bonus_credits?: number;
  /** In the currency's smallest unit. */
  price: number;
  /** ISO 4217. */
  currency: string;
  /** null = never. */
  expires_in_seconds?: number | null;
  /** Lower burns first. */
  priority?: number;
  metadata?: Metadata;
}

export interface TopupPackagePatch {
  name?: Name;
  credits?: number;
  /** A free block of its own. */
  bonus_credits?: number;
  /** In the currency's smallest unit. */
  price?: number;
  /** ISO 4217. */
  currency?: string;
  /** null = never. */
  expires_in_seconds?: number | null;
  /** Lower burns first. */
  priority?: number;
  metadata?: Metadata;
}

export interface TopupPackage {
  id: string;
  key: CatalogueKey;
  name: Name;
  credits: number;
  /** A free block of its own. */
  bonus_credits: number;
  /** In the currency's smallest unit. */
  price: number;
  /** ISO 4217. */
  currency: string;
  /** null = never. */
  expires_in_seconds: number | null;
  /** Lower burns first. */
  priority: number;
  metadata: Metadata;
  created_at: Time;
  archived_at: string | null;
}

export interface TopupPackageList {
  data: Array<TopupPackage>;
  pagination: Pagination;
}

/**
 * true, a string, or a number: kept exactly, from -2^63 to 2^63 - 1 with at most 6 digits behind the point. What a plan
 * does not include it leaves out.
 */
export type FeatureValue = true | number | string;

export interface PlanCreation {
  key: CatalogueKey;
  name: Name;
  description?: string | null;
  features?: Record<string, FeatureValue>;
}

export interface PlanPatch {
  name?: Name;
  description?: string | null;
  features?: Record<string, FeatureValue>;
}

export interface Plan {
  id: string;
  key: CatalogueKey;
  version: number;
  name: string;
  description: string | null;
  features: Record<string, FeatureValue>;
  created_at: Time;
  /** When this version was made. */
  updated_at: Time;
}

export interface PlanList {
  data: Array<Plan>;
  pagination: Pagination;
}

export type Interval = "day" | "week" | "month" | "year";

/** Ten years at most: 3650 days, 520 weeks, 120 months, 10 years. */
export type IntervalCount = number;

export interface Cadence {
  interval: Interval;
  interval_count?: IntervalCount;
}

export interface CreditGrantTerms {
  credits: number;
  /** How often; null = every billing period. */
  cadence?: Cadence | null;
  expires: "period_end" | "cadence_end" | "never" | "after_seconds";
  /** Needed with after_seconds, and only there. */
  expires_after_seconds?: number | null;
  /** Lower burns first. */
  priority?: number;
  /** Of blocks that end with their period. */
  rollover_percentage?: number;
  /** What live rollover never exceeds; needs a percentage. */
  rollover_cap?: number | null;
  on_trial?: boolean;
}

export interface ContractTerms {
  /** Billing periods of a term; a hundred years at most. */
  periods: number;
  auto_renew: boolean;
  ending_notice_days?: number;
}

/**
 * Defaults: `billing_mode` prepaid, `interval_count` 1, `trial_days` 0, `renewal_due_days` 3, `grace_period_days` 3,
 * `allow_usage_while_overdue` true, `allow_usage_while_paused` false, no `credit_grants`, else null.
 */
export interface VariantCreation {
  billing_mode?: "prepaid" | "postpaid";
  interval: Interval;
  interval_count?: IntervalCount;
  /** In the currency's smallest unit; above 0 it needs a currency. */
  price?: number | null;
  /** ISO 4217; needs a price. */
  currency?: string | null;
  trial_days?: number;
  /** Before the end of a period. */
  renewal_due_days?: number;
  /** After the end of a period. */
  grace_period_days?: number;
  allow_usage_while_overdue?: boolean;
  allow_usage_while_paused?: boolean;
  /** null = the tenant's. */
  overage_policy?: OveragePolicy | null;
  /** null = no floor. */
  overage_limit?: number | null;
  credit_grants?: Array<CreditGrantTerms>;
  /** Keys of the metrics that may be used; null = all. */
  metrics?: Array<string> | null;
  contract?: ContractTerms | null;
  /** The variant that takes over after expiry, of any plan. */
  fallback_variant_id?: string | null;
  /** null = none. Of customers that say none themselves. */
  alerts?: Alerts | null;
  /** null = none. Of customers that say none themselves. */
  caps?: Caps | null;
  key: CatalogueKey;
}

export interface VariantPatch {
  billing_mode?: "prepaid" | "postpaid";
  interval?: Interval;
  interval_count?: IntervalCount;
  /** In the currency's smallest unit; above 0 it needs a currency. */
  price?: number | null;
  /** ISO 4217; needs a price. */
  currency?: string | null;
  trial_days?: number;
  /** Before the end of a period. */
  renewal_due_days?: number;
  /** After the end of a period. */
  grace_period_days?: number;
  allow_usage_while_overdue?: boolean;
  allow_usage_while_paused?: boolean;
  /** null = the tenant's. */
  overage_policy?: OveragePolicy | null;
  /** null = no floor. */
  overage_limit?: number | null;
  credit_grants?: Array<CreditGrantTerms>;
  /** Keys of the metrics that may be used; null = all. */
  metrics?: Array<string> | null;
  contract?: ContractTerms | null;
  /** The variant that takes over after expiry, of any plan. */
  fallback_variant_id?: string | null;
  /** null = none. Of customers that say none themselves. */
  alerts?: Alerts | null;
  /** null = none. Of customers that say none themselves. */
  caps?: Caps | null;
}

/** A version of a variant. */
export interface Variant {
  billing_mode: "prepaid" | "postpaid";
  interval: Interval;
  interval_count: IntervalCount;
  /** In the currency's smallest unit; above 0 it needs a currency. */
  price: number | null;
  /** ISO 4217; needs a price. */
  currency: string | null;
  trial_days: number;
  /** Before the end of a period. */
  renewal_due_days: number;
  /** After the end of a period. */
  grace_period_days: number;
  allow_usage_while_overdue: boolean;
  allow_usage_while_paused: boolean;
  /** null = the tenant's. */
  overage_policy: OveragePolicy | null;
  /** null = no floor. */
  overage_limit: number | null;
  credit_grants: Array<CreditGrantTerms>;
  /** Keys of the metrics that may be used; null = all. */
  metrics: Array<string> | null;
  contract: ContractTerms | null;
  /** The variant that takes over after expiry, of any plan. */
  fallback_variant_id: string | null;
  /** null = none. Of customers that say none themselves. */
  alerts: Alerts | null;
  /** null = none. Of customers that say none themselves. */
  caps: Caps | null;
  id: string;
  plan_id: string;
  key: CatalogueKey;
  version: number;
  created_at: Time;
  /** When this version was made. */
  updated_at: Time;
}

export interface VariantList {
  data: Array<Variant>;
  pagination: Pagination;
}

export interface CreditReport {
  granularity: "day" | "month";
  /** Each bucket of the time, empty ones too. */
  data: Array<CreditReportBucket>;
}

export interface CreditReportBucket {
  bucket_start: Time;
  bucket_end: Time;
  /**
   * Nothing of it changes any more: all that was to be booked in it is. Never of the test environment, where a clock
   * may stand at any time.
   */
  closed: boolean;
  total: CreditReportFigures;
  /** What there was or moved, by source and currency; overage last. */
  credits: Array<CreditReportLine>;
  /** Of all sources, by currency. */
  money: Array<CreditReportCurrency>;
}

export interface CreditReportLine {
  /** That of the blocks; `overage` is of none, and what is outstanding of it is at most 0. */
  source: "topup" | "promotional" | "plan" | "rollover" | "purchase" | "adjustment" | "manual" | "overage";
  paid: boolean;
  /** ISO 4217; null of free credits. */
  currency: string | null;
  credits: CreditReportFigures;
  money: CreditReportMoney | null;
}

export interface CreditReportCurrency {
  /** ISO 4217. */
  currency: string;
  money: CreditReportMoney;
}

/**
 * `closing` = `opening` + `granted` + `refunded` + `rolled_in` + `transferred_in` − `burned` − `expired` − `voided` −
 * `rolled_out` − `transferred_out` − `repaid` − `clawed_back`. In millicredits; sums of many customers may leave int64.
 */
export interface CreditReportFigures {
  /** Outstanding before; of all lines together the balance. */
  opening: number;
  /** Granted, in effect, or added by an adjustment. */
  granted: number;
  /** Given back by a refund of usage. */
  refunded: number;
  /** Came over from the period before. */
  rolled_in: number;
  /** Came from other customers. */
  transferred_in: number;
  /** Usage, commits, purchases and negative adjustments. */
  burned: number;
  expired: number;
  voided: number;
  /** Goes on in the next period. */
  rolled_out: number;
  /** Went to other customers, less what came back since it was not taken. */
  transferred_out: number;
  /** Paid back overage; of overage itself below 0, so that the total is 0. */
  repaid: number;
  /** Paid for spent credits whose payment went back. */
  clawed_back: number;
  /** Outstanding after it. */
  closing: number;
}

/**
 * `closing` = `opening` + `added` + `transferred_in` − `recognized_burn` − `recognized_breakage` − `taken_back` −
 * `transferred_out`. In the currency's smallest
 * unit; sums of many customers may leave int64.
 */
export interface CreditReportMoney {
  /** Deferred before. */
  opening: number;
  /** Paid for blocks that were made. */
  added: number;
  /** Of credits that came from other customers. */
  transferred_in: number;
  /** Earned since credits were spent or paid back overage, less what refunds of usage gave back. */
  recognized_burn: number;
  /** Earned since credits expired. */
  recognized_breakage: number;
  /** Of credits that were voided. */
  taken_back: number;
  /** Of credits that went to other customers. */
  transferred_out: number;
  /** Earned before, of spent credits whose payment went back; no part of what is deferred. */
  reversed: number;
  /** Deferred after it. */
  closing: number;
}

export interface TenantCreation {
  name: Name;
}

export interface Tenant {
  tenant_id: string;
  name: string;
  created_at: Time;
}

export interface FirstKey {
  id: string;
  prefix: string;
  /** Shown once; null in a replay. */
  key: string | null;
  /** The key was shown before and cannot be shown again. */
  key_shown: boolean;
}

export interface NewTenant {
  tenant_id: string;
  name: string;
  created_at: Time;
  live_key: FirstKey;
  test_key: FirstKey;
}

export interface TenantList {
  data: Array<Tenant>;
  pagination: Pagination;
}

/** One bucket for the environment. */
export interface RateLimit {
  requests: number;
  window_seconds: number;
}

export interface SettingsPatch {
  default_overage_policy?: OveragePolicy;
  low_balance_threshold?: number | null;
  /** null = off. */
  rate_limit?: RateLimit | null;
  usage_backdate_days?: number;
  /** How long a refusal of accepted usage is found, listed, retried, and binds waiting calls. */
  usage_refusals_kept_days?: number;
  /** Absolute; `https` in live unless the operator allows `http`. */
  webhook_url?: string | null;
  /** Base64 of 24 to 64 bytes, with or without `whsec_`. After a change the old one signs too for 24 hours. */
  webhook_secret?: string | null;
  /** Only these types are delivered; null: all. */
  webhook_events?: Array<EventType> | null;
}

export interface Settings {
  tenant_id: string;
  environment: "live" | "test";
  default_overage_policy: OveragePolicy;
  low_balance_threshold: number | null;
  rate_limit: RateLimit | null;
  usage_backdate_days: number;
  usage_refusals_kept_days: number;
  webhook_url: string | null;
  /** Masked. */
  webhook_secret: string | null;
  webhook_events: Array<string> | null;
}

export type Scope = "customers:read" | "customers:write" | "credits:read" | "credits:write" | "usage:read" | "usage:write" | "entitlements:read" | "entitlements:write" | "reservations:read" | "reservations:write" | "metering:read" | "metering:write" | "plans:read" | "plans:write" | "subscriptions:read" | "subscriptions:write" | "webhooks:read" | "webhooks:write" | "admin";

export interface ApiKeyCreation {
  name: Name;
  scopes?: Array<Scope>;
}

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  environment: "live" | "test";
  scopes: Array<Scope>;
  created_at: Time;
  last_used_at: string | null;
  revoked_at: string | null;
  /** Shown once; null ever after. */
  key: string | null;
  key_shown: boolean;
}

export interface ApiKeyList {
  data: Array<ApiKey>;
  pagination: Pagination;
}

/** `pending`: not tried yet; `failed`: tried, and tried again at `next_attempt_at`; `dead`: given up; `discarded`: sent no more, since somebody said so. */
export type DeliveryStatus = "pending" | "delivered" | "failed" | "dead" | "discarded";

export type UndeliveredStatus = "pending" | "failed" | "dead";

export interface DeliveryAttempt {
  attempted_at: Time;
  /** Null when no answer came. */
  status_code: number | null;
  /** Why no answer came. */
  error: string | null;
  latency_ms: number;
  /** The first KiB of the answer. */
  response_body: string;
}

export interface Delivery {
  id: string;
  /** The `webhook-id` of every attempt. */
  event_id: string;
  type: string;
  /** Null for a test event. */
  customer_id: string | null;
  external_customer_id: string | null;
  /** Counts the customer's events 1, 2, 3 …; a filter leaves holes. */
  sequence: number | null;
  status: DeliveryStatus;
  created_at: Time;
  next_attempt_at: string | null;
  /** Of the replay that made it. */
  replay_id: string | null;
  /** Null unless it is `discarded`. */
  discarded_at: string | null;
  /** The id of the API key that asked for it. */
  discarded_by: string | null;
  /** Of the discard of a range that it was in. */
  discard_id: string | null;
  attempts: Array<DeliveryAttempt>;
}

export interface DeliveryDetail {
  id: string;
  /** The `webhook-id` of every attempt. */
  event_id: string;
  type: string;
  /** Null for a test event. */
  customer_id: string | null;
  external_customer_id: string | null;
  /** Counts the customer's events 1, 2, 3 …; a filter leaves holes. */
  sequence: number | null;
  status: DeliveryStatus;
  created_at: Time;
  next_attempt_at: string | null;
  /** Of the replay that made it. */
  replay_id: string | null;
  /** Null unless it is `discarded`. */
  discarded_at: string | null;
  /** The id of the API key that asked for it. */
  discarded_by: string | null;
  /** Of the discard of a range that it was in. */
  discard_id: string | null;
  attempts: Array<DeliveryAttempt>;
  /** The header of the latest attempt, in seconds: its `attempted_at` without the fraction. Null before the first. */
  webhook_timestamp: number | null;
  /** What every attempt posts, as it is sent. The signature is over `event_id`, `webhook_timestamp` and this, with dots between. */
  body: string;
}

export interface DeliveryList {
  data: Array<Delivery>;
  pagination: Pagination;
}

export interface Replay {
  /** Inclusive; the `timestamp` of events. */
  from: string;
  /** Exclusive; default now. */
  to?: string;
  types?: Array<EventType>;
  customer_id?: string;
  external_customer_id?: ExternalId;
}

export interface ReplayAccepted {
  id: string;
  from: Time;
  to: Time;
  /** Null: all. */
  types: Array<string> | null;
  customer_id: string | null;
  status: "accepted";
}

export interface Discard {
  /** Inclusive; the `created_at` of deliveries. */
  from: string;
  /** Exclusive; default now, and never later. */
  to?: string;
  types?: Array<EventType>;
  customer_id?: string;
  external_customer_id?: ExternalId;
  /** Default all of them. */
  statuses?: Array<UndeliveredStatus>;
}

export interface DiscardAccepted {
  id: string;
  from: Time;
  to: Time;
  /** Null: all. */
  types: Array<string> | null;
  customer_id: string | null;
  statuses: Array<UndeliveredStatus>;
  status: "accepted";
}

export type EventType = "credit.granted" | "credit.consumed" | "credit.expired" | "credit.refunded" | "credit.adjusted" | "credit.transferred_out" | "credit.transferred_in" | "credit.balance_low" | "credit.depleted" | "credit.overage" | "credit.threshold_reached" | "reservation.created" | "reservation.committed" | "reservation.released" | "reservation.expired" | "usage.refused" | "topup.requested" | "subscription.created" | "subscription.activated" | "subscription.trial_ending" | "subscription.renewal_due" | "subscription.renewed" | "subscription.overdue" | "subscription.expired" | "subscription.paused" | "subscription.resumed" | "subscription.canceled" | "subscription.changed" | "subscription.contract_ending" | "subscription.contract_ended";

export interface EventAllocation {
  /** Null: the share of overage. */
  block_id: string | null;
  amount: Millicredits;
}

/** The ledger entry that the event tells of, and the balances after it. */
export interface EntryEventData {
  ledger_entry_id: string;
  ledger_sequence: number;
  entry_type: EntryType;
  delta: Millicredits;
  reserved_delta: Millicredits;
  allocations: Array<EventAllocation>;
  /** Of the block that the entry made. */
  block_id: string | null;
  reservation_id: string | null;
  /** The payment whose credits it moves. */
  external_payment_id: string | null;
  usage_event_id: string | null;
  billable_metric_key: string | null;
  units: number | null;
  /** Only of usage that was given as lines. */
  lines?: Array<PricedLine>;
  metadata: Record<string, string>;
  balance: Millicredits;
  reserved_balance: Millicredits;
  effective_balance: Millicredits;
}

export interface LineCrossedData {
  threshold: Millicredits;
  balance: Millicredits;
  reserved_balance: Millicredits;
  effective_balance: Millicredits;
}

export interface AlertReachedData {
  /** As it was written. */
  alert: Alert;
  /** Millicredits that the plan granted in the running period, less what was taken back; null of an alert of the balance. */
  granted: number | null;
  /** Millicredits of it that are left and not held; null of an alert of the balance. */
  left: number | null;
  balance: Millicredits;
  reserved_balance: Millicredits;
  effective_balance: Millicredits;
}

export interface TopupRequestedData {
  topup_request_id: string;
  package_id: string;
  threshold: Millicredits;
  max_per_day: number;
  balance: Millicredits;
  reserved_balance: Millicredits;
  effective_balance: Millicredits;
}

export interface SubscriptionEventData {
  /** After it. */
  subscription: Subscription;
  /** `time`, or the id of the request that asked for it. */
  cause: string;
  /** What was used in the postpaid period that ended with it, by occurred_at; null unless one did. */
  usage_summary: Array<MetricUsage> | null;
}

export interface MetricUsage {
  billable_metric_key: string;
  /** Refunds of older charges can make it negative. */
  units: number;
  cost: Millicredits;
}

export interface RefusalData {
  event_id: string;
  /** null, with `units`, of an event of lines. */
  billable_metric_key: string | null;
  units: number | null;
  timestamp: Time;
  /** Only of an event of lines. */
  lines?: Array<PricedLine>;
  metadata: Record<string, string>;
  problem: Problem;
}

export interface TestData {
  message: string;
}

export interface Status {
  status: "alive" | "ready";
}

/** 1 credit = 1,000 millicredits. */
export type Millicredits = number;

export type Time = string;

/** At most 50 pairs and 8 KiB of keys and values. */
export type Metadata = Record<string, string>;

export type Name = string;

/** The tenant's own name of a customer, kept verbatim; no control characters, not `.` or `..`. */
export type ExternalId = string;

export type Units = number;

export interface Pagination {
  has_more: boolean;
  next_cursor: string | null;
}

/** An RFC 9457 problem document. Some types add members of their own. */
export interface Problem {
  type: "urn:quotastack:problem:malformed-json" | "urn:quotastack:problem:invalid-request" | "urn:quotastack:problem:customer-identifier" | "urn:quotastack:problem:missing-idempotency-key" | "urn:quotastack:problem:unauthenticated" | "urn:quotastack:problem:insufficient-credits" | "urn:quotastack:problem:spend-cap-reached" | "urn:quotastack:problem:subscription-inactive" | "urn:quotastack:problem:feature-not-in-plan" | "urn:quotastack:problem:insufficient-scope" | "urn:quotastack:problem:not-found" | "urn:quotastack:problem:method-not-allowed" | "urn:quotastack:problem:already-exists" | "urn:quotastack:problem:reservation-not-active" | "urn:quotastack:problem:subscription-exists" | "urn:quotastack:problem:subscription-state" | "urn:quotastack:problem:test-clock-moving" | "urn:quotastack:problem:usage-state" | "urn:quotastack:problem:delivery-state" | "urn:quotastack:problem:block-not-active" | "urn:quotastack:problem:payment-conflict" | "urn:quotastack:problem:payload-too-large" | "urn:quotastack:problem:unsupported-media-type" | "urn:quotastack:problem:idempotency-key-reused" | "urn:quotastack:problem:metric-not-priced" | "urn:quotastack:problem:amount-overflow" | "urn:quotastack:problem:timestamp-out-of-range" | "urn:quotastack:problem:limit-exceeded" | "urn:quotastack:problem:rate-limited" | "urn:quotastack:problem:internal" | "urn:quotastack:problem:unavailable" | "urn:quotastack:problem:outcome-pending";
  title: string;
  status: number;
  detail: string;
  instance: string;
  request_id: string;
  /** All bad fields of the request. */
  errors?: Array<{
    /** RFC 6901 without `#`, such as `/events/3/units`. */
    pointer?: string;
    /** A parameter of the query or path, or a header. */
    parameter?: string;
    detail: string;
  }>;
  /** The index of the line that is the cause, of an event or hold of lines. */
  line?: number;
  /** What was not found, such as `customer`; with not-found. */
  resource?: string;
  /** With insufficient-credits. */
  required?: Millicredits;
  effective_balance?: Millicredits;
  /** The cap that is reached, as it was written; with spend-cap-reached, but for a `spend_cap`. */
  cap?: Cap;
  /** With usage-state. */
  usage_status?: string;
  delivery_status?: DeliveryStatus;
  block_status?: BlockStatus;
  reservation_status?: ReservationStatus;
  subscription_status?: SubscriptionStatus;
  customer?: Customer;
}

export interface Event {
  id: string;
  type: string;
  timestamp: Time;
  tenant_id: string;
  environment: "live" | "test";
  customer_id: string | null;
  external_customer_id: string | null;
  /** Counts the customer's events 1, 2, 3 …; a filter leaves holes. */
  sequence: number | null;
  data: Record<string, unknown>;
}

/** What is delivered to a webhook's endpoint: the data of each type of event. */
export interface EventData {
  /** Credits were granted. */
  "credit.granted": EntryEventData;
  /** Usage or a purchase took credits. */
  "credit.consumed": EntryEventData;
  /** Credits of a block expired unspent. */
  "credit.expired": EntryEventData;
  /** A usage was voided and its credits given back. */
  "credit.refunded": EntryEventData;
  /** Credits were adjusted by hand, or a block was voided. */
  "credit.adjusted": EntryEventData;
  /** Credits went to another customer. */
  "credit.transferred_out": EntryEventData;
  /** Credits came from another customer. */
  "credit.transferred_in": EntryEventData;
  /** The effective balance fell to the low-balance threshold or below it. */
  "credit.balance_low": LineCrossedData;
  /** The effective balance fell to 0 or below. */
  "credit.depleted": LineCrossedData;
  /** The balance fell below 0, under the policy `notify`. */
  "credit.overage": LineCrossedData;
  /** The line of an alert was reached from above. */
  "credit.threshold_reached": AlertReachedData;
  /** Credits were held. */
  "reservation.created": EntryEventData;
  /** A hold was charged. */
  "reservation.committed": EntryEventData;
  /** A hold was given back. */
  "reservation.released": EntryEventData;
  /** A hold was not committed in time and given back. */
  "reservation.expired": EntryEventData;
  /** A usage event that was accepted cannot be charged. */
  "usage.refused": RefusalData;
  /** Charge the customer for a package, then grant it with the request's id. */
  "topup.requested": TopupRequestedData;
  /** A subscription was made, to begin at once or later. */
  "subscription.created": SubscriptionEventData;
  /** Its first paid period began. */
  "subscription.activated": SubscriptionEventData;
  /** Its trial ends soon. */
  "subscription.trial_ending": SubscriptionEventData;
  /** Charge the customer for the next period and renew. */
  "subscription.renewal_due": SubscriptionEventData;
  /** Its next period began; of a postpaid one with the usage of the last. */
  "subscription.renewed": SubscriptionEventData;
  /** Its period ended and was not renewed; there is grace. */
  "subscription.overdue": SubscriptionEventData;
  /** Grace ended; so did its credits. */
  "subscription.expired": SubscriptionEventData;
  /** Time stands still for it. */
  "subscription.paused": SubscriptionEventData;
  /** It goes on after a pause. */
  "subscription.resumed": SubscriptionEventData;
  /** It ended, and so did its credits. */
  "subscription.canceled": SubscriptionEventData;
  /** It is on other terms. */
  "subscription.changed": SubscriptionEventData;
  /** The term of its contract ends soon. */
  "subscription.contract_ending": SubscriptionEventData;
  /** Its contract ended, and it with it. */
  "subscription.contract_ended": SubscriptionEventData;
  /** A test that was asked for; it is of no customer. */
  "webhook.test": TestData;
}

/** What each operation takes, answers, and refuses with a problem that is returned as a value. */
export interface Operations {
  /**
   * Activate a shadow rule.
   * Scope `metering:write`. Makes a rule with its prices, for the customers that it would be for; the shadow rule is archived.
   */
  activateRule: {
    input: {
      id: string;
    } & Partial<RuleActivation>;
    answers: { 201: MeteringRule };
    problems: "not-found" | "already-exists" | "idempotency-key-reused" | "timestamp-out-of-range" | "metric-not-priced" | "limit-exceeded";
  };
  /**
   * End a trial; the first paid period begins.
   * Scope `subscriptions:write`.
   */
  activateSubscription: {
    input: {
      id: string;
    };
    answers: { 200: Subscription };
    problems: "not-found" | "subscription-state" | "test-clock-moving" | "idempotency-key-reused";
  };
  /**
   * Correct a balance by hand.
   * Scope `credits:write`. Positive makes a free block without expiry; negative burns in order.
   */
  adjustCredits: {
    input: CustomerName & Adjustment;
    answers: { 201: CreditWrite };
    problems: "insufficient-credits" | "not-found" | "test-clock-moving" | "idempotency-key-reused" | "amount-overflow" | "limit-exceeded";
  };
  /**
   * Archive a billable metric.
   * Scope `metering:write`.
   */
  archiveMetric: {
    input: {
      /** The metric's key. */
      key: string;
    };
    answers: { 200: Metric };
    problems: "not-found" | "idempotency-key-reused";
  };
  /**
   * Archive a metering rule.
   * Scope `metering:write`. A scheduled rule vanishes; archiving the one in force leaves the metric unpriced until the next.
   */
  archiveRule: {
    input: {
      id: string;
    };
    answers: { 200: MeteringRule };
    problems: "not-found" | "idempotency-key-reused";
  };
  /**
   * Archive a top-up package.
   * Scope `credits:write`. It stays readable and its key stays taken, but it is not sold any more.
   */
  archiveTopupPackage: {
    input: {
      id: string;
    };
    answers: { 200: TopupPackage };
    problems: "not-found" | "idempotency-key-reused";
  };
  /**
   * Cancel a simulation.
   * Scope `metering:write`. What came of it is forgotten. Canceling twice changes nothing.
   */
  cancelSimulation: {
    input: {
      id: string;
    };
    answers: { 200: Simulation };
    problems: "not-found" | "idempotency-key-reused";
  };
  /**
   * Cancel a subscription, when its period ends or at once.
   * Scope `subscriptions:write`.
   */
  cancelSubscription: {
    input: {
      id: string;
    } & Partial<Cancellation>;
    answers: { 200: Subscription };
    problems: "not-found" | "subscription-state" | "test-clock-moving" | "idempotency-key-reused";
  };
  /**
   * Change to another variant, at once or when the period ends.
   * Scope `subscriptions:write`. At once with `proration: credits`, what is left and not held of what the period granted is voided, and the new terms
   * grant what makes its whole fair: what each of its terms gives by the time on it, less what was used, never below 0. The
   * period stays unless its length differs; then it starts now, and 409 where the next one is renewed already. A change at
   * once that leaves postpaid tells the usage so far.
   */
  changeSubscription: {
    input: {
      id: string;
    } & SubscriptionChange;
    answers: { 200: Subscription };
    problems: "not-found" | "subscription-state" | "test-clock-moving" | "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Check whether a customer can afford units of a metric now, or what its plan says of a feature.
   * Scope `entitlements:read`. A key that both a metric and a feature bear is the metric's.
   */
  checkEntitlement: {
    input: CustomerName & {
      billable_metric_key: string;
      units?: number;
    };
    answers: { 200: EntitlementAnswer };
    problems: "not-found" | "test-clock-moving";
  };
  /**
   * Check up to 50 metrics at once.
   * Scope `entitlements:read`.
   */
  checkEntitlements: {
    input: EntitlementChecks;
    answers: { 200: EntitlementCheckResults };
    problems: "not-found" | "test-clock-moving";
  };
  /**
   * Charge what the job came to.
   * Scope `reservations:write`. Debits the actual cost from the held credits and gives the rest back. What goes beyond the hold is charged too if it
   * fits, else 402 and the hold stays as it was.
   */
  commitReservation: {
    input: {
      id: string;
    } & Commit;
    answers: { 200: ReservationWrite };
    problems: "insufficient-credits" | "spend-cap-reached" | "not-found" | "reservation-not-active" | "test-clock-moving" | "idempotency-key-reused" | "amount-overflow";
  };
  /**
   * Create an API key of the caller's own environment.
   * Scope `admin`. The key is shown once. Its scopes are at most those of its maker; none means all in its environment.
   */
  createApiKey: {
    input: ApiKeyCreation;
    answers: { 201: ApiKey };
    problems: "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Create a customer.
   * Scope `customers:write`.
   */
  createCustomer: {
    input: CustomerCreation;
    answers: { 201: Customer };
    problems: "already-exists" | "test-clock-moving" | "idempotency-key-reused";
  };
  /**
   * Create a billable metric.
   * Scope `metering:write`.
   */
  createMetric: {
    input: MetricCreation;
    answers: { 201: Metric };
    problems: "already-exists" | "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Create a plan.
   * Scope `plans:write`. What it includes; on which terms is up to its variants.
   */
  createPlan: {
    input: PlanCreation;
    answers: { 201: Plan };
    problems: "already-exists" | "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Create a metering rule.
   * Scope `metering:write`. A new version of the metric's prices, in force from `effective_at` until the next later one. Rules of a plan or a variant follow each other by themselves, and go before those for all customers.
   */
  createRule: {
    input: RuleCreation;
    answers: { 201: MeteringRule };
    problems: "not-found" | "already-exists" | "idempotency-key-reused" | "metric-not-priced" | "timestamp-out-of-range" | "limit-exceeded";
  };
  /**
   * Subscribe a customer to a plan.
   * Scope `subscriptions:write`. Begins at once, or at `start_at` when that is later; with a trial first when there is one. A customer has one live
   * subscription. You take the payment: a prepaid one counts as paid for its first period.
   */
  createSubscription: {
    input: SubscriptionCreation;
    answers: { 201: Subscription };
    problems: "not-found" | "subscription-exists" | "test-clock-moving" | "idempotency-key-reused" | "timestamp-out-of-range" | "limit-exceeded";
  };
  /**
   * Create a tenant with one live and one test key.
   * Takes the root key. The keys are shown once.
   */
  createTenant: {
    input: TenantCreation;
    answers: { 201: NewTenant };
    problems: "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Create a top-up package.
   * Scope `credits:write`. Credits for a price, to be granted by `POST /v1/topup/grant` once you took the payment.
   */
  createTopupPackage: {
    input: TopupPackageCreation;
    answers: { 201: TopupPackage };
    problems: "already-exists" | "idempotency-key-reused" | "amount-overflow" | "limit-exceeded";
  };
  /**
   * Create a variant of a plan.
   * Scope `plans:write`. A metric or a fallback variant that does not exist is 404.
   */
  createVariant: {
    input: {
      plan_id: string;
    } & VariantCreation;
    answers: { 201: Variant };
    problems: "not-found" | "already-exists" | "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Send no more what was not delivered.
   * Scope `webhooks:write`. Of the deliveries made in a range of time, before this request. They are discarded within moments, by creation, as
   * `discardDelivery` does it, and bear the `discard_id` that the answer has as `id`. Replays under way go on. At most 5 at a time.
   */
  discardDeliveries: {
    input: Discard;
    answers: { 202: DiscardAccepted };
    problems: "not-found" | "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Send a delivery no more.
   * Scope `webhooks:write`. Whatever its status but `delivered`. The customer's next event goes. An attempt that is being made cannot be called back:
   * should it come through, the delivery is `delivered`. One that is discarded stays as it is. Needs no endpoint.
   */
  discardDelivery: {
    input: {
      id: string;
    };
    answers: { 200: Delivery };
    problems: "not-found" | "delivery-state" | "idempotency-key-reused";
  };
  /**
   * Tell what units would cost, charging nothing.
   * Scope `metering:read`. By a metric's rule in force, or by a rule that is only proposed.
   */
  estimate: {
    input: EstimateRequest;
    answers: { 200: Estimate };
    problems: "not-found" | "test-clock-moving" | "metric-not-priced" | "amount-overflow";
  };
  /**
   * Explain a ledger entry.
   * Scope `credits:read`. The rule, the steps of its price, the blocks burned and why in that order.
   */
  explainLedgerEntry: {
    input: CustomerName & {
      entry_id: string;
    };
    answers: { 200: Explanation };
    problems: "not-found" | "limit-exceeded";
  };
  /**
   * Hold credits for longer.
   * Scope `reservations:write`. Until so many seconds from now, or as long as before when that is longer. Books no entry.
   */
  extendReservation: {
    input: {
      id: string;
    } & Extension;
    answers: { 200: ReservationWrite };
    problems: "not-found" | "reservation-not-active" | "test-clock-moving" | "idempotency-key-reused";
  };
  /**
   * Show a customer's balances.
   * Scope `credits:read`. With `include_blocks` all blocks that have credits left, as far as the answer has 16 MiB; beyond that it is
   * `limit-exceeded`, and `credits/blocks` lists them in pages.
   */
  getCredits: {
    input: CustomerName & {
      /** Adds the blocks with credits left, in burn order, scheduled ones last. */
      include_blocks?: boolean;
      /** The account after the last entry that occurred at or before this time. */
      as_of?: string;
    };
    answers: { 200: Account };
    problems: "not-found" | "test-clock-moving" | "limit-exceeded";
  };
  /**
   * Show a customer.
   * Scope `customers:read`.
   */
  getCustomer: {
    input: CustomerName;
    answers: { 200: Customer };
    problems: "not-found";
  };
  /**
   * Show a delivery and the body that it sends.
   * Scope `webhooks:read`. `body` is the text that every attempt posts, to the byte, and with `webhook_timestamp` what the signature of the latest
   * one is over. Kept as long as it is listed; then it is 404.
   */
  getDelivery: {
    input: {
      id: string;
    };
    answers: { 200: DeliveryDetail };
    problems: "not-found" | "limit-exceeded";
  };
  /**
   * Show a ledger entry.
   * Scope `credits:read`.
   */
  getLedgerEntry: {
    input: CustomerName & {
      entry_id: string;
    };
    answers: { 200: LedgerEntry };
    problems: "not-found";
  };
  /**
   * Show a billable metric.
   * Scope `metering:read`.
   */
  getMetric: {
    input: {
      /** The metric's key. */
      key: string;
    };
    answers: { 200: Metric };
    problems: "not-found";
  };
  /**
   * Show a plan.
   * Scope `plans:read`.
   */
  getPlan: {
    input: {
      plan_id: string;
    };
    answers: { 200: Plan };
    problems: "not-found";
  };
  /**
   * Show a reservation.
   * Scope `reservations:read`.
   */
  getReservation: {
    input: {
      id: string;
    };
    answers: { 200: Reservation };
    problems: "not-found";
  };
  /**
   * Show a metering rule.
   * Scope `metering:read`.
   */
  getRule: {
    input: {
      id: string;
    };
    answers: { 200: MeteringRule };
    problems: "not-found";
  };
  /**
   * Show the settings of an environment.
   * Takes the root key, or a key with scope `admin`.
   */
  getSettings: {
    input: {
      /** Its id; `self` is the tenant of the key. */
      tenant_id: string;
      /** Which environment; needed with the root key, otherwise that of the key. */
      environment?: "live" | "test";
    };
    answers: { 200: Settings };
    problems: "not-found";
  };
  /**
   * Tell what a shadow rule would have charged.
   * Scope `metering:read`. The simulation by that rule from when it takes effect on, or later, by default for 366 days. Of one customer it is
   * answered; without a customer it is as far as it is by now, and goes on by itself beside all other work. Its id is one for
   * the other operations on simulations, too.
   */
  getShadowReport: {
    input: (CustomerName | NoCustomer) & {
      id: string;
      /** Inclusive. */
      from?: string;
      /** Exclusive. */
      to?: string;
    };
    answers: { 200: ShadowReport };
    problems: "not-found" | "metric-not-priced" | "limit-exceeded";
  };
  /**
   * Show how far a simulation is and what it came to.
   * Scope `metering:read`. It begins when it is first asked for, and goes on by itself beside all other work.
   */
  getSimulation: {
    input: {
      id: string;
    };
    answers: { 200: SimulationResult };
    problems: "not-found";
  };
  /**
   * Show a subscription.
   * Scope `subscriptions:read`.
   */
  getSubscription: {
    input: {
      id: string;
    };
    answers: { 200: Subscription };
    problems: "not-found" | "test-clock-moving";
  };
  /**
   * Show a tenant.
   * Takes the root key.
   */
  getTenant: {
    input: {
      /** Its id; `self` is the tenant of the key. */
      tenant_id: string;
    };
    answers: { 200: Tenant };
    problems: "not-found";
  };
  /**
   * Show a test customer's clock.
   * Scope `customers:read`.
   */
  getTestClock: {
    input: (CustomerName | NoCustomer);
    answers: { 200: TestClock };
    problems: "not-found";
  };
  /**
   * Show a top-up package.
   * Scope `credits:read`.
   */
  getTopupPackage: {
    input: {
      id: string;
    };
    answers: { 200: TopupPackage };
    problems: "not-found";
  };
  /**
   * Show a transfer.
   * Scope `credits:read`. What left the sender, and what the receiver made of it. One that is `under_way` is in neither balance; one that is
   * `returned` was not taken, and is back in the sender's blocks.
   */
  getTransfer: {
    input: {
      id: string;
    };
    answers: { 200: TransferDetails };
    problems: "not-found";
  };
  /**
   * Show what became of a usage event.
   * Scope `usage:read`.
   */
  getUsage: {
    input: (CustomerName | NoCustomer) & {
      /** The event's id. */
      event_id: string;
    };
    answers: { 200: UsageEvent };
    problems: "not-found";
  };
  /**
   * Show a variant.
   * Scope `plans:read`.
   */
  getVariant: {
    input: {
      plan_id: string;
      variant_id: string;
      /** Which version; default the newest. */
      version?: number;
    };
    answers: { 200: Variant };
    problems: "not-found";
  };
  /**
   * Grant a block of credits.
   * Scope `credits:write`. An external id that is not known yet creates its customer.
   */
  grantCredits: {
    input: CustomerName & Grant;
    answers: { 201: CreditWrite };
    problems: "not-found" | "test-clock-moving" | "idempotency-key-reused" | "amount-overflow" | "timestamp-out-of-range" | "limit-exceeded";
  };
  /**
   * Grant many blocks of credits.
   * Scope `credits:write`. Refused as a whole only for a broken envelope; each grant has its own result, in order, and its own idempotency key. The
   * whole batch, or what is left of it, can be sent again within 24 hours: what was granted is told as a duplicate. Grants of
   * one customer are made in their order.
   */
  grantCreditsBatch: {
    input: GrantBatch;
    answers: { 200: GrantBatchResult };
    problems: "idempotency-key-reused";
  };
  /**
   * List the subscriptions of all customers.
   * Scope `subscriptions:read`.
   */
  listAllSubscriptions: {
    input: {
      status?: SubscriptionStatus;
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: SubscriptionList };
    problems: never;
  };
  /**
   * List the API keys of the caller's own environment.
   * Scope `admin`.
   */
  listApiKeys: {
    input: {
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: ApiKeyList };
    problems: never;
  };
  /**
   * List a customer's blocks.
   * Scope `credits:read`.
   */
  listBlocks: {
    input: CustomerName & {
      status?: BlockStatus;
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: BlockList };
    problems: "not-found" | "test-clock-moving";
  };
  /**
   * List customers.
   * Scope `customers:read`. All, or those that every filter given is true of.
   */
  listCustomers: {
    input: {
      /** Millicredits. Customers who can use less than that now. */
      effective_balance_below?: number;
      /** Customers whose live subscription is to that plan. */
      plan_id?: string;
      /** Customers with that value in their metadata: `key=value`; what follows the first `=` is the value. */
      metadata?: string;
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: CustomerList };
    problems: never;
  };
  /**
   * List deliveries with all their attempts.
   * Scope `webhooks:read`. By creation. Kept for 30 days; those given up (`dead`) until they are delivered after a retry, or discarded.
   */
  listDeliveries: {
    input: (CustomerName | NoCustomer) & {
      status?: DeliveryStatus;
      /** A type of event, or `webhook.test`. */
      type?: string;
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: DeliveryList };
    problems: never;
  };
  /**
   * List a customer's ledger entries.
   * Scope `credits:read`.
   */
  listLedger: {
    input: CustomerName & {
      type?: EntryType;
      /** Inclusive. */
      from?: string;
      /** Exclusive. */
      to?: string;
      /** By sequence. */
      order?: "asc" | "desc";
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: LedgerEntryList };
    problems: "not-found";
  };
  /**
   * List billable metrics.
   * Scope `metering:read`.
   */
  listMetrics: {
    input: {
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: MetricList };
    problems: never;
  };
  /**
   * List plans.
   * Scope `plans:read`.
   */
  listPlans: {
    input: {
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: PlanList };
    problems: never;
  };
  /**
   * List refused usage events.
   * Scope `usage:read`.
   */
  listRefusedUsage: {
    input: (CustomerName | NoCustomer) & {
      status: "refused";
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: UsageEventList };
    problems: never;
  };
  /**
   * List a customer's reservations.
   * Scope `reservations:read`.
   */
  listReservations: {
    input: CustomerName & {
      status?: ReservationStatus;
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: ReservationList };
    problems: "not-found";
  };
  /**
   * List metering rules.
   * Scope `metering:read`.
   */
  listRules: {
    input: {
      billable_metric_key?: string;
      /** Only rules for customers on this plan. */
      plan_id?: string;
      /** Only rules for customers on this variant of a plan. */
      plan_variant_id?: string;
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: MeteringRuleList };
    problems: never;
  };
  /**
   * List the customers of a simulation.
   * Scope `metering:read`. Those that used anything and are done, the greatest difference first, be it more or less; the first 10,000.
   */
  listSimulatedCustomers: {
    input: {
      id: string;
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: SimulatedCustomerList };
    problems: "not-found";
  };
  /**
   * List simulations.
   * Scope `metering:read`. Those of all customers that are kept, without what came of them.
   */
  listSimulations: {
    input: {
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: SimulationList };
    problems: never;
  };
  /**
   * List what became of a subscription, oldest first.
   * Scope `subscriptions:read`.
   */
  listSubscriptionHistory: {
    input: {
      id: string;
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: SubscriptionHistory };
    problems: "not-found" | "test-clock-moving";
  };
  /**
   * List a customer's subscriptions.
   * Scope `subscriptions:read`.
   */
  listSubscriptions: {
    input: CustomerName & {
      status?: SubscriptionStatus;
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: SubscriptionList };
    problems: "not-found" | "test-clock-moving";
  };
  /**
   * List tenants.
   * Takes the root key.
   */
  listTenants: {
    input: {
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: TenantList };
    problems: never;
  };
  /**
   * List top-up packages, archived ones too.
   * Scope `credits:read`.
   */
  listTopupPackages: {
    input: {
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: TopupPackageList };
    problems: never;
  };
  /**
   * List the variants of a plan.
   * Scope `plans:read`. Each in its newest version.
   */
  listVariants: {
    input: {
      plan_id: string;
      /** The `next_cursor` of the answer before. */
      cursor?: string;
      limit?: number;
    };
    answers: { 200: VariantList };
    problems: "not-found";
  };
  /**
   * Move a test customer's clock.
   * Scope `customers:write`. In the test environment only. Once set, the customer's clock stands still until it is moved again, forward only. All
   * that falls due on the way happens, in order. A long move answers 202; ask until its status is `ready`.
   */
  moveTestClock: {
    input: TestClockMove;
    answers: { 200: TestClock; 202: TestClock };
    problems: "not-found" | "test-clock-moving" | "idempotency-key-reused" | "timestamp-out-of-range";
  };
  /**
   * Let time stand still for a subscription.
   * Scope `subscriptions:write`.
   */
  pauseSubscription: {
    input: {
      id: string;
    };
    answers: { 200: Subscription };
    problems: "not-found" | "subscription-state" | "test-clock-moving" | "idempotency-key-reused";
  };
  /**
   * Pay for a block with credits.
   * Scope `credits:write`. Debits the wallet and grants the block in one step, both or neither.
   */
  purchase: {
    input: Purchase;
    answers: { 201: CreditWrite };
    problems: "insufficient-credits" | "not-found" | "test-clock-moving" | "idempotency-key-reused" | "amount-overflow" | "timestamp-out-of-range" | "limit-exceeded";
  };
  /**
   * Report a usage event.
   * Scope `usage:write`. The Idempotency-Key is the event's id, unique for the customer as long as the ledger is kept. Waits for the
   * committed debit, unless the caller prefers `respond-async`.
   */
  recordUsage: {
    input: Usage;
    answers: { 201: UsageCharged; 202: UsageAccepted };
    problems: "insufficient-credits" | "spend-cap-reached" | "subscription-inactive" | "feature-not-in-plan" | "not-found" | "test-clock-moving" | "idempotency-key-reused" | "metric-not-priced" | "amount-overflow" | "timestamp-out-of-range";
  };
  /**
   * Report many usage events.
   * Scope `usage:write`. Refused as a whole only for a broken envelope; each event has its own result, in order. The whole batch can be
   * sent again at any time: what was charged is told as a duplicate. Body at most 5 MiB.
   */
  recordUsageBatch: {
    input: UsageBatch;
    answers: { 202: UsageBatchResult };
    problems: "idempotency-key-reused";
  };
  /**
   * Give back what a committed reservation was charged.
   * Scope `reservations:write`. As a void gives back usage: to the blocks that the credits came from, once only. The reservation stays committed and
   * bears refunded_at.
   */
  refundReservation: {
    input: {
      id: string;
    } & Refund;
    answers: { 200: CreditWrite };
    problems: "not-found" | "usage-state" | "reservation-not-active" | "test-clock-moving" | "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Take back the credits of a payment that went back.
   * Scope `credits:write`. What is left and not held of the payment's blocks is voided, at most `credits` of it. With `claw_back` what was spent
   * becomes a debt, whatever the overage policy, and counts as no consumption. Without `credits` the blocks are voided:
   * what holds give back to them later is taken too. All calls together never take more than was granted.
   */
  refundTopUp: {
    input: TopUpRefund;
    answers: { 201: TopUpRefunded };
    problems: "not-found" | "payment-conflict" | "block-not-active" | "test-clock-moving" | "idempotency-key-reused" | "amount-overflow";
  };
  /**
   * Release a customer's oldest 1,000 active reservations.
   * Scope `reservations:write`.
   */
  releaseAllReservations: {
    input: CustomerName;
    answers: { 200: ReservationsReleased };
    problems: "not-found" | "test-clock-moving" | "idempotency-key-reused";
  };
  /**
   * Give held credits back.
   * Scope `reservations:write`.
   */
  releaseReservation: {
    input: {
      id: string;
    } & Partial<Release>;
    answers: { 200: ReservationWrite };
    problems: "not-found" | "reservation-not-active" | "test-clock-moving" | "idempotency-key-reused";
  };
  /**
   * Say that the next period is paid.
   * Scope `subscriptions:write`. Of a prepaid subscription, in the due window or while it is overdue. In the window it takes effect when the period
   * ends; later the next period still begins where the last one ended. One payment id renews once.
   */
  renewSubscription: {
    input: {
      id: string;
    } & Partial<Renewal>;
    answers: { 200: Subscription };
    problems: "not-found" | "subscription-state" | "payment-conflict" | "test-clock-moving" | "idempotency-key-reused";
  };
  /**
   * Deliver again what happened in a range of time.
   * Scope `webhooks:write`. Each event becomes a new delivery with the same `webhook-id` and body, in order per customer, behind what waits
   * already. Also reaches events from before webhooks were set up, as far back as events are kept (30 days). Without
   * `types`, those that `webhook_events` lets through. At most 5 at a time; each goes on as the endpoint takes its deliveries.
   */
  replayEvents: {
    input: Replay;
    answers: { 202: ReplayAccepted };
    problems: "not-found" | "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Tell what became of credits and of what was paid for them.
   * Scope `credits:read`. Of all customers of the environment, or of one: by day or month what was outstanding, what came, what went and what is
   * left, by source, free and paid apart; and of what was paid what is earned. By `occurred_at` of the ledger's entries, and
   * equal to them to the millicredit. A closed bucket never changes.
   */
  reportCredits: {
    input: (CustomerName | NoCustomer) & {
      /** Inclusive; widened to a whole bucket. */
      from: string;
      /** Exclusive; widened to a whole bucket. */
      to: string;
      /** The size of a bucket, in UTC. */
      granularity?: "day" | "month";
      /** Without it `Accept: text/csv` asks for CSV, any other for JSON. */
      format?: "json" | "csv";
    };
    answers: { 200: CreditReport };
    problems: "not-found" | "limit-exceeded";
  };
  /**
   * Hold credits for a job.
   * Scope `reservations:write`. Holds the cost of so many units now, or plain credits. What is held cannot be used by anything else until the job is
   * committed or released, or its time runs out. It fits by the same rule as a charge, else 402.
   */
  reserve: {
    input: Hold;
    answers: { 201: ReservationWrite };
    problems: "insufficient-credits" | "spend-cap-reached" | "subscription-inactive" | "feature-not-in-plan" | "not-found" | "test-clock-moving" | "idempotency-key-reused" | "metric-not-priced" | "amount-overflow" | "timestamp-out-of-range" | "limit-exceeded";
  };
  /**
   * Go on after a pause.
   * Scope `subscriptions:write`. The end of the period, the points of grants and the ends of its blocks come later by the length of the pause.
   */
  resumeSubscription: {
    input: {
      id: string;
    };
    answers: { 200: Subscription };
    problems: "not-found" | "subscription-state" | "test-clock-moving" | "idempotency-key-reused";
  };
  /**
   * Try a delivery now.
   * Scope `webhooks:write`. The delivery whose turn it is for its customer is tried at once; one behind it keeps its place. One that was given
   * up, delivered or discarded is taken up again with all its retries, as the next after the one whose turn it is; of these,
   * 1,000 may wait for a customer. One that was discarded before its turn came takes its place again.
   */
  retryDelivery: {
    input: {
      id: string;
    };
    answers: { 200: Delivery };
    problems: "not-found" | "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Try a refused usage event again.
   * Scope `usage:write`.
   */
  retryUsage: {
    input: {
      /** The event's id. */
      event_id: string;
    } & CustomerOnly;
    answers: { 200: UsageCharged };
    problems: "insufficient-credits" | "spend-cap-reached" | "subscription-inactive" | "feature-not-in-plan" | "not-found" | "usage-state" | "test-clock-moving" | "idempotency-key-reused" | "metric-not-priced" | "amount-overflow";
  };
  /**
   * Revoke an API key.
   * Scope `admin`.
   */
  revokeApiKey: {
    input: {
      id: string;
    };
    answers: { 200: ApiKey };
    problems: "not-found" | "idempotency-key-reused";
  };
  /**
   * Send a test event.
   * Scope `webhooks:write`. An endpoint that was disabled, since too much waited for it or it failed for five days, is 404 with when and why.
   * Queued like any other, whatever `webhook_events` says; its type is `webhook.test`.
   */
  sendTestEvent: {
    input: {};
    answers: { 201: Delivery };
    problems: "not-found" | "idempotency-key-reused";
  };
  /**
   * Tell what usage would have cost by other rules.
   * Scope `metering:write`. The usage that was charged in a time, priced anew by these rules in place of those in force; charges nothing. By the
   * same rules the difference is 0. Nothing is decided again: what was refused stays refused. Of one customer it is
   * answered; without a customer it is a job, which is found by its id.
   */
  simulate: {
    input: SimulationRequest;
    answers: { 200: CustomerSimulation; 202: Simulation };
    problems: "not-found" | "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Sum up usage by time.
   * Scope `usage:read`. By the events' timestamps; exact, equal to what the ledger charged.
   */
  summarizeUsage: {
    input: CustomerName & {
      billable_metric_key?: string;
      /** Inclusive; widened to a whole bucket. */
      from: string;
      /** Exclusive; widened to a whole bucket. */
      to: string;
      /** The size of a bucket, in UTC. */
      granularity?: "hour" | "day" | "month";
    };
    answers: { 200: UsageSummary };
    problems: "not-found" | "limit-exceeded";
  };
  /**
   * Grant credits that were paid for.
   * Scope `credits:write`. Credits, or a package with its bonus. The same payment again answers the first grant with 200. A `topup_request_id`
   * answers a `topup.requested`.
   */
  topUp: {
    input: TopUp;
    answers: { 200: CreditWrite; 201: CreditWrite };
    problems: "not-found" | "payment-conflict" | "test-clock-moving" | "idempotency-key-reused" | "amount-overflow" | "timestamp-out-of-range" | "limit-exceeded";
  };
  /**
   * Move credits to another customer.
   * Scope `credits:write`. What is there and not held, in burn order, all or none. Each block that it takes from becomes one of the receiver, with
   * its priority, end and share of the price. An external id that is not known yet creates the receiver. Answers when both
   * ledgers have it; `outcome-pending` while it is on its way.
   */
  transferCredits: {
    input: CustomerName & Transfer;
    answers: { 201: TransferWritten };
    problems: "insufficient-credits" | "not-found" | "test-clock-moving" | "idempotency-key-reused" | "amount-overflow" | "limit-exceeded";
  };
  /**
   * Let a subscription go on that was to be canceled.
   * Scope `subscriptions:write`.
   */
  uncancelSubscription: {
    input: {
      id: string;
    };
    answers: { 200: Subscription };
    problems: "not-found" | "subscription-state" | "test-clock-moving" | "idempotency-key-reused";
  };
  /**
   * Change a customer.
   * Scope `customers:write`. An absent field stays as it is; null clears one.
   */
  updateCustomer: {
    input: CustomerName & CustomerPatch;
    answers: { 200: Customer };
    problems: "not-found" | "test-clock-moving" | "idempotency-key-reused";
  };
  /**
   * Change a billable metric.
   * Scope `metering:write`.
   */
  updateMetric: {
    input: {
      /** The metric's key. */
      key: string;
    } & MetricPatch;
    answers: { 200: Metric };
    problems: "not-found" | "already-exists" | "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Make a new version of a plan.
   * Scope `plans:write`. `features` are replaced as a whole, for all subscriptions of the plan. A patch that changes nothing makes no version.
   */
  updatePlan: {
    input: {
      plan_id: string;
    } & PlanPatch;
    answers: { 200: Plan };
    problems: "not-found" | "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Change the settings of an environment.
   * Takes the root key, or a key with scope `admin`.
   */
  updateSettings: {
    input: {
      /** Its id; `self` is the tenant of the key. */
      tenant_id: string;
      /** Which environment; needed with the root key, otherwise that of the key. */
      environment?: "live" | "test";
    } & SettingsPatch;
    answers: { 200: Settings };
    problems: "not-found" | "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Change what a top-up package grants from now on.
   * Scope `credits:write`. What was granted before stays as it was. `metadata` is replaced as a whole.
   */
  updateTopupPackage: {
    input: {
      id: string;
    } & TopupPackagePatch;
    answers: { 200: TopupPackage };
    problems: "not-found" | "idempotency-key-reused" | "amount-overflow" | "limit-exceeded";
  };
  /**
   * Make a new version of a variant.
   * Scope `plans:write`. For subscriptions to come: one keeps the version it started with until it is changed. `credit_grants`, `metrics` and
   * `contract` are replaced as a whole, null clears. A patch that changes nothing makes no version.
   */
  updateVariant: {
    input: {
      plan_id: string;
      variant_id: string;
    } & VariantPatch;
    answers: { 200: Variant };
    problems: "not-found" | "idempotency-key-reused" | "limit-exceeded";
  };
  /**
   * Take back what is left of a block and not held.
   * Scope `credits:write`.
   */
  voidBlock: {
    input: CustomerName & {
      block_id: string;
    } & Reason;
    answers: { 200: CreditWrite };
    problems: "not-found" | "block-not-active" | "test-clock-moving" | "idempotency-key-reused";
  };
  /**
   * Take a usage event back and refund it.
   * Scope `usage:write`.
   */
  voidUsage: {
    input: {
      /** The event's id. */
      event_id: string;
    } & UsageVoid;
    answers: { 200: CreditWrite };
    problems: "not-found" | "usage-state" | "test-clock-moving" | "idempotency-key-reused" | "limit-exceeded";
  };
}
