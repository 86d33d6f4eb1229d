package io.quotastack.standalone.doctor;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.start.BoundPort.Wanted;
import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.broker.EmbeddedBroker;
import io.quotastack.standalone.data.Installation;
import io.quotastack.standalone.doctor.Finding.Grade;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code quotastack doctor}: what an installation stands on. Exit codes: 0 all is well, warnings apart; 1 something is to be
 * mended; 2 wrong usage.
 */
@Command(name = "doctor", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Looks at disk, fsync, clock, ports, registry, topics and lag, beside a running process or on a stopped data directory, and says what to mend. It changes nothing.")
public final class DoctorCommand implements Callable<Integer> {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int WELL = 0;
    private static final int TO_BE_MENDED = 1;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "The installation; its process may run.")
    private Path dataDirectory = Path.of("data");

    @Option(names = "--port", paramLabel = "PORT", description = "Of the API.")
    private int port = 8080;

    @Option(names = "--kafka-port", paramLabel = "PORT", description = "That the next start is to have; of a running process it is known.")
    private int kafkaPort = 9092;

    @Option(names = "--registry-port", paramLabel = "PORT", description = "Of the schema registry.")
    private int registryPort = 8081;

    @Option(names = "--json", description = "A JSON document for each finding.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    DoctorCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        List<Finding> findings = findings();
        PrintWriter out = spec.commandLine().getOut();
        findings.forEach(finding -> print(finding, out));
        out.flush();
        return findings.stream().anyMatch(finding -> finding.grade() == Grade.WRONG) ? TO_BE_MENDED : WELL;
    }

    private List<Finding> findings() throws InterruptedException {
        Path path = dataDirectory.toAbsolutePath().normalize();
        List<Finding> findings = new ArrayList<>(DiskCheck.of(path));
        if (!Files.isDirectory(path) || !Installation.isIn(path)) {
            findings.addFirst(Finding.ok("installation", "none in " + path + " yet; ./quotastack up makes it"));
            findings.addAll(PortsCheck.of(wantedPorts()));
            return findings;
        }
        Optional<DataDirectory> free = DataDirectory.openIfFree(path);
        if (free.isPresent()) {
            try (DataDirectory stopped = free.get()) {
                findings.addAll(0, InstallationCheck.ofStopped(stopped));
            }
            findings.addAll(PortsCheck.of(wantedPorts()));
            return findings;
        }
        findings.addFirst(Finding.ok("installation", path + ", running"));
        findings.add(InstallationCheck.credentials(path));
        findings.addAll(running(path));
        return findings;
    }

    private List<Finding> running(Path path) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try (var services = new ServiceCheck()) {
            findings.addAll(services.api("http://" + LOOPBACK + ":" + port));
            findings.add(services.registry("http://" + LOOPBACK + ":" + registryPort));
        }
        Optional<String> broker = EmbeddedBroker.bootstrapServersOf(path);
        findings.addAll(broker.isPresent()
                ? new KafkaCheck(broker.get()).findings()
                : List.of(Finding.wrong("Kafka", "the process has no broker yet", "wait until it is ready")));
        return findings;
    }

    private List<Wanted> wantedPorts() {
        return List.of(new Wanted("--port", LOOPBACK, port), new Wanted("--kafka-port", LOOPBACK, kafkaPort),
                new Wanted("--registry-port", LOOPBACK, registryPort));
    }

    private void print(Finding finding, PrintWriter out) {
        if (json) {
            ObjectNode document = Json.MAPPER.createObjectNode().put("grade", finding.grade().text())
                    .put("subject", finding.subject()).put("found", finding.found());
            out.println(finding.mend().isEmpty() ? document : document.put("mend", finding.mend()));
        } else {
            out.printf("%-8s %s: %s%n", finding.grade().text(), finding.subject(), finding.found());
            if (!finding.mend().isEmpty()) {
                out.println("         to mend: " + finding.mend());
            }
        }
    }
}
