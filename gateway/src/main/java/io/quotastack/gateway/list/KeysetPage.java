package io.quotastack.gateway.list;

import java.util.Optional;

/**
 * What is asked for of a list.
 *
 * @param after the rows behind that place; absent: from the first one on
 * @param most so many rows at most, one at least
 */
public record KeysetPage(Optional<SortKey> after, int most) {}
