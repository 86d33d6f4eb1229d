package io.quotastack.nodes.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;

import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.data.DurableFile;
import io.quotastack.nodes.settings.AppSettings;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.schemas.format.FormatStamp;

/**
 * The state directory of one node, which one process has at a time; {@code node.properties} in it says what it belongs to.
 * The name of the last run is there too, by which a node that was killed is known to be this one.
 */
public final class NodeDirectory {

    private static final String FILE = "node.properties";
    private static final int RUN_BYTES = 4;

    private final Path path;
    private final Optional<Properties> found;

    private NodeDirectory(Path path, Optional<Properties> found) {
        this.path = path;
        this.found = found;
    }

    /** What the directory is of. Throws {@link CannotStartException} when it is of another app or format. */
    public static NodeDirectory in(DataDirectory directory, AppSettings settings) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return new NodeDirectory(directory.path(), Optional.empty());
        }
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            String what = "the state directory " + directory.path();
            new FormatStamp(Integer.parseInt(properties.getProperty("format", "")),
                    properties.getProperty("lowest.version", "unknown")).refusal(what, "an empty directory")
                    .ifPresent(NodeDirectory::refuse);
            String app = properties.getProperty("app", "");
            if (!app.equals(settings.app().command())) {
                refuse(what + " is of " + app + ", not of " + settings.app() + ": each node needs one of its own");
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new CannotStartException(file + " cannot be used: " + e, e);
        }
        return new NodeDirectory(directory.path(), Optional.of(properties));
    }

    public Path path() {
        return path;
    }

    /** The name of the run before this one, if there was one. */
    public Optional<String> lastRun() {
        return found.map(properties -> properties.getProperty("run", ""));
    }

    /** Throws {@link CannotStartException} when what is in the directory is of another cluster. */
    public void check(Cluster cluster) {
        found.ifPresent(properties -> {
            String id = properties.getProperty("cluster.id", "");
            String partitions = properties.getProperty("partitions", "");
            if (!id.equals(cluster.id())) {
                refuse("the state directory " + path + " is of the cluster " + id + ", but this one is " + cluster.id()
                        + ": use another directory, or the cluster that it is of");
            }
            if (!partitions.equals(Integer.toString(cluster.partitions()))) {
                refuse("the state directory " + path + " is of " + partitions + " partitions, but the cluster has "
                        + cluster.partitions() + ": start with an empty directory");
            }
        });
    }

    /** Begins a run of this node and keeps its name. */
    public String begin(AppSettings settings, Cluster cluster) {
        byte[] random = new byte[RUN_BYTES];
        new SecureRandom().nextBytes(random);
        String run = HexFormat.of().formatHex(random);
        try {
            DurableFile.write(path.resolve(FILE), "format=" + FormatStamp.CURRENT.format() + "\nlowest.version="
                    + FormatStamp.CURRENT.lowestVersion() + "\napp=" + settings.app().command() + "\ncluster.id="
                    + cluster.id() + "\npartitions=" + cluster.partitions() + "\nrun=" + run + "\n");
        } catch (IOException e) {
            throw new CannotStartException(path.resolve(FILE) + " cannot be written: " + e, e);
        }
        return run;
    }

    private static void refuse(String refusal) {
        throw new CannotStartException(refusal);
    }
}
