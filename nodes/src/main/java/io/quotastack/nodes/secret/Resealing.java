package io.quotastack.nodes.secret;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.Reply;
import io.quotastack.nodes.cluster.Cluster;
import io.quotastack.nodes.cluster.ClusterSettings;
import io.quotastack.nodes.cluster.KafkaAnswers;
import io.quotastack.nodes.settings.AppSettings;
import io.quotastack.nodes.start.Apps;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.nodes.start.Counted;
import io.quotastack.nodes.start.Progress;
import io.quotastack.nodes.start.RunningParts;
import io.quotastack.nodes.start.Waiting;
import io.quotastack.platform.app.WriteGate;
import io.quotastack.platform.config.ConfigClient;
import io.quotastack.platform.config.ConfigView;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.secret.SecretBox;
import io.quotastack.schemas.topic.Topics;

/**
 * {@code reseal-secrets}: makes a master key the cluster's and seals every webhook secret with it that another one sealed.
 * Each secret is replaced only if it is still the one that was sealed anew, so that a tenant may set another one meanwhile.
 * It may be run again at any time, and goes on where it was cut off.
 */
public final class Resealing {

    private static final Duration CONFIGURATION_PATIENCE = Duration.ofMinutes(1);
    /** Nodes that still have the old key as theirs may seal as fast as secrets are sealed anew. */
    private static final int MOST_PASSES = 10;

    private static final int FAILURES_TOLD = 20;

    private final AppSettings settings;
    private final SecretBox secrets;
    private final Progress progress = new Progress(System.out);

    private Resealing(AppSettings settings) {
        this.settings = settings;
        this.secrets = settings.secrets();
    }

    /** The exit code: all secrets are sealed with the key. Throws what kept it from that. */
    public static int run(AppSettings settings) throws InterruptedException {
        return new Resealing(settings).run();
    }

    private int run() throws InterruptedException {
        var answers = new KafkaAnswers(settings.kafka(), new Waiting(progress));
        var cluster = Cluster.await(settings, answers, Topics.ALL);
        progress.done("cluster " + cluster.id() + " is there");
        new ClusterSettings(settings.kafka(), answers).replaceMasterKey(secrets);
        progress.done("its master key has the fingerprint " + secrets.keyId());
        try (var parts = new RunningParts()) {
            var apps = new Apps(parts);
            ConfigView config = apps.start("configuration", new ConfigView(settings.kafka()), CONFIGURATION_PATIENCE);
            ConfigClient client = apps.start("configuration client",
                    new ConfigClient(config, settings.kafka(), ConfigClient.Limits.DEFAULT, WriteGate.OPEN),
                    CONFIGURATION_PATIENCE);
            apps.awaitReady();
            SealedSecrets.requireOpened(config.current(), secrets);
            progress.say("quotastack reseal-secrets done: " + resealed(client) + " secrets sealed anew");
        }
        return 0;
    }

    private int resealed(ConfigClient client) {
        int resealed = 0;
        Map<SealedSecret, String> failed = new LinkedHashMap<>();
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            List<Map.Entry<TenantEnvironment, SealedSecret>> left = SealedSecrets.notAnew(client.current(), secrets)
                    .stream()
                    .filter(secret -> !failed.containsKey(secret.getValue())).toList();
            if (left.isEmpty()) {
                requireNone(failed, resealed);
                return resealed;
            }
            for (var secret : left) {
                Optional<String> whyNot = reseal(client, secret.getKey(), secret.getValue());
                whyNot.ifPresent(why -> failed.put(secret.getValue(), secret.getKey() + " (" + why + ")"));
                resealed += whyNot.isPresent() ? 0 : 1;
            }
        }
        throw new CannotStartException("secrets are still being sealed with another master key: give every ingest-api "
                + "the new one first, then run this again");
    }

    /** One that cannot be replaced keeps no other from it. */
    private static void requireNone(Map<SealedSecret, String> failed, int resealed) {
        if (!failed.isEmpty()) {
            throw new CannotStartException(Counted.of(resealed, "secret") + " sealed anew, and "
                    + Counted.of(failed.size(), "secret") + " could not be replaced: "
                    + failed.values().stream().limit(FAILURES_TOLD).collect(Collectors.joining("; "))
                    + (failed.size() > FAILURES_TOLD ? "; and others" : "")
                    + ". The master key before is still needed for them: run this again");
        }
    }

    /** Why it could not be replaced, if it could not. */
    private Optional<String> reseal(ConfigClient client, TenantEnvironment tenantEnvironment, SealedSecret before) {
        var command = new ConfigCommand.ResealSecret(tenantEnvironment, before,
                secrets.seal(tenantEnvironment, secrets.open(tenantEnvironment, before)));
        Reply reply;
        try {
            reply = client.submit(UUID.randomUUID().toString(), "root", Optional.empty(), command).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof OutcomePendingException || e.getCause() instanceof UnavailableException) {
                throw new CannotStartException("no ledger node decides what changes the configuration; run this again "
                        + "when one does", e);
            }
            throw e;
        }
        return reply.status() == 200 ? Optional.empty() : Optional.of(detail(reply));
    }

    private static String detail(Reply reply) {
        String status = "status " + reply.status();
        try {
            String detail = Json.MAPPER.readTree(reply.body()).path("detail").asText();
            return detail.isEmpty() ? status : status + ", " + detail;
        } catch (IOException e) {
            return status + ", with a body that is no JSON: " + e.getMessage();
        }
    }
}
