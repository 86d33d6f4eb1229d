package io.quotastack.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

import io.quotastack.nodes.data.Credentials;
import io.quotastack.nodes.start.RunningParts;
import io.quotastack.platform.app.SteadyClock;
import io.quotastack.schemas.json.Json;
import picocli.CommandLine.Command;

/**
 * Runs everything once on a throw-away directory and ends: {@code ./quotastack} has the JVM record which classes it
 * loads and what it learns of them (JEP 514, 515), which halves the CPU time of every later start.
 */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("quotastack-warmup");
        try (var parts = new RunningParts()) {
            StandaloneServer.Running running = StandaloneServer
                    .start(new UpOptions(directory, StandaloneServer.LOOPBACK, 0, 0, 0, OptionalInt.empty(), false,
                            true, true, Set.of(), Set.of(), OptionalInt.empty(), Optional.of(0), false, false),
                            parts, new SteadyClock());
            new WarmUp(running, credential(directory, "tenant_id"), credential(directory, "live_key")).play();
            ask(running, directory);
        } finally {
            delete(directory);
        }
        return 0;
    }

    /** The commands that ask the API live for a moment: all they do is load classes. */
    private static void ask(StandaloneServer.Running running, Path directory) {
        int code = Main.commands().setOut(new PrintWriter(Writer.nullWriter())).execute("customer", "show",
                WarmUp.name(0), "--url", running.api().toString(), "--data-dir", directory.toString());
        if (code != 0) {
            throw new IllegalStateException("customer show ended with " + code);
        }
    }

    private static String credential(Path directory, String member) throws IOException {
        return Json.MAPPER.readTree(Files.readString(directory.resolve(Credentials.FILE))).required(member)
                .textValue();
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException fault)
                    throws IOException {
                if (fault != null) {
                    throw fault;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
