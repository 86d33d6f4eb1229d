package io.quotastack.bench.fixture;

import java.time.Duration;

/**
 * How much of everything.
 *
 * @param customers of the shape of the PostgreSQL baseline
 * @param measured each closed loop, after a warm-up of a fifth of it
 * @param events usage records of one measurement from Kafka
 * @param waiting usage records waiting in Kafka while callers ask
 * @param deepBlocks blocks of the customer who has many
 * @param wideCustomers customers of the population that is large
 * @param timers accounts that wait for a scheduled action
 * @param deliveries webhooks that wait for an endpoint which was down
 */
public record Scale(
        long customers,
        Duration measured,
        long events,
        long waiting,
        long deepBlocks,
        long wideCustomers,
        long timers,
        long deliveries) {

    /** Before it is measured, what is measured has run this long. */
    public Duration warmUp() {
        return measured.dividedBy(5);
    }

    /** For the reader of the figures. */
    public String text() {
        return "%,d customers of 3 blocks; each loop %d s; %,d events a measurement from Kafka; a backlog of %,d; growth to %,d blocks of a customer and to %,d customers; %,d timers; %,d webhooks"
                .formatted(customers, measured.toSeconds(), events, waiting, deepBlocks, wideCustomers, timers,
                        deliveries);
    }
}
