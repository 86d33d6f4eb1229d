package io.quotastack.gateway.list;

import java.util.Optional;

/**
 * Which customers a list shows: those that all of it is true of.
 *
 * @param effectiveBalanceBelow millicredits: they can use less than that now
 * @param planId the live subscription is to that plan
 */
public record CustomerFilter(
        Optional<Long> effectiveBalanceBelow,
        Optional<String> planId,
        Optional<MetadataPair> metadata) {

    public static final CustomerFilter NONE = new CustomerFilter(Optional.empty(), Optional.empty(),
            Optional.empty());

    /** Their metadata have that value under that key. */
    public record MetadataPair(String key, String value) {}

    /** Whether it shows all. */
    public boolean isNone() {
        return equals(NONE);
    }
}
