package io.quotastack.bench.process;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.javalin.Javalin;

/** The least that Javalin can do, in a process of its own: what an entitlement check is compared with. */
public final class HelloWorld implements AutoCloseable {

    /** What it answers. */
    public static final String PATH = "/hello";

    private static final Pattern READY = Pattern.compile("hello world on (\\d+)");

    private final ChildProcess process;
    private final URI server;

    private HelloWorld(ChildProcess process, URI server) {
        this.process = process;
        this.server = server;
    }

    public static HelloWorld start() throws InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        // The script gave this JVM the options that it gives to the product.
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), HelloWorld.class.getName()));
        ChildProcess process = ChildProcess.start(command, READY);
        return new HelloWorld(process, URI.create("http://127.0.0.1:" + process.awaitReady().group(1)));
    }

    public URI server() {
        return server;
    }

    @Override
    public void close() {
        process.close();
    }

    /** The child process: serves until it is killed. */
    public static void main(String[] arguments) {
        Javalin http = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.concurrency.useVirtualThreads = true;
            config.routes.get(PATH, context -> context.result("Hello World"));
        }).start("127.0.0.1", 0);
        System.out.println("hello world on " + http.port());
    }
}
