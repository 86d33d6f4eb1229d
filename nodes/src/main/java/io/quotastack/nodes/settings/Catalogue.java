package io.quotastack.nodes.settings;

import static io.quotastack.nodes.settings.NodeApp.INGEST_API;
import static io.quotastack.nodes.settings.NodeApp.INIT;
import static io.quotastack.nodes.settings.NodeApp.LEDGER_STREAMS;
import static io.quotastack.nodes.settings.NodeApp.METERING_STREAMS;
import static io.quotastack.nodes.settings.NodeApp.RESEAL_SECRETS;
import static io.quotastack.nodes.settings.NodeApp.SCHEMA_REGISTRY;
import static io.quotastack.nodes.settings.NodeApp.VERIFY;
import static io.quotastack.nodes.settings.NodeApp.WEBHOOK_DISPATCHER;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import io.quotastack.platform.transport.InternalSecret;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.schemas.secret.MasterKey;

/** All settings there are, beside those of Kafka's clients ({@link KafkaProperties}). */
public final class Catalogue {

    public static final Setting<List<String>> BOOTSTRAP_SERVERS = Setting
            .of("bootstrap.servers", Kind.addresses(), "the Kafka cluster").requiredByAll();

    public static final Setting<String> CLUSTER_ID = Setting.of("cluster.id",
            Kind.text("a cluster id of Kafka", "[\\w-]{1,40}"), "what the cluster's id must be; none: any");

    public static final Setting<Integer> PARTITIONS = Setting.of("partitions", Kind.number(1, 1_000),
            "shards of customers, fixed for ever by init: those of the cluster; of an empty one, 12");

    public static final Setting<Integer> REPLICATION_FACTOR = Setting
            .of("replication.factor", Kind.number(1, 10), "copies of each topic").otherwise("3").of(INIT);

    public static final Setting<Integer> MIN_INSYNC_REPLICAS = Setting.of("min.insync.replicas", Kind.number(1, 10),
            "copies that have a record before it is acknowledged; by default all but one, at least 1").of(INIT);

    public static final Setting<Path> CREDENTIALS_FILE = Setting.of("credentials.file", Kind.path(),
            "where the first keys are written, for its owner only; move it away afterwards")
            .otherwise("credentials.json").of(INIT);

    public static final Setting<MasterKey> MASTER_KEY = Setting
            .of("master.key", Kind.masterKey(), "seals tenants' webhook secrets; the same for all nodes")
            .of(INIT, RESEAL_SECRETS, INGEST_API, WEBHOOK_DISPATCHER).requiredByAll().asSecret();

    public static final Setting<List<MasterKey>> MASTER_KEY_PREVIOUS = Setting
            .of("master.key.previous", Kind.masterKeys(), "keys before that one, while it takes their place")
            .of(INIT, RESEAL_SECRETS, INGEST_API, WEBHOOK_DISPATCHER).asSecret();

    public static final Setting<String> REGISTRY_URL = Setting.of("registry.url", Kind.urls(), "the schema registry")
            .of(VERIFY, LEDGER_STREAMS, METERING_STREAMS, WEBHOOK_DISPATCHER).requiredByAll();

    public static final Setting<String> REGISTRY_USER_INFO = Setting
            .of("registry.user.info", Kind.text("user:password", "[^:]+:.+"), "credentials for the schema registry")
            .of(VERIFY, LEDGER_STREAMS, METERING_STREAMS, WEBHOOK_DISPATCHER).asSecret();

    public static final Setting<Path> REGISTRY_TRUSTSTORE = Setting
            .of("registry.ssl.truststore.location", Kind.path(), "the certificates that the registry's is checked with")
            .of(VERIFY, LEDGER_STREAMS, METERING_STREAMS, WEBHOOK_DISPATCHER);

