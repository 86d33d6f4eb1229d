package io.quotastack.gateway;

/**
 * A finished answer.
 *
 * @param status HTTP status; from 400 on the body is a problem document
 * @param body JSON in UTF-8; the array is handed over, not copied
 * @param replayed the answer was given before, to the same idempotency key
 */
@SuppressWarnings("ArrayRecordComponent") // a body on its way out, never compared
public record Reply(int status, byte[] body, boolean replayed) {}
