package io.quotastack.core.account;

import java.util.List;
import java.util.Optional;

/**
 * What a decision leaves other than it found it.
 *
 * @param before the account as it was found; absent when it is new
 * @param account as it is left
 * @param rows all that were written, the account's own among them
 */
public record Changes(Optional<Account> before, Optional<Account> account, List<RowChange<?, ?>> rows) {

    public Changes {
        rows = List.copyOf(rows);
    }
}