    public static final Setting<String> REGISTRY_TRUSTSTORE_PASSWORD = Setting
            .of("registry.ssl.truststore.password", Kind.secret(1), "opens that file")
            .of(VERIFY, LEDGER_STREAMS, METERING_STREAMS, WEBHOOK_DISPATCHER).asSecret();

    public static final Setting<String> REGISTRY_TRUSTSTORE_TYPE = Setting
            .of("registry.ssl.truststore.type", Kind.text("JKS, PKCS12 or PEM", "JKS|PKCS12|PEM"), "what kind it is of")
            .otherwise("PKCS12").of(VERIFY, LEDGER_STREAMS, METERING_STREAMS, WEBHOOK_DISPATCHER);

    public static final Setting<Boolean> REGISTRY_AUTO_REGISTER = Setting
            .of("registry.auto.register", Kind.bool(),
                    "false where others register the schemas: they must be there then")
            .otherwise("true").of(LEDGER_STREAMS, METERING_STREAMS, WEBHOOK_DISPATCHER);

    public static final Setting<String> VALUE_SERDE = Setting
            .of("value.serde", Kind.text("a class", "[\\w.$]+"), "the class of all Avro serdes, instead of ours")
            .of(VERIFY, LEDGER_STREAMS, METERING_STREAMS, WEBHOOK_DISPATCHER);

    public static final Setting<String> HOST = Setting
            .of("host", Kind.text("a host or an address", "[\\w.:-]+"), "the address to listen on; 0.0.0.0: all")
            .otherwise("127.0.0.1")
            .of(INGEST_API, SCHEMA_REGISTRY, LEDGER_STREAMS, METERING_STREAMS, WEBHOOK_DISPATCHER);

    public static final Setting<Integer> PORT = Setting
            .of("port", Kind.port(), "where the API answers; 0: a free one").otherwise("8080").of(INGEST_API);

    public static final Setting<Set<String>> HOST_NAMES = Setting
            .of("host.names", Kind.set("names, separated by commas", "[\\w-]+(\\.[\\w-]+)*"),
                    "by what else the API may be called, where it listens on the loopback behind a proxy")
            .of(INGEST_API);

    public static final Setting<Set<String>> CORS_ORIGINS = Setting
            .of("cors.origins", Kind.set("origins such as https://app.example.com, separated by commas",
                    "https?://([a-z0-9.-]+|\\[[0-9a-f:]+])(:\\d{1,5})?"),
                    "of web pages that may call the API")
            .of(INGEST_API);

    public static final Setting<Integer> HEALTH_PORT = Setting
            .of("health.port", Kind.port(), "/healthz, /readyz and /metrics; 0: a free one").otherwise("9464")
            .of(INGEST_API, SCHEMA_REGISTRY, LEDGER_STREAMS, METERING_STREAMS, WEBHOOK_DISPATCHER);

    public static final Setting<Integer> INTERNAL_PORT = Setting
            .of("internal.port", Kind.number(1, 65_535), "where other nodes call this one").otherwise("9465")
            .of(LEDGER_STREAMS, WEBHOOK_DISPATCHER);

    public static final Setting<NodeAddress> INTERNAL_ADDRESS = Setting.of("internal.address", Kind.address(),
            "where other nodes reach that port; by default host and internal.port, or the host's name for 0.0.0.0")
            .of(LEDGER_STREAMS, WEBHOOK_DISPATCHER);

    public static final Setting<InternalSecret> INTERNAL_SECRET = Setting
            .of("internal.secret", Kind.internalSecret(),
                    "what nodes show each other; without it, the internal port listens on the loopback only")
            .of(INGEST_API, LEDGER_STREAMS, METERING_STREAMS, WEBHOOK_DISPATCHER).asSecret();

    public static final Setting<List<NodeAddress>> LEDGER_NODES = Setting
            .of("ledger.nodes", Kind.nodeAddresses(),
                    "internal addresses of some ledger-streams nodes, of which one at least is there at any time")
            .of(INGEST_API, METERING_STREAMS).requiredByAll();

