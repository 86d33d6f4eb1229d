package io.quotastack.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Entitlement checks that always come to a decision in time: by the service, by an answer it gave before that is not too
 * old, or else by what was chosen for when it does not answer.
 *
 * <p>An answer is kept for exactly what was asked, units included: prices by volume may let more units fit than fewer. It
 * knows nothing of what was charged since.
 */
public final class Checks {

    /** What is decided in an outage. */
    public enum InAnOutage {
        ALLOW,
        DENY
    }

    /**
     * How checks go.
     *
     * @param otherwise what is decided when the service does not answer and no answer is kept that is young enough
     * @param within how long the service has to answer, all attempts together
     * @param fresh an answer that is no older is taken without asking; zero: the service is asked each time
     * @param stale when the service does not answer, one that is no older is taken; zero: none
     * @param mostKept how many answers are kept at the most
     */
    public record Settings(
            InAnOutage otherwise,
            Duration within,
            int attempts,
            Duration fresh,
            Duration stale,
            int mostKept) {

        /** A second, two attempts, and no answer from before. */
        public static Settings of(InAnOutage otherwise) {
            return new Settings(otherwise, Duration.ofSeconds(1), 2, Duration.ZERO, Duration.ZERO, 10_000);
        }

        public Settings within(Duration longest) {
            return new Settings(otherwise, longest, attempts, fresh, stale, mostKept);
        }

        public Settings fresh(Duration longest) {
            return new Settings(otherwise, within, attempts, longest, stale, mostKept);
        }

        public Settings stale(Duration longest) {
            return new Settings(otherwise, within, attempts, fresh, longest, mostKept);
        }

        public Settings mostKept(int most) {
            return new Settings(otherwise, within, attempts, fresh, stale, most);
        }

        private boolean keeps() {
            return fresh.isPositive() || stale.isPositive();
        }
    }

    private record Question(CustomerName customer, String key, long units) {}

    private record Kept(Entitlement entitlement, long askedAtNanos) {}

    private final QuotaStackClient client;
    private final Settings settings;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    /** The oldest first. */
    private final Map<Question, Kept> kept = new LinkedHashMap<>();

    Checks(QuotaStackClient client, Settings settings) {
        this(client, settings, System::nanoTime);
    }

    Checks(QuotaStackClient client, Settings settings, LongSupplier nanoTime) {
        this.client = client
                .with(Patience.STANDARD.withAttempts(settings.attempts).within(settings.within));
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /**
     * Whether so many units may be used.
     *
     * @throws ProblemException for what is no outage: a key that is not valid, a question that is none
     */
    public CheckAnswer check(CustomerName customer, String metric, long units) {
        var question = new Question(customer, metric, units);
        Optional<CheckAnswer> fresh = keptFor(question, settings.fresh);
        if (fresh.isPresent()) {
            return fresh.get();
        }
        long askedAt = nanoTime.getAsLong();
        try {
            return switch (client.check(customer, metric, units)) {
                case Result.Answered<Entitlement> answered -> {
                    keep(question, new Kept(answered.value(), askedAt));
                    yield new CheckAnswer.FromService(answered.value());
                }
                case Result.Refused<Entitlement> refused -> {
                    forget(question);
                    yield new CheckAnswer.NotCheckable(refused.problem());
                }
            };
        } catch (QuotaStackException e) {
            if (!isOutage(e)) {
                throw e;
            }
            return keptFor(question, settings.stale)
                    .orElseGet(() -> new CheckAnswer.Otherwise(settings.otherwise == InAnOutage.ALLOW, e));
        }
    }

    /** Whatever is wrong with the request would be so when the service is well, too. */
    private static boolean isOutage(QuotaStackException e) {
        return switch (e) {
            case NotAnsweredException notAnswered -> true;
            case ProblemException refused -> refused.problem().details().status() >= 500;
            case UnexpectedAnswerException unexpected -> unexpected.status() >= 500;
        };
    }

    private Optional<CheckAnswer> keptFor(Question question, Duration longest) {
        if (!longest.isPositive()) {
            return Optional.empty();
        }
        lock.lock();
        try {
            Kept answer = kept.get(question);
            if (answer == null) {
                return Optional.empty();
            }
            Duration age = Duration.ofNanos(nanoTime.getAsLong() - answer.askedAtNanos);
            return age.compareTo(longest) > 0
                    ? Optional.empty()
                    : Optional.of(new CheckAnswer.FromCache(answer.entitlement, age));
        } finally {
            lock.unlock();
        }
    }

    /** Of answers that overtake each other, the one that was asked for last stays. */
    private void keep(Question question, Kept answer) {
        if (!settings.keeps()) {
            return;
        }
        lock.lock();
        try {
            Kept before = kept.get(question);
            if (before != null && before.askedAtNanos - answer.askedAtNanos > 0) {
                return;
            }
            kept.remove(question);
            kept.put(question, answer);
            if (kept.size() > settings.mostKept) {
                kept.remove(kept.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    private void forget(Question question) {
        lock.lock();
        try {
            kept.remove(question);
        } finally {
            lock.unlock();
        }
    }
}
