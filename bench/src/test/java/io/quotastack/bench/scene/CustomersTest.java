package io.quotastack.bench.fixture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

final class CustomersTest {

    @Test
    void namesMatchWhatTheRequestTemplateWrites() {
        assertThat(new Customers("c-", 10).externalId(7)).isEqualTo("c-000000000007");
    }

    @Test
    void picksAllCustomersAboutEquallyOften() {
        var customers = new Customers("c-", 10);
        long[] picks = new long[10];

        LongStream.range(0, 10_000).forEach(number -> picks[(int) customers.pick(number)]++);

        assertThat(LongStream.of(picks)).allMatch(count -> count > 900 && count < 1_100);
    }
}
