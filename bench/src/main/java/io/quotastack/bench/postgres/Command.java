package io.quotastack.bench.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A command of PostgreSQL's that runs to its end. */
final class Command {

    private static final int NOT_THERE = 127;

    private Command() {}

    /** How it ended, and all that it wrote. */
    record Ended(int exitCode, String output) {}

    /** A command that cannot be started counts as one that failed. */
    static Ended run(List<String> command, Map<String, String> environment) throws InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (IOException e) {
            return new Ended(NOT_THERE, command.getFirst() + " is not on the PATH");
        }
    }

    /** What it wrote. */
    static String mustRun(List<String> command, Map<String, String> environment) throws InterruptedException {
        Ended ended = run(command, environment);
        if (ended.exitCode() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed: " + ended.output());
        }
        return ended.output();
    }
}
