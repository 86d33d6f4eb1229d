package io.quotastack.metering.intake;

/** The writer's schema cannot be had now: nothing is known of the record, so it waits. */
final class RegistryOutOfReachException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RegistryOutOfReachException(Throwable cause) {
        super("the schema registry is out of reach", cause);
    }
}
