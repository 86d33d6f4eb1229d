package io.quotastack.ledger.verify;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.StoredAccount;

/**
 * Whose commands can be decided again: of whom all that was ever decided is kept in the log. Where the log does not reach
 * back to its beginning, that are those who came to be when it did, and so long after that no answer of before can have been
 * given to them. A customer with a clock of its own does not say when it came to be, so it is not among them.
 */
final class Coverage {

    private final Shard image;
    private final Optional<Instant> customersSince;

    private Coverage(Shard image, Optional<Instant> customersSince) {
        this.image = image;
        this.customersSince = customersSince;
    }

    /** All: the log has its beginning. */
    static Coverage whole(Shard image) {
        return new Coverage(image, Optional.empty());
    }

    /**
     * Those whom a log can have all of that begins at a time.
     *
     * @param image the state with all customers
     */
    static Coverage since(Shard image, Instant logBegins) {
        return new Coverage(image, Optional.of(logBegins.plus(CommandDecider.ANSWER_KEPT)));
    }

    /** Nobody. */
    static Coverage none(Shard image) {
        return new Coverage(image, Optional.of(Instant.MAX));
    }

    boolean isWhole() {
        return customersSince.isEmpty();
    }

    boolean isDecided(CustomerKey customer) {
        if (customersSince.isEmpty()) {
            return true;
        }
        StoredAccount account = image.deciding(customer);
        return account.customer().filter(found -> found.createdAt().isAfter(customersSince.get())).isPresent()
                && account.account().filter(found -> found.clock().isEmpty()).isPresent();
    }
}
