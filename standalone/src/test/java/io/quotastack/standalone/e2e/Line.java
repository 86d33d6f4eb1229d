package io.quotastack.standalone.e2e;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

import org.apache.kafka.common.KafkaException;

import io.quotastack.events.UsageEvent;
import io.quotastack.standalone.e2e.Api.Answer;

/**
 * The way to a process that may be killed at any moment. What got no answer is sent again, to the next process on the same
 * directory, as long as it takes: which is all that CONTRACT 11 asks of a client.
 */
final class Line implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    /** Where the process can be reached, for as long as it lives. */
    private record End(List<Api> apis, UsageProducer producer) {}

    private final Function<QuotaStackProcess, Api> client;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicLong unanswered = new AtomicLong();
    private final Set<String> refusals = ConcurrentHashMap.newKeySet();
    private volatile End end;

    Line(QuotaStackProcess process, Function<QuotaStackProcess, Api> client) {
        this.client = client;
        this.end = endAt(process);
    }

    /** A line to several processes that serve the same: each request goes to the next one. */
    Line(List<Api> apis, UsageProducer producer) {
        this.client = process -> {
            throw new IllegalStateException("the processes stay where they are");
        };
        this.end = new End(apis, producer);
    }

    private End endAt(QuotaStackProcess process) {
        return new End(List.of(client.apply(process)), new UsageProducer(process));
    }

    /** From now on this process answers; the one before is gone. */
    void moveTo(QuotaStackProcess process) {
        End before = end;
        end = endAt(process);
        before.producer().close();
    }

    /** The answer to a request, however often it has to be sent. */
    Answer answer(Function<Api, Answer> request) {
        return untilDone(() -> {
            List<Api> apis = end.apis();
            Answer answer = request.apply(apis.get(Math.floorMod(turn.getAndIncrement(), apis.size())));
            if (answer.status() >= 500) {
                refusals.add(answer.status() + " " + answer.problem()
                        + (answer.headers().firstValue("Retry-After").isPresent() ? "" : " without Retry-After"));
                throw new NoAnswerException(answer.body());
            }
            return answer;
        });
    }

    /** Returns when the broker has the event, however often it has to be sent. */
    void produce(String key, UsageEvent event) {
        untilDone(() -> {
            end.producer().avro(key, event);
            return true;
        });
    }

    /** Each kind of a 5xx that came, by its status and problem. */
    Set<String> refusals() {
        return Set.copyOf(refusals);
    }

    /** How many times a request had to be sent again. */
    long unanswered() {
        return unanswered.get();
    }

    private <T> T untilDone(Supplier<T> attempt) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return attempt.get();
            } catch (UncheckedIOException | KafkaException | NoAnswerException e) {
                unanswered.incrementAndGet();
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("no answer within " + PATIENCE, e);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public void close() {
        end.producer().close();
    }

    /** 5xx: the request may have taken effect or not. */
    private static final class NoAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoAnswerException(String body) {
            super(body);
        }
    }
}
