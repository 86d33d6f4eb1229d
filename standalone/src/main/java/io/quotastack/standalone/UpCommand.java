package io.quotastack.standalone;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code quotastack up}: runs until it is told to stop. */
@Command(name = "up", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Runs QuotaStack in one process, on 127.0.0.1 only. A port of 0 is a free one.")
final class UpCommand implements Runnable {

    @Option(names = "--data-dir", paramLabel = "DIR", description = "All that is kept; made at the first start.")
    private Path dataDirectory = Path.of("data");

    @Option(names = "--port", paramLabel = "PORT", converter = Port.class, description = "The HTTP API.")
    private int port = 8080;

    @Option(names = "--kafka-port", paramLabel = "PORT", converter = Port.class, description = "The Kafka broker.")
    private int kafkaPort = 9092;

    @Option(names = "--registry-port", paramLabel = "PORT", converter = Port.class, description = "The schema registry.")
    private int registryPort = 8081;

    @Option(names = "--partitions", paramLabel = "N", converter = Count.class, showDefaultValue = Visibility.NEVER, description = "Shards of customers, fixed at the first start (by default half the cores, at least 1).")
    private Optional<Integer> partitions = Optional.empty();

    @Option(names = "--no-fsync", description = "Faster, but a power cut can lose what was answered last. A crash of the process cannot.")
    private boolean noFsync;

    @Override
    public void run() {
        try {
            StandaloneServer.untilStopped(new UpOptions(dataDirectory, port, kafkaPort, registryPort,
                    partitions.map(OptionalInt::of).orElseGet(OptionalInt::empty), !noFsync));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** 0 to 65535. */
    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return number(text, 0, 65_535);
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
