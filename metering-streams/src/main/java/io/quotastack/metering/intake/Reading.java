package io.quotastack.metering.intake;

import io.quotastack.core.command.CommandEnvelope;

/** What a usage record turned out to be. */
sealed interface Reading {

    /** An event to charge, or one that bears its refusal. */
    record Usage(CommandEnvelope command) implements Reading {}

    /** Nothing that could be charged or shown to a tenant. */
    record DeadLetter(String reason) implements Reading {}
}
