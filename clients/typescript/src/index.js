export { QuotaStack, orThrow } from "./client.js";
export { NotAnsweredError, ProblemError, QuotaStackError, UnexpectedAnswerError } from "./errors.js";
export { verifyWebhook } from "./webhooks.js";
