package io.quotastack.bench.process;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A small HTTP server to compare with, in a JVM of its own with the options that the product gets. Its main class says
 * {@link #ready} on the standard output when it serves, and serves until it is killed.
 */
public final class ServerProcess implements AutoCloseable {

    private static final String SERVING = "serving on ";
    private static final Pattern READY = Pattern.compile(SERVING + "(\\d+)");

    private final ChildProcess process;
    private final URI uri;

    private ServerProcess(ChildProcess process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** Starts a main class of this class path. */
    public static ServerProcess start(Class<?> main, Map<String, String> environment) throws InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        // The script gave this JVM the options that it gives to the product.
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        ChildProcess process = ChildProcess.start(command, environment, READY);
        return new ServerProcess(process, URI.create("http://127.0.0.1:" + process.awaitReady().group(1)));
    }

    /** What the server says when it serves. */
    public static String ready(int port) {
        return SERVING + port;
    }

    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        process.close();
    }
}
