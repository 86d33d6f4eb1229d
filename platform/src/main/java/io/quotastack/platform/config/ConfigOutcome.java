package io.quotastack.platform.config;

/**
 * A record of `config-outcomes`: what became of one command.
 *
 * @param configVersion a snapshot of this version, or a later one, shows what was decided
 * @param body JSON as text, so that it reaches the client as it was decided, byte by byte
 * @param replayed the answer was given before, to the same idempotency key
 */
record ConfigOutcome(String commandId, long configVersion, int status, String body, boolean replayed) {}
