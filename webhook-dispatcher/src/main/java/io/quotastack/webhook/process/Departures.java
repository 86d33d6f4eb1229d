package io.quotastack.webhook.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.internal.DeliveryRow;
import io.quotastack.internal.QueueRow;
import io.quotastack.webhook.send.Flight;
import io.quotastack.webhook.send.Flight.Parcel;
import io.quotastack.webhook.state.DeliveryPlace;
import io.quotastack.webhook.state.Heads;
import io.quotastack.webhook.state.Queues;

/**
 * Which heads go next, in one partition. What is due stands on the disk; in memory are only the flights under way and,
 * for each endpoint, the first few heads that are due and wait for a place. Forgotten with the task: after a start, the
 * disk tells again.
 */
final class Departures {

    private static final int MOST_READY = 256;
    /** A flight of several deliveries takes this many at the most, as long as all goes well. */
    private static final int MOST_PARCELS = 32;
    private static final long GROUNDED_MILLIS = 1_000;

    private final Queues queues;
    private final Heads heads;
    private final Endpoints endpoints;
    private final Predicate<TenantEnvironment> turnedOn;
    private final Consumer<Flight> sender;
    private final Map<TenantEnvironment, Line> lines = new HashMap<>();
    /** Flights of which no record tells; their customers' heads are tried again a little later. */
    private final Queue<Flight> grounded = new ConcurrentLinkedQueue<>();

    /** The heads of one environment. */
    private static final class Line {
        private final Endpoint endpoint;
        private final Deque<CustomerKey> ready = new ArrayDeque<>();
        /** Customers who are ready or under way. */
        private final Set<CustomerKey> taken = new HashSet<>();
        private final Map<CustomerKey, Flight> flights = new HashMap<>();
        /** Whether the disk may have heads that are due beside those that are taken. */
        private boolean moreOnDisk;
        private long nextDueAt = Queues.NEVER;

        Line(Endpoint endpoint) {
            this.endpoint = endpoint;
        }
    }

    Departures(Queues queues, Heads heads, Endpoints endpoints, Predicate<TenantEnvironment> turnedOn,
            Consumer<Flight> sender) {
        this.queues = queues;
        this.heads = heads;
        this.endpoints = endpoints;
        this.turnedOn = turnedOn;
        this.sender = sender;
    }

    /** An environment has heads, nobody knows how many of them are due. */
    void wake(TenantEnvironment world) {
        line(world).moreOnDisk = true;
    }

    /** A customer's head is due at that time: a new one, or one that was planned anew. */
    void headDue(CustomerKey customer, long dueAt, long now) {
        Line line = line(customer.world());
        if (dueAt > now) {
            line.nextDueAt = Math.min(line.nextDueAt, dueAt);
        } else if (line.moreOnDisk || line.ready.size() >= MOST_READY) {
            line.moreOnDisk = true;
        } else if (line.taken.add(customer)) {
            line.ready.add(customer);
        }
    }

    /** Lets go what is due and finds a place. */
    void depart(TenantEnvironment world, long now) {
        Line line = line(world);
        if (line.ready.isEmpty() && !refill(world, line, now)) {
            return;
        }
        if (!turnedOn.test(world)) {
            return;
        }
        while (!line.ready.isEmpty() && line.endpoint.tryTakeOff(now)) {
            CustomerKey customer = line.ready.remove();
            Optional<Flight> flight = loaded(customer, line.endpoint.health().failures() == 0, now);
            if (flight.isPresent()) {
                line.flights.put(customer, flight.get());
                sender.accept(flight.get());
            } else {
                line.taken.remove(customer);
                line.endpoint.landed(now);
            }
            if (line.ready.isEmpty()) {
                refill(world, line, now);
            }
        }
    }

    /** Whether heads are ready afterwards. */
    private boolean refill(TenantEnvironment world, Line line, long now) {
        if (line.moreOnDisk || line.nextDueAt <= now) {
            Heads.Due due = heads.due(world, now, MOST_READY, line.taken::contains);
            line.ready.addAll(due.customers());
            line.taken.addAll(due.customers());
            line.moreOnDisk = due.more();
            line.nextDueAt = due.nextDueAt().orElse(Queues.NEVER);
        }
        return !line.ready.isEmpty();
    }

    /** The head and, when all goes well, what stands behind it; nothing when the head is gone or not due any more. */
    private Optional<Flight> loaded(CustomerKey customer, boolean several, long now) {
        Optional<QueueRow> queue = queues.queue(customer)
                .filter(found -> found.getHead() != 0 && found.getDueAt() <= now);
        if (queue.isEmpty()) {
            return Optional.empty();
        }
        List<Parcel> parcels = new ArrayList<>();
        addParcel(customer, queue.get().getHead(), parcels);
        if (several && queue.get().getTakenUp().isEmpty()) {
            for (long next = queue.get().getNext(); next <= queue.get().getLast()
                    && parcels.size() < MOST_PARCELS; next++) {
                addParcel(customer, next, parcels);
            }
        }
        return Optional.of(new Flight(ThreadLocalRandom.current().nextLong(), customer, parcels, grounded::add));
    }

    private void addParcel(CustomerKey customer, long ordinal, List<Parcel> parcels) {
        DeliveryRow row = queues.delivery(new DeliveryPlace(customer, ordinal))
                .orElseThrow(() -> new IllegalStateException("no delivery " + ordinal + " of " + customer));
        parcels.add(new Parcel(ordinal, row.getAttemptsMade() + 1, row.getEvent()));
    }

    /**
     * The flight ended, unless it is one of before this task began. Whether the customer's next head is due at once is
     * told after it, by {@link #headDue}.
     */
    void landed(CustomerKey customer, long flightId, long now) {
        Line line = line(customer.world());
        Flight flight = line.flights.get(customer);
        if (flight != null && flight.id() == flightId) {
            line.flights.remove(customer);
            line.taken.remove(customer);
            line.endpoint.landed(now);
        }
    }

    /** Whether deliveries of the customer are under way. */
    boolean flies(CustomerKey customer) {
        return line(customer.world()).flights.containsKey(customer);
    }

    /** Looks after all lines: from time to time, since time makes heads due and places free. */
    void tick(long now) {
        for (Flight flight = grounded.poll(); flight != null; flight = grounded.poll()) {
            landed(flight.customer(), flight.id(), now);
            Line line = line(flight.customer().world());
            line.nextDueAt = Math.min(line.nextDueAt, now + GROUNDED_MILLIS);
        }
        List.copyOf(lines.keySet()).forEach(world -> depart(world, now));
    }

    /** The partition leaves this node. */
    void close(long now) {
        lines.values().forEach(line -> line.flights.values().forEach(flight -> {
            flight.callBack();
            line.endpoint.landed(now);
        }));
        lines.clear();
    }

    private Line line(TenantEnvironment world) {
        return lines.computeIfAbsent(world, added -> new Line(endpoints.of(added)));
    }
}
