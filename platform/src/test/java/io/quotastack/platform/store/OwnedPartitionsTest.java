package io.quotastack.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;

class OwnedPartitionsTest {

    private static final CustomerKey CUSTOMER = new CustomerKey(
            new TenantEnvironment(new UUID(0, 1), Environment.LIVE), new UUID(0, 2));

    private final OwnedPartitions<String> partitions = new OwnedPartitions<>(3);

    @Test
    void findsWhatThereIsOfACustomersPartition() {
        partitions.open(partitions.partitionOf(CUSTOMER), "here");

        assertThat(partitions.of(CUSTOMER)).isEqualTo("here");
    }

    @Test
    void saysThatACustomerIsElsewhere() {
        partitions.open((partitions.partitionOf(CUSTOMER) + 1) % 3, "here");

        assertThatThrownBy(() -> partitions.of(CUSTOMER)).isInstanceOf(ShardMovedException.class);
    }

    @Test
    void listsAllInTheirOrderOnceNoneIsMissing() {
        partitions.open(2, "c");
        partitions.open(0, "a");
        assertThatThrownBy(() -> partitions.of(partitions.everywhere())).isInstanceOf(ShardMovedException.class);

        partitions.open(1, "b");

        assertThat(partitions.of(partitions.everywhere())).containsExactly("a", "b", "c");
        assertThat(partitions.partitions()).containsExactly(0, 1, 2);
    }

    /** Streams may open a partition on one thread before it has closed it on another. */
    @Test
    void keepsWhatWasOpenedAgainMeanwhile() {
        partitions.open(0, "before");
        partitions.open(0, "after");

        partitions.close(0, "before");

        assertThat(partitions.ofPartition(0)).hasValue("after");
    }
}
