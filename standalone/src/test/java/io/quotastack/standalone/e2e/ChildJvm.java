package io.quotastack.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.quotastack.standalone.Main;

/**
 * The JVM of child processes: the test's own, on the test's class path, with the serial collector and the first compiler
 * only, since many of them start and none lives long.
 *
 * <p>A start is most of what a child costs, and a build starts more than a hundred. When a test run has started a few, it
 * records one start beside the tests (as {@code ./quotastack} does, and like there from Java 25 on), and later children
 * begin with what that has loaded: half the CPU time. A run of one class ends before that.
 */
public final class ChildJvm {

    private static final int STARTS_BEFORE_RECORDING = 3;
    private static final Pattern READY = Pattern.compile("quotastack ready in ");
    private static final List<String> CLASS_PATH = List
            .of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
    private static final AtomicInteger STARTS = new AtomicInteger();
    /** Those of one class path; another has another folder. */
    private static final Path FOLDER = folder();
    private static final Path RECORDING = FOLDER.resolve("start.aot");

    private ChildJvm() {}

    /** What starts that class; its arguments are to be added. */
    public static List<String> command(Class<?> main, String... jvmOptions) {
        if (STARTS.incrementAndGet() == STARTS_BEFORE_RECORDING && Runtime.version().feature() >= 25) {
            Thread.ofPlatform().daemon().name("recording a start").start(ChildJvm::record);
        }
        if (Files.exists(RECORDING)) {
            return command(main, String.join(File.pathSeparator, jars()),
                    List.of("-XX:AOTCache=" + RECORDING, "-Xlog:aot*=off", "-Xlog:cds*=off"),
                    List.of(jvmOptions));
        }
        return command(main, String.join(File.pathSeparator, CLASS_PATH), List.of(), List.of(jvmOptions));
    }

    private static List<String> command(Class<?> main, String classPath, List<String> recording, List<String> options) {
        var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx512m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(recording);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        return command;
    }

    /** A start up to where it is ready, and its end, unless another JVM of this test run does it. */
    private static void record() {
        try {
            Files.createDirectories(FOLDER);
            Files.createFile(FOLDER.resolve("begun"));
        } catch (FileAlreadyExistsException another) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            makeJars();
            Path unfinished = FOLDER.resolve("unfinished.aot");
            Path data = FOLDER.resolve("data");
            var command = command(Main.class, String.join(File.pathSeparator, jars()), List.of(),
                    List.of("-XX:AOTCacheOutput=" + unfinished));
            command.addAll(List.of("up", "--data-dir", data.toString(), "--port", "0", "--kafka-port", "0",
                    "--registry-port", "0"));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            var output = new ProcessOutput(process, READY);
            output.ready().get(2, TimeUnit.MINUTES);
            process.toHandle().destroy(); // the process itself would close its output, too, and be broken by that
            output.awaitEnd();
            if (process.waitFor() != 0 || !Files.exists(unfinished)) {
                throw new IllegalStateException(output.text());
            }
            Files.move(unfinished, RECORDING, StandardCopyOption.ATOMIC_MOVE);
        } catch (Exception e) { // this thread's last word: the children start without it, as before
            throw new IllegalStateException("no start was recorded", e);
        }
    }

    /** The class path in jars: a recording fits no folders. */
    private static List<String> jars() {
        return IntStream.range(0, CLASS_PATH.size()).mapToObj(index -> CLASS_PATH.get(index).endsWith(".jar")
                ? CLASS_PATH.get(index)
                : FOLDER.resolve("classes-" + index + ".jar").toString()).toList();
    }

    private static void makeJars() {
        ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
        for (int i = 0; i < CLASS_PATH.size(); i++) {
            String classes = CLASS_PATH.get(i);
            if (Files.isDirectory(Path.of(classes)) && jar.run(System.out, System.err, "--create", "--no-compress",
                    "--file", jars().get(i), "-C", classes, ".") != 0) {
                throw new IllegalStateException(classes + " could not be put into a jar");
            }
        }
    }

    private static Path folder() {
        try {
            Path classes = Path.of(ChildJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String entry : CLASS_PATH) {
                for (Path file : filesOf(Path.of(entry))) {
                    digest.update("%s %d %s\n".formatted(file, Files.size(file), Files.getLastModifiedTime(file))
                            .getBytes(UTF_8));
                }
            }
            return classes.resolveSibling("child-jvm")
                    .resolve(HexFormat.of().formatHex(digest.digest(), 0, 8)).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> filesOf(Path entry) throws IOException {
        if (!Files.exists(entry)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(entry)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
