package io.quotastack.standalone.backup;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker's log at one instant, as a kill at that instant would leave it, while the broker goes on.
 *
 * <p>The topics of a ledger only fit each other as of one instant: entries without their command, or a transaction without its
 * markers, could not be gone on from. Files of the log are only ever appended to, so their lengths are all there is to know.
 * They are read twice, one round after the other: when both rounds found the same, each file had that length at every
 * instant between the two rounds, since none gets shorter. A round takes microseconds; where something was appended
 * meanwhile, it is tried again.
 *
 * <p>Indexes and the like are left out: the broker makes them anew, and checks each record as it does.
 */
final class LogSnapshot implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogSnapshot.class);

    /** Made of the segments, or of the last start only. The broker finds them missing as after an unclean stop. */
    private static final Set<String> MADE_ANEW = Set.of("recovery-point-offset-checkpoint",
            "replication-offset-checkpoint", "cleaner-offset-checkpoint", ".kafka_cleanshutdown", ".lock");
    private static final Set<String> ENDINGS_MADE_ANEW = Set.of(".index", ".timeindex", ".txnindex", ".snapshot",
            ".deleted", ".cleaned", ".tmp", ".part");
    /** Of directories that the broker is about to delete. */
    private static final Set<String> ENDINGS_OF_LEAVING = Set.of("-delete", "-stray");
    /** A compacted segment that is about to take the place of others: for a moment, some of both are there. */
    private static final String TAKING_A_PLACE = ".swap";

    private static final int ROUNDS = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final List<LogFile> files;

    private LogSnapshot(List<LogFile> files) {
        this.files = files;
    }

    /**
     * The log as it is now.
     *
     * @param wanted which instants will do
     * @param patience after which it gives up
     */
    static LogSnapshot of(Path directory, Predicate<LogSnapshot> wanted, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (int attempt = 1; System.nanoTime() < deadline; attempt++) {
            Optional<LogSnapshot> taken = attempt(directory);
            if (taken.isPresent()) {
                if (wanted.test(taken.get())) {
                    LOG.debug("an instant of {} found at attempt {}", directory, attempt);
                    return taken.get();
                }
                taken.get().close();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new BackupFailedException("no instant was found between two writes within " + patience.toSeconds()
                + " s: back up when less is going on, or when the process is stopped");
    }

    /** The log of a stopped process, in which nothing changes any more. */
    static LogSnapshot ofStopped(Path directory, Predicate<LogSnapshot> wanted) throws IOException {
        Optional<LogSnapshot> taken = attempt(directory);
        if (taken.filter(wanted).isPresent()) {
            return taken.get();
        }
        if (taken.isPresent()) {
            taken.get().close();
        }
        throw new BackupFailedException("the process was killed in the middle of what its next start ends: start it and"
                + " stop it once, or run ./quotastack verify, then back up; a copy of the whole directory will do too");
    }

    private static Optional<LogSnapshot> attempt(Path directory) throws IOException {
        var open = new ArrayList<LogFile>();
        try {
            SortedMap<Path, Object> listed = list(directory);
            if (listed.keySet().stream().anyMatch(name -> name.toString().endsWith(TAKING_A_PLACE))) {
                return Optional.empty();
            }
            for (Path name : listed.keySet()) {
                FileChannel channel = FileChannel.open(directory.resolve(name), READ);
                open.add(new LogFile(name, channel, channel.size(), isLastOfItsLog(name, listed)));
            }
            List<LogFile> growing = open.stream().filter(LogFile::growing).toList();
            Optional<long[]> lengths = lengthsOfOneInstant(growing);
            // The same files before and after, so at that instant too.
            if (lengths.isEmpty() || !list(directory).equals(listed)) {
                close(open);
                return Optional.empty();
            }
            List<LogFile> files = new ArrayList<>(open.stream().filter(file -> !file.growing()).toList());
            for (int i = 0; i < growing.size(); i++) {
                LogFile file = growing.get(i);
                files.add(new LogFile(file.name(), file.channel(), lengths.get()[i], true));
            }
            return Optional.of(new LogSnapshot(files));
        } catch (NoSuchFileException e) {
            LOG.debug("removed while it was listed", e);
            close(open);
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            close(open);
            throw e;
        }
    }

    /** The broker appends to the last segment of a log alone; names are its first offset, of one length. */
    private static boolean isLastOfItsLog(Path name, SortedMap<Path, Object> listed) {
        return name.toString().endsWith(LogFile.SEGMENT) && listed.tailMap(name).keySet().stream().skip(1)
                .takeWhile(later -> later.startsWith(parent(name)))
                .noneMatch(later -> later.toString().endsWith(LogFile.SEGMENT));
    }

    private static Path parent(Path name) {
        return Optional.ofNullable(name.getParent()).orElse(name);
    }

    private static Optional<long[]> lengthsOfOneInstant(List<LogFile> files) throws IOException {
        long[] before = lengths(files);
        for (int round = 0; round < ROUNDS; round++) {
            long[] after = lengths(files);
            if (Arrays.equals(before, after)) {
                return Optional.of(after);
            }
            before = after;
        }
        return Optional.empty();
    }

    private static long[] lengths(List<LogFile> files) throws IOException {
        long[] lengths = new long[files.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = files.get(i).channel().size();
        }
        return lengths;
    }

    /** What tells a file from another that takes its name, by name. */
    private static SortedMap<Path, Object> list(Path directory) throws IOException {
        var listed = new TreeMap<Path, Object>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return ENDINGS_OF_LEAVING.stream().anyMatch(folder.toString()::endsWith)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (!MADE_ANEW.contains(name) && ENDINGS_MADE_ANEW.stream().noneMatch(name::endsWith)) {
                    listed.put(directory.relativize(file), identity(file, attributes));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return listed;
    }

    private static Object identity(Path file, BasicFileAttributes attributes) {
        Object key = Optional.ofNullable(attributes.fileKey()).orElseGet(attributes::creationTime);
        return file.toString().endsWith(LogFile.SEGMENT)
                ? key
                : Map.of(attributes.lastModifiedTime(), attributes.size(), "file", key);
    }

    List<LogFile> files() {
        return files;
    }

    @Override
    public void close() throws IOException {
        close(files);
    }

    private static void close(List<LogFile> files) throws IOException {
        for (LogFile file : files) {
            file.close();
        }
    }
}
