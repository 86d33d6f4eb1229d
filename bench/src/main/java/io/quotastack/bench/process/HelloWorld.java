package io.quotastack.bench.process;

import io.javalin.Javalin;

/** The least that Javalin can do: what an entitlement check is compared with. */
public final class HelloWorld {

    /** What it answers. */
    public static final String PATH = "/hello";

    private HelloWorld() {}

    /** A process of its own, see {@link ServerProcess}. */
    public static void main(String[] arguments) {
        Javalin http = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.concurrency.useVirtualThreads = true;
            config.routes.get(PATH, context -> context.result("Hello World"));
        }).start("127.0.0.1", 0);
        System.out.println(ServerProcess.ready(http.port()));
    }
}
