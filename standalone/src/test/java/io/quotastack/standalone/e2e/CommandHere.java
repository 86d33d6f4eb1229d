package io.quotastack.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;

import picocli.CommandLine;

import io.quotastack.standalone.Main;
import io.quotastack.standalone.e2e.QuotaStackProcess.Ended;

/**
 * {@code quotastack} with a command that ends, in the JVM of the tests, whose classes are loaded and compiled: a process of
 * its own spends several times as much CPU on its start as on the command. {@link VerifyTest} has processes, too.
 */
public final class CommandHere {

    private CommandHere() {}

    /** {@code quotastack verify}, beside a process on that directory or without one. */
    static Ended verify(Path dataDirectory) {
        return run("verify", "--data-dir", dataDirectory.toString());
    }

    static Ended run(String... command) {
        return run(Main::commands, command);
    }

    /**
     * Runs a command. Standard output and error are its own meanwhile: a JVM runs one test at a time.
     *
     * @param commands made when these are set, which they may keep
     */
    public static Ended run(Supplier<CommandLine> commands, String... command) {
        var output = new ByteArrayOutputStream();
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        try (var out = new PrintStream(output, true, UTF_8)) {
            System.setOut(out);
            System.setErr(out);
            var writer = new PrintWriter(out, true, UTF_8);
            int exitCode = commands.get().setOut(writer).setErr(writer).execute(command);
            writer.flush();
            return new Ended(exitCode, output.toString(UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }
}
