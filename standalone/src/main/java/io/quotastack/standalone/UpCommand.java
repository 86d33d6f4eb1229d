package io.quotastack.standalone;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.nodes.settings.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code quotastack up}: runs until it is told to stop. */
@Command(name = "up", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Runs QuotaStack in one process, broker and registry on 127.0.0.1 only. A port of 0 is a free one.")
final class UpCommand implements Runnable {

    @Option(names = "--data-dir", paramLabel = "DIR", description = "All that is kept; made at the first start.")
    private Path dataDirectory = Path.of("data");

    @Option(names = "--host", paramLabel = "HOST", converter = LocalAddress.class, description = "Where the API listens, and the health port, if there is one; 0.0.0.0: everywhere.")
    private String host = StandaloneServer.LOOPBACK;

    @Option(names = "--port", paramLabel = "PORT", converter = Port.class, description = "The HTTP API.")
    private int port = 8080;

    @Option(names = "--kafka-port", paramLabel = "PORT", converter = Port.class, description = "The Kafka broker.")
    private int kafkaPort = 9092;

    @Option(names = "--registry-port", paramLabel = "PORT", converter = Port.class, description = "The schema registry.")
    private int registryPort = 8081;

    @Option(names = "--health-port", paramLabel = "PORT", converter = Port.class, showDefaultValue = Visibility.NEVER, description = "/healthz, /readyz and /metrics; the API does not show the metrics then.")
    private Optional<Integer> healthPort = Optional.empty();

    @Option(names = "--partitions", paramLabel = "N", converter = Count.class, showDefaultValue = Visibility.NEVER, description = "Shards of customers, fixed at the first start (by default half the cores, at least 1).")
    private Optional<Integer> partitions = Optional.empty();

    @Option(names = "--no-fsync", description = "Faster, but a power cut can lose what was answered last. A crash of the process cannot.")
    private boolean noFsync;

    @Option(names = "--no-private-webhooks", description = "Webhooks go to public addresses only, and in live by https.")
    private boolean noPrivateWebhooks;

    @Option(names = "--no-webhook-answers", description = "Tenants do not see what their receivers answer.")
    private boolean noWebhookAnswers;

    @Option(names = "--host-name", paramLabel = "NAME", split = ",", converter = Name.class, description = "By what else the API may be called, where a proxy on this machine passes its own name on.")
    private Set<String> hostNames = Set.of();

    @Option(names = "--cors-origin", paramLabel = "ORIGIN", split = ",", converter = Origin.class, description = "An origin, such as https://app.example.com, whose web pages may call the API.")
    private Set<String> corsOrigins = Set.of();

    @Option(names = "--min-free-mib", paramLabel = "MIB", showDefaultValue = Visibility.NEVER, converter = Mebibytes.class, description = "What of the disk is to be kept free: below it, no writes are taken (by default 1024, or a tenth of a smaller disk).")
    private Optional<Integer> minFreeMebibytes = Optional.empty();

    @Option(names = "--accept-clock", description = "The clock is right, however far it is from the last time that was seen.")
    private boolean acceptClock;

    @Option(names = "--new-secrets-key", description = "Makes a new secrets.key where it is missing, though webhook secrets are sealed with the one that was there.")
    private boolean newSecretsKey;

    @Override
    public void run() {
        try {
            StandaloneServer.untilStopped(new UpOptions(dataDirectory, host, port, kafkaPort, registryPort,
                    partitions.map(OptionalInt::of).orElseGet(OptionalInt::empty), !noFsync,
                    !noPrivateWebhooks, !noWebhookAnswers, hostNames, corsOrigins,
                    healthPort.map(OptionalInt::of).orElseGet(OptionalInt::empty), minFreeMebibytes, acceptClock,
                    newSecretsKey));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An address that this machine has, or a name of one. */
    static final class LocalAddress implements ITypeConverter<String> {
        @Override
        public String convert(String text) throws SocketException {
            try {
                // An empty name would be the loopback.
                InetAddress address = InetAddress.getByName(text.isBlank() ? "." : text);
                if (address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null) {
                    return text;
                }
            } catch (UnknownHostException e) {
                // The same message as for another machine's.
            }
            throw new TypeConversionException("'" + text + "' is no address of this machine");
        }
    }

    /** As in the setting of a node. */
    static final class Name implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return one(Catalogue.HOST_NAMES, text);
        }
    }

    /** As in the setting of a node. */
    static final class Origin implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return one(Catalogue.CORS_ORIGINS, text);
        }
    }

    private static String one(Setting<Set<String>> setting, String text) {
        return setting.kind().parse().apply(text).filter(all -> all.size() == 1)
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not of " + setting.kind().words()))
                .iterator().next();
    }

    /** 0 to 65535. */
    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return number(text, 0, 65_535);
        }
    }

    /** 0 to 1 TiB. */
    static final class Mebibytes implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return number(text, 0, 1 << 20);
        }
    }

    /** 1 to 1000. */
    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return number(text, 1, 1_000);
        }
    }

    private static int number(String text, int lowest, int highest) {
        try {
            int number = Integer.parseInt(text);
            if (lowest <= number && number <= highest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same message as for a number out of range.
        }
        throw new TypeConversionException("'" + text + "' is not a number from " + lowest + " to " + highest);
    }
}
