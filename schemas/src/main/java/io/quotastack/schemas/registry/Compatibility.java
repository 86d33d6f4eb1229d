package io.quotastack.schemas.registry;

/** The rules by which a subject may change, by their names in the registry's protocol. */
public enum Compatibility {
    /** Anything goes. */
    NONE,
    /** Readers with the new schema can read what was written with the last one. */
    BACKWARD,
    /** Readers with the new schema can read what was written with any earlier one. */
    BACKWARD_TRANSITIVE,
    /** Readers with the last schema can read what is written with the new one. */
    FORWARD,
    /** Readers with any earlier schema can read what is written with the new one. */
    FORWARD_TRANSITIVE,
    /** BACKWARD and FORWARD. */
    FULL,
    /** BACKWARD_TRANSITIVE and FORWARD_TRANSITIVE. */
    FULL_TRANSITIVE;

    /** Whether all earlier versions count, and not only the last. */
    public boolean isTransitive() {
        return this == BACKWARD_TRANSITIVE || this == FORWARD_TRANSITIVE || this == FULL_TRANSITIVE;
    }
}
