package io.quotastack.nodes.data;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.quotastack.nodes.start.CannotStartException;

/**
 * The one directory of an installation, held by one process at a time. The lock is the operating system's, so a killed
 * process leaves none behind; the lock file's content, the holder's pid, is only for the message of whoever is refused.
 */
public final class DataDirectory implements AutoCloseable {

    public static final String LOCK_FILE = "lock";
    /** Locking this byte, beyond the pid, leaves the pid readable where locks are mandatory (Windows). */
    private static final long LOCKED_BYTE = 1 << 20;

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** Makes the directory if there is none and takes its lock. Throws {@link CannotStartException} if another has it. */
    public static DataDirectory open(Path path) {
        return openIfFree(path).orElseThrow(() -> new CannotStartException("the data directory " + directory(path)
                + " is in use by another quotastack" + holder(directory(path))));
    }

    /** The same; absent if another process has it. */
    public static Optional<DataDirectory> openIfFree(Path path) {
        Path directory = directory(path);
        try {
            PrivateDirectory.make(directory);
            FileChannel lockFile = FileChannel.open(directory.resolve(LOCK_FILE), CREATE, READ, WRITE);
            try {
                if (lock(lockFile)) {
                    return Optional.of(new DataDirectory(directory, lockFile));
                }
                lockFile.close();
                return Optional.empty();
            } catch (IOException | RuntimeException e) {
                lockFile.close();
                throw e;
            }
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static Path directory(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static CannotStartException unusable(Path directory, IOException cause) {
        return new CannotStartException("the data directory " + directory + " cannot be used: " + cause, cause);
    }

    private static boolean lock(FileChannel lockFile) throws IOException {
        try {
            if (lockFile.tryLock(LOCKED_BYTE, 1, false) == null) {
                return false;
            }
        } catch (OverlappingFileLockException e) {
            return false; // by this very process
        }
        lockFile.truncate(0);
        lockFile.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
        return true;
    }

    private static String holder(Path directory) {
        try (FileChannel lockFile = FileChannel.open(directory.resolve(LOCK_FILE), READ)) {
            ByteBuffer pid = ByteBuffer.allocate(20);
            int length = lockFile.read(pid, 0);
            return length <= 0
                    ? ""
                    : " (pid " + new String(pid.array(), 0, length, StandardCharsets.UTF_8).strip() + ")";
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    /** Tells one holder of the directory from the next: it changes with each process that takes the lock. */
    public static Object lastTaken(Path path) {
        try {
            return Files.getLastModifiedTime(directory(path).resolve(LOCK_FILE));
        } catch (IOException e) {
            throw unusable(directory(path), e);
        }
    }

    public Path path() {
        return path;
    }

    /** A place in the directory. */
    public Path resolve(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new IllegalStateException("the lock of " + path + " cannot be released", e);
        }
    }
}
