import type { CustomerName, EntitlementAnswer, Event, EventData, Operations, Pagination, Problem, ProblemSlug } from "./api.js";

export type * from "./api.js";

export type OperationName = keyof Operations;

/** What an operation takes: the parameters of its path and query, and the members of its body, in one object. */
export type Input<O extends OperationName> = Operations[O]["input"];

/** Members that problems of some types have besides those of all. */
export interface ProblemMembers {
  "insufficient-credits": { required: number; effective_balance: number };
  /** Which of the caps it was; none for the customer's `spend_cap`. */
  "spend-cap-reached": Pick<Problem, "cap">;
  "not-found": { resource: string };
  "already-exists": Pick<Problem, "customer">;
  "reservation-not-active": Required<Pick<Problem, "reservation_status">>;
  "subscription-state": Required<Pick<Problem, "subscription_status">>;
  "usage-state": Required<Pick<Problem, "usage_status">> & Pick<Problem, "reservation_status">;
  "delivery-state": Required<Pick<Problem, "delivery_status">>;
  "block-not-active": Required<Pick<Problem, "block_status">>;
}

/** A problem of one type, or one of several types: switch on `type`. A newer service may answer types not listed here. */
export type ProblemOf<S extends ProblemSlug> = S extends ProblemSlug
  ? Pick<Problem, "title" | "status" | "detail" | "instance" | "request_id" | "errors"> & {
    type: `urn:quotastack:problem:${S}`;
  } & (S extends keyof ProblemMembers ? ProblemMembers[S] : {})
  : never;

/** What every answer tells. */
export interface Told {
  /** The key that the request was sent under; undefined for what takes none. */
  idempotencyKey: string | undefined;
  requestId: string | undefined;
  /** The answer was given before, to the same key. */
  replayed: boolean;
}

/** An answer with a status of 2xx. */
export type Answered<O extends OperationName> = {
  [S in keyof Operations[O]["answers"]]: Told & { ok: true; status: S; value: Operations[O]["answers"][S] };
}[keyof Operations[O]["answers"]];

/** A refusal that callers decide by: 402, 404, 409 or 422. */
export type Refused<O extends OperationName> = Told & {
  ok: false;
  status: number;
  problem: ProblemOf<Operations[O]["problems"]>;
};

export type Result<O extends OperationName> = Answered<O> | Refused<O>;

/** Operations whose answer is a page of a list. */
export type ListName = {
  [O in OperationName]: Operations[O]["answers"] extends { 200: { data: unknown[]; pagination: Pagination } } ? O : never;
}[OperationName];

export type Row<O extends ListName> = Operations[O]["answers"] extends { 200: { data: (infer R)[] } } ? R : never;

/** How long to go on, and how. All can be set for the client, and for one call. */
export interface Patience {
  /** How often a request is sent at the most; default 6. */
  attempts?: number;
  /** How long all attempts together may take, pauses included; default 30,000. `Prefer: wait` comes on top. */
  withinMillis?: number;
  /** How long one attempt may take; default 10,000. */
  attemptWithinMillis?: number;
  /** The pause after the first attempt; it doubles with each. Default 100. `Retry-After` makes it longer. */
  firstPauseMillis?: number;
  /** Default 5,000. */
  longestPauseMillis?: number;
}

export interface ClientOptions extends Patience {
  /** Where the API answers, without `/v1`. */
  url: string;
  /** `qs_live_…`, `qs_test_…` or the operator's `qs_root_…`. */
  key: string;
  /** In place of the global one. */
  fetch?: typeof globalThis.fetch;
}

export interface CallOptions extends Patience {
  /**
   * Under which key the request takes effect once, however often it is sent; of `recordUsage` the id of the event.
   * Without one, a random key is made for the call and kept over its attempts.
   */
  idempotencyKey?: string | undefined;
  /** `respond-async`, or `wait=<seconds>` for a batch. */
  prefer?: string | undefined;
  /** Gives up. What was sent may take effect all the same. */
  signal?: AbortSignal | undefined;
}

type Methods = {
  [O in OperationName]: {} extends Input<O>
    ? (input?: Input<O>, options?: CallOptions) => Promise<Result<O>>
    : (input: Input<O>, options?: CallOptions) => Promise<Result<O>>;
};

export interface QuotaStack extends Methods {}

/**
 * A client with one key: a method for each operation of the API, named by its `operationId`.
 *
 * It throws {@link ProblemError} for requests that are wrong (400, 401, 403, 405, 413, 415) and for 500,
 * {@link NotAnsweredError} when no answer came in time, {@link UnexpectedAnswerError} for what is no answer of
 * QuotaStack's, and `TypeError` for input that cannot be sent.
 */
export class QuotaStack {
  constructor(options: ClientOptions);

  /**
   * All rows of a list; pages are asked for as they are needed. A problem is thrown.
   *
   * @throws {ProblemError}
   */
  rows<O extends ListName>(operation: O, input?: Input<O>, options?: CallOptions): AsyncGenerator<Row<O>, void, undefined>;

