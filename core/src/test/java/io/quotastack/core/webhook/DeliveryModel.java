package io.quotastack.core.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;

/** CONTRACT 10 once more, in the plainest way: a list for each customer, and delays as the contract prints them. */
final class DeliveryModel {

    private static final List<Duration> DELAYS = List.of(Duration.ofSeconds(5), Duration.ofSeconds(30),
            Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofMinutes(30), Duration.ofHours(2),
            Duration.ofHours(6));

    /** A delivery that waits, and between which instants its next attempt is to be made. */
    static final class Waiting {
        final long ordinal;
        int attempts;
        int failures;
        Instant earliest;
        Instant latest;
        Instant lastAttemptedAt = Instant.EPOCH;

        Waiting(long ordinal, int attempts, Instant now) {
            this.ordinal = ordinal;
            this.attempts = attempts;
            this.earliest = now;
            this.latest = now;
        }
    }

    /** What one customer has. */
    static final class Customer {
        final List<Waiting> waiting = new ArrayList<>();
        /** How many behind the head were retried by hand. */
        int retried;
        /** Discarded while they stood behind the head, whose turn has not come: they have a place to come back to. */
        final Set<Long> passedOver = new TreeSet<>();
        final Map<Long, DeliveryStatus> resolved = new TreeMap<>();
        final Map<Long, Integer> attemptsOfResolved = new HashMap<>();
        long last;

        Waiting head() {
            return waiting.getFirst();
        }
    }

    /** What one endpoint did. */
    static final class EndpointHistory {
        int failuresInARow;
        Instant firstFailure = Instant.EPOCH;
        boolean dead;
        Instant revivedAt = Instant.EPOCH;
        Instant revivalApplied = Instant.EPOCH;
    }

    final Map<CustomerKey, Customer> customers = new HashMap<>();
    final Map<TenantEnvironment, EndpointHistory> endpoints = new HashMap<>();

    Customer of(CustomerKey customer) {
        return customers.computeIfAbsent(customer, added -> new Customer());
    }

    EndpointHistory endpoint(TenantEnvironment tenantEnvironment) {
        return endpoints.computeIfAbsent(tenantEnvironment, added -> new EndpointHistory());
    }

    void queued(CustomerKey key, Instant now) {
        Customer customer = of(key);
        customer.waiting.add(new Waiting(++customer.last, 0, now));
    }

    AttemptVerdict ended(CustomerKey key, DeliveryAttempt attempt, AttemptResult result, Instant now) {
        Customer customer = of(key);
        boolean success = result.statusCode() / 100 == 2;
        long ordinal = attempt.ordinal();
        if (success && customer.resolved.get(ordinal) == DeliveryStatus.DISCARDED
                && customer.attemptsOfResolved.getOrDefault(ordinal, 0) + 1 == attempt.number()) {
            customer.resolved.put(ordinal, DeliveryStatus.DELIVERED);
            customer.attemptsOfResolved.merge(ordinal, 1, Integer::sum);
            note(key.tenantEnvironment(), true, result.attemptedAt().plus(result.latency()), now);
            return AttemptVerdict.DELIVERED;
        }
        if (customer.waiting.isEmpty() || customer.head().ordinal != attempt.ordinal()
                || customer.head().attempts + 1 != attempt.number()) {
            return AttemptVerdict.STALE;
        }
        Waiting head = customer.head();
        head.attempts++;
        head.lastAttemptedAt = result.attemptedAt();
        note(key.tenantEnvironment(), success, result.attemptedAt().plus(result.latency()), now);
        if (success) {
            return resolved(customer, DeliveryStatus.DELIVERED, AttemptVerdict.DELIVERED, now);
        }
        head.failures++;
        if (head.failures > DELAYS.size()) {
            return resolved(customer, DeliveryStatus.DEAD, AttemptVerdict.DEAD, now);
        }
        Duration delay = DELAYS.get(head.failures - 1);
        Instant end = result.attemptedAt().plus(result.latency());
        head.earliest = end.plus(delay.multipliedBy(9).dividedBy(10));
        head.latest = end.plus(delay.multipliedBy(11).dividedBy(10));
        if (result.attemptedAt().isBefore(endpoint(key.tenantEnvironment()).revivedAt)) {
            head.earliest = now; // begun before the endpoint answered again: it may count as having waited for that
        }
        return AttemptVerdict.FAILED;
    }

