package io.quotastack.nodes.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.RetriableException;

import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.nodes.start.Waiting;
import io.quotastack.nodes.start.Waiting.Try;

/** Asks the cluster, and tells a passing trouble, which is waited for, from one that its operator has to mend. */
public final class KafkaAnswers {

    private static final int PATIENCE_MILLIS = 5_000;

    private final Map<String, Object> kafka;
    private final Waiting waiting;

    /** @param kafka what any client of the cluster needs: `bootstrap.servers`, security */
    public KafkaAnswers(Map<String, Object> kafka, Waiting waiting) {
        var hurried = new HashMap<>(kafka);
        hurried.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        hurried.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        this.kafka = Map.copyOf(hurried);
        this.waiting = waiting;
    }

    /** A question to the cluster. */
    public interface Question<T> {
        Try<T> ask(Admin admin) throws ExecutionException, InterruptedException;
    }

    /** Asks until the cluster answers; {@link CannotStartException} when it refuses. */
    public <T> T until(Question<T> question) throws InterruptedException {
        return until("Kafka at " + kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG), question);
    }

    /** @param what is waited for */
    <T> T until(String what, Question<T> question) throws InterruptedException {
        return waiting.until(what, () -> {
            try (Admin admin = Admin.create(kafka)) {
                return question.ask(admin);
            } catch (ExecutionException e) {
                return troubleOf(Optional.ofNullable(e.getCause()).orElse(e));
            } catch (KafkaException e) {
                return troubleOf(e);
            }
        });
    }

    private <T> Try<T> troubleOf(Throwable trouble) {
        List<Throwable> causes = Stream.iterate(trouble, Objects::nonNull, Throwable::getCause).toList();
        String why = causes.getLast().toString();
        // Names of hosts that do not resolve yet: Kafka says so by a fault of its configuration.
        boolean unresolved = causes.getLast() instanceof ConfigException
                && why.contains(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        if (unresolved || causes.stream().anyMatch(RetriableException.class::isInstance)) {
            return Try.notYet(why);
        }
        throw new CannotStartException("Kafka at " + kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
                + " refuses this node: " + why, trouble);
    }
}