  /** Entitlement checks that come to a decision when the service does not answer, too. */
  checks(options: CheckOptions): Checks;
}

/** The value of an answer; a refusal is thrown. For those who decide by no refusal. */
export function orThrow<O extends OperationName>(result: Result<O>): Answered<O>["value"];

export interface ErrorDetails {
  idempotencyKey?: string | undefined;
  requestId?: string | undefined;
  mayHaveTakenEffect: boolean;
  cause?: unknown;
}

export interface AttemptDetails {
  attempts: number;
  problem?: Problem | undefined;
  retryAfterMillis?: number | undefined;
}

export class QuotaStackError extends Error {
  constructor(message: string, details: ErrorDetails);
  /** The key of a write: send the same again under it to learn what became of it. */
  readonly idempotencyKey: string | undefined;
  readonly requestId: string | undefined;
  /** False when it is certain that the request did nothing. */
  readonly mayHaveTakenEffect: boolean;
}

/** Refused for what is wrong with the request, or a fault of the service's (500). */
export class ProblemError extends QuotaStackError {
  constructor(problem: Problem, details: ErrorDetails);
  readonly status: number;
  readonly problem: Problem;
}

/** No answer within the attempts and the time: the network, 429, 502, 503, 504. */
export class NotAnsweredError extends QuotaStackError {
  constructor(message: string, details: ErrorDetails & AttemptDetails);
  readonly attempts: number;
  /** What the last attempt was told. */
  readonly problem: Problem | undefined;
  readonly retryAfterMillis: number | undefined;
}

/** What came is no answer of QuotaStack's, or has an integer that a number cannot hold; `body` has all of it. */
export class UnexpectedAnswerError extends QuotaStackError {
  constructor(message: string, details: ErrorDetails & { status: number; body: string });
  readonly status: number;
  readonly body: string;
}

export type CheckInput = Input<"checkEntitlement">;

export interface CheckOptions {
  /** What is decided when the service does not answer and no answer is kept that is young enough. */
  otherwise: "allow" | "deny";
  /** How long the service has to answer, all attempts together; default 1,000. */
  withinMillis?: number;
  /** Default 2. */
  attempts?: number;
  /** An answer that is no older is taken without asking; default 0: the service is asked each time. */
  freshMillis?: number;
  /** When the service does not answer, one that is no older is taken; default 0: none. */
  staleMillis?: number;
  /** How many answers are kept at the most; default 10,000. */
  maxEntries?: number;
  /** Milliseconds that never go back; for tests. */
  clock?: () => number;
}

export type CheckAnswer =
  /** Exact: it sees every write that was answered before. */
  | { allowed: boolean; from: "service"; ageMillis: 0; entitlement: EntitlementAnswer }
  /** As of so many milliseconds ago. */
  | { allowed: boolean; from: "cache"; ageMillis: number; entitlement: EntitlementAnswer }
  /** By the choice `otherwise`; `error` tells why there was no answer. */
  | { allowed: boolean; from: "otherwise"; error: Error }
  /** The service says that there is nothing to check: no such customer or metric, or its test clock is moving. */
  | { allowed: false; from: "problem"; ageMillis: 0; problem: ProblemOf<Operations["checkEntitlement"]["problems"]> };

export interface Checks {
  /**
   * Throws what is no outage: a key that is not valid, input that is wrong, or `signal`'s reason.
   *
   * @throws {ProblemError}
   */
  check(input: CheckInput, options?: { signal?: AbortSignal }): Promise<CheckAnswer>;
}

export type WebhookHeaders = Headers | { get?: undefined; [name: string]: string | string[] | undefined };

/** An event of one type, or one of several types: switch on `type`. */
export type WebhookEvent<T extends keyof EventData = keyof EventData> = T extends keyof EventData
  ? Omit<Event, "type" | "data"> & { type: T; data: EventData[T] }
  : never;

export interface WebhookDelivery {
  headers: WebhookHeaders;
  /** As it came: what is parsed and written again has other bytes. */
  body: string | ArrayBuffer | Uint8Array;
  /** With or without `whsec_`. Several while you change it: any of them may have signed. */
  secret: string | string[];
  /** How far the time of the attempt may be off; default 300. */
  toleranceSeconds?: number;
  /** Milliseconds since 1970; for tests. */
  now?: () => number;
}

export type VerifiedWebhook =
  | { ok: true; event: WebhookEvent }
  | { ok: false; reason: "header-missing" | "timestamp-out-of-tolerance" | "signature-mismatch" };

/**
 * Whether a delivery was signed by who has the secret, and what it tells. A delivery may come twice: `event.id` is the
 * `webhook-id`.
 *
 * @throws {TypeError} for a secret that is none, and for an event with an integer that a number cannot hold
 */
export function verifyWebhook(delivery: WebhookDelivery): Promise<VerifiedWebhook>;