    public static final Setting<List<NodeAddress>> WEBHOOK_NODES = Setting
            .of("webhook.nodes", Kind.nodeAddresses(),
                    "internal addresses of some webhook-dispatcher nodes, of which one at least is there at any time")
            .of(INGEST_API).requiredByAll();

    public static final Setting<Integer> REGISTRY_PORT = Setting
            .of("registry.port", Kind.port(), "where the schema registry listens; 0: a free one").otherwise("8081")
            .of(SCHEMA_REGISTRY);

    public static final Setting<String> INSTANCE_ID = Setting
            .of("instance.id", Kind.text("up to 100 letters, digits, dots, dashes and underscores", "[\\w.-]{1,100}"),
                    "the node's name: unique among those of its app, the same after a restart; by default the host's")
            .of(LEDGER_STREAMS, METERING_STREAMS, WEBHOOK_DISPATCHER);

    public static final Setting<Path> STATE_DIRECTORY = Setting
            .of("state.directory", Kind.path(), "stores and history, of this one node; losing it costs a restore")
            .otherwise("state").of(LEDGER_STREAMS, METERING_STREAMS, WEBHOOK_DISPATCHER);

    public static final Setting<Integer> MIN_FREE = Setting
            .of("min.free.mib", Kind.number(0, 1 << 20),
                    "MiB of the state directory's disk below which no writes are taken; by default 1024, or a tenth of a smaller disk")
            .of(LEDGER_STREAMS, WEBHOOK_DISPATCHER);

    public static final Setting<Integer> THREADS = Setting
            .of("threads", Kind.number(1, 100), "stream threads; by default half the cores, at least 1")
            .of(LEDGER_STREAMS, WEBHOOK_DISPATCHER);

    public static final Setting<Integer> STANDBY_REPLICAS = Setting
            .of("standby.replicas", Kind.number(0, 5),
                    "other nodes that keep a copy of each store; by default 1, or 0 with one copy of each topic")
            .of(LEDGER_STREAMS, WEBHOOK_DISPATCHER);

    public static final Setting<Boolean> PRIVATE_WEBHOOKS = Setting
            .of("webhooks.private.addresses", Kind.bool(),
                    "whether webhooks may go to private addresses, and in live by plain http")
            .otherwise("false").of(INGEST_API, WEBHOOK_DISPATCHER);

    public static final Setting<Boolean> WEBHOOK_ANSWERS = Setting
            .of("webhooks.show.answers", Kind.bool(),
                    "whether tenants see the first KiB of what their receivers answer")
            .otherwise("true").of(WEBHOOK_DISPATCHER);

    /** In the order of the reference. */
    public static final List<Setting<?>> ALL = List.of(BOOTSTRAP_SERVERS, CLUSTER_ID, PARTITIONS, REPLICATION_FACTOR,
            MIN_INSYNC_REPLICAS, CREDENTIALS_FILE, MASTER_KEY, MASTER_KEY_PREVIOUS, REGISTRY_URL, REGISTRY_USER_INFO,
            REGISTRY_TRUSTSTORE,
            REGISTRY_TRUSTSTORE_PASSWORD, REGISTRY_TRUSTSTORE_TYPE, REGISTRY_AUTO_REGISTER, VALUE_SERDE, HOST,
            PORT, HOST_NAMES, CORS_ORIGINS, HEALTH_PORT, INTERNAL_PORT, INTERNAL_ADDRESS, INTERNAL_SECRET, LEDGER_NODES,
            WEBHOOK_NODES,
            REGISTRY_PORT, INSTANCE_ID, STATE_DIRECTORY, MIN_FREE, THREADS, STANDBY_REPLICAS, PRIVATE_WEBHOOKS,
            WEBHOOK_ANSWERS);

    private Catalogue() {}

    /** An app's own, in the order of the reference. */
    public static List<Setting<?>> of(NodeApp app) {
        return ALL.stream().filter(setting -> setting.apps().contains(app)).toList();
    }
}
