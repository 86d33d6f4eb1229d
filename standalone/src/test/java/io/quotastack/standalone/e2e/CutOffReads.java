package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.quotastack.standalone.e2e.Api.Answer;

/**
 * Customers who are written to by way of whoever owns them, and are read after each answer by way of one node alone, which may
 * be the owner, or have been. What it answers must show what was answered before; it may refuse.
 */
final class CutOffReads implements AutoCloseable {

    private static final int CUSTOMERS = 12;
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(90);
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final Api writer;
    private final Api reader;
    private final List<Customer> owned = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> wrong = ConcurrentHashMap.newKeySet();
    private final AtomicLong shown = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean stopping;

    CutOffReads(Api writer, Api reader) {
        this.writer = writer;
        this.reader = reader;
    }

    /** Returns when it is known whom that node owns. */
    void start() throws InterruptedException {
        List<Customer> all = IntStream.range(0, CUSTOMERS).mapToObj(i -> new Customer("cut-off-" + i)).toList();
        List<Thread> firsts = all.stream().map(customer -> Thread.ofVirtual().start(customer::step)).toList();
        for (Thread first : firsts) {
            first.join();
        }
        all.stream().filter(customer -> customer.refused.get() == 0).forEach(owned::add);
        assertThat(owned).as("customers of the node that is asked").isNotEmpty();
        owned.forEach(customer -> threads.add(Thread.ofVirtual().start(customer::run)));
    }

    /** Returns when that node has refused to read each of them, after somebody else had answered a write. */
    void expectRefused() {
        Eventually.within(REFUSED_WITHIN, () -> owned.stream().filter(customer -> customer.refused.get() == 0).toList(),
                List::isEmpty);
    }

    void finish() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofMinutes(1))).as("an answer came").isTrue();
        }
        assertThat(wrong).isEmpty();
    }

    @Override
    public void close() {
        stopping = true;
        threads.forEach(Thread::interrupt);
    }

    @Override
    public String toString() {
        return owned.size() + " customers read by way of the node that was cut off: " + shown + " reads answered, "
                + refused + " refused, 0 wrong";
    }

    private final class Customer {

        private final String path;
        private long balance;
        private final AtomicLong refused = new AtomicLong();

        Customer(String name) {
            this.path = new Account(writer, name).path("/credits");
        }

        void run() {
            while (!stopping) {
                step();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        void step() {
            write();
            read();
        }

        private void write() {
            Api once = writer.idempotencyKey("write-" + balance);
            for (Answer answer = adjusted(once); answer.status() != 201; answer = adjusted(once)) {
                assertThat(answer.status()).as(answer.body()).isEqualTo(503);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            balance++;
        }

        private Answer adjusted(Api once) {
            return once.post(path + "/adjust", Map.of("credits", 1, "reason", "a test"));
        }

        private void read() {
            Answer answer = reader.get(path);
            if (answer.status() == 503) {
                refused.incrementAndGet();
                CutOffReads.this.refused.incrementAndGet();
            } else if (answer.expect(200).number("balance") == balance) {
                shown.incrementAndGet();
            } else {
                wrong.add(balance + " was answered, and then read: " + answer.body());
            }
        }
    }
}
