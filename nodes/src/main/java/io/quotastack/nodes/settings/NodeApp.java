package io.quotastack.nodes.settings;

/** What runs as a process of its own and is set the same way, by the name of its command. */
public enum NodeApp {
    INIT("init", "creates or verifies topics, the operator's key and the first tenant"),
    RESEAL_SECRETS("reseal-secrets", "seals webhook secrets with a new master key"),
    VERIFY("verify", "proves that ledger and state are what the log of commands makes of them"),
    INGEST_API("ingest-api", "answers the HTTP API"),
    SCHEMA_REGISTRY("schema-registry", "the schema registry, in the protocol of Confluent's"),
    LEDGER_STREAMS("ledger-streams", "decides commands, keeps the ledger, answers reads"),
    METERING_STREAMS("metering-streams", "takes usage in from Kafka"),
    WEBHOOK_DISPATCHER("webhook-dispatcher", "delivers webhooks");

    private final String command;
    private final String words;

    NodeApp(String command, String words) {
        this.command = command;
        this.words = words;
    }

    /** What stands behind {@code ./quotastack}. */
    public String command() {
        return command;
    }

    /** What it does. */
    public String words() {
        return words;
    }

    @Override
    public String toString() {
        return command;
    }
}
