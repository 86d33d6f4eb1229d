/** What is thrown: whatever is not an answer that a caller decides by. */
export class QuotaStackError extends Error {
  /**
   * @param {string} message
   * @param {import("./index.js").ErrorDetails} details
   */
  constructor(message, { idempotencyKey, requestId, mayHaveTakenEffect, cause }) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.idempotencyKey = idempotencyKey;
    this.requestId = requestId;
    this.mayHaveTakenEffect = mayHaveTakenEffect;
  }
}

export class ProblemError extends QuotaStackError {
  /**
   * @param {import("./index.js").Problem} problem
   * @param {import("./index.js").ErrorDetails} details
   */
  constructor(problem, details) {
    const errors = (problem.errors ?? []).map((one) => `${one.pointer ?? one.parameter ?? ""} ${one.detail}`.trim());
    super([`${problem.status} ${problem.type}: ${problem.detail}`, ...errors].join("; "), details);
    this.status = problem.status;
    this.problem = problem;
  }
}

export class NotAnsweredError extends QuotaStackError {
  /**
   * @param {string} message
   * @param {import("./index.js").ErrorDetails & import("./index.js").AttemptDetails} details
   */
  constructor(message, { attempts, problem, retryAfterMillis, ...details }) {
    super(message, details);
    this.attempts = attempts;
    this.problem = problem;
    this.retryAfterMillis = retryAfterMillis;
  }
}

export class UnexpectedAnswerError extends QuotaStackError {
  /**
   * @param {string} message
   * @param {import("./index.js").ErrorDetails & { status: number, body: string }} details
   */
  constructor(message, { status, body, ...details }) {
    super(message, details);
    this.status = status;
    this.body = body;
  }
}