    private static AttemptVerdict resolved(Customer customer, DeliveryStatus status, AttemptVerdict verdict,
            Instant now) {
        Waiting head = customer.waiting.removeFirst();
        customer.resolved.put(head.ordinal, status);
        customer.attemptsOfResolved.put(head.ordinal, head.attempts);
        if (customer.retried > 0) {
            customer.retried--;
        } else {
            customer.passedOver.removeIf(
                    ordinal -> customer.waiting.isEmpty() || ordinal < customer.head().ordinal);
        }
        if (!customer.waiting.isEmpty()) {
            customer.head().earliest = now;
            customer.head().latest = now;
        }
        return verdict;
    }

    private void note(TenantEnvironment tenantEnvironment, boolean success, Instant at, Instant now) {
        EndpointHistory endpoint = endpoint(tenantEnvironment);
        if (success) {
            if (endpoint.dead) {
                endpoint.revivedAt = at;
                waitedFor(tenantEnvironment, at).forEach(head -> head.earliest = earlier(head.earliest, now));
            }
            endpoint.failuresInARow = 0;
            endpoint.dead = false;
            return;
        }
        if (endpoint.failuresInARow++ == 0) {
            endpoint.firstFailure = at;
        }
        endpoint.dead |= endpoint.failuresInARow >= 20
                && Duration.between(endpoint.firstFailure, at).compareTo(Duration.ofSeconds(30)) >= 0;
    }

    /** Whatever waited for an endpoint that answers again is due. */
    void wokenUp(TenantEnvironment tenantEnvironment, Instant now) {
        EndpointHistory endpoint = endpoint(tenantEnvironment);
        if (endpoint.revivedAt.isAfter(endpoint.revivalApplied)) {
            endpoint.revivalApplied = endpoint.revivedAt;
            waitedFor(tenantEnvironment, endpoint.revivedAt).forEach(head -> {
                head.earliest = earlier(head.earliest, now);
                head.latest = earlier(head.latest, now);
            });
        }
    }

    private List<Waiting> waitedFor(TenantEnvironment tenantEnvironment, Instant revivedAt) {
        return customers.entrySet().stream()
                .filter(entry -> entry.getKey().tenantEnvironment().equals(tenantEnvironment)
                        && !entry.getValue().waiting.isEmpty())
                .map(entry -> entry.getValue().head()).filter(head -> head.lastAttemptedAt.isBefore(revivedAt))
                .toList();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Whether it was not delivered, nor discarded before. */
    boolean discarded(CustomerKey key, long ordinal, Instant now) {
        Customer customer = of(key);
        if (customer.resolved.get(ordinal) == DeliveryStatus.DEAD) {
            customer.resolved.put(ordinal, DeliveryStatus.DISCARDED);
            return true;
        }
        for (int place = 0; place < customer.waiting.size(); place++) {
            Waiting waiting = customer.waiting.get(place);
            if (waiting.ordinal == ordinal) {
                if (place == 0) {
                    resolved(customer, DeliveryStatus.DISCARDED, AttemptVerdict.STALE, now);
                    return true;
                }
                customer.waiting.remove(place);
                customer.resolved.put(ordinal, DeliveryStatus.DISCARDED);
                customer.attemptsOfResolved.put(ordinal, waiting.attempts);
                if (place <= customer.retried) {
                    customer.retried--;
                } else {
                    customer.passedOver.add(ordinal);
                }
                return true;
            }
        }
        return false;
    }

    void retriedByHand(CustomerKey key, long ordinal, Instant now) {
        Customer customer = of(key);
        Optional<Waiting> waits = customer.waiting.stream().filter(one -> one.ordinal == ordinal).findFirst();
        if (waits.isPresent()) {
            if (customer.head().ordinal == ordinal && customer.head().latest.isAfter(now)) {
                customer.head().earliest = earlier(customer.head().earliest, now); // due already, it stays so
                customer.head().latest = now;
            }
            return;
        }
        customer.resolved.remove(ordinal);
        var again = new Waiting(ordinal, customer.attemptsOfResolved.getOrDefault(ordinal, 0), now);
        if (customer.passedOver.remove(ordinal)) {
            int place = 1 + customer.retried;
            while (place < customer.waiting.size() && customer.waiting.get(place).ordinal < ordinal) {
                place++;
            }
            customer.waiting.add(place, again);
            return;
        }
        if (customer.waiting.isEmpty()) {
            customer.waiting.add(again);
        } else {
            customer.waiting.add(1 + customer.retried++, again);
        }
    }
}
