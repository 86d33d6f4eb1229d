package io.quotastack.standalone.data;

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

import io.quotastack.standalone.start.CannotStartException;

/**
 * The one directory of an installation, held by one process at a time. The lock is the operating system's, so a killed
 * process leaves none behind; the lock file's content, the holder's pid, is only for the message of whoever is refused.
 */
public final class DataDirectory implements AutoCloseable {

    private static final String LOCK_FILE = "lock";
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
        Path directory = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(directory);
            FileChannel lockFile = FileChannel.open(directory.resolve(LOCK_FILE), CREATE, READ, WRITE);
            try {
                lock(directory, lockFile);
                return new DataDirectory(directory, lockFile);
            } catch (IOException | RuntimeException e) {
                lockFile.close();
                throw e;
            }
        } catch (IOException e) {
            throw new CannotStartException("the data directory " + directory + " cannot be used: " + e, e);
        }
    }

    private static void lock(Path directory, FileChannel lockFile) throws IOException {
        boolean taken;
        try {
            taken = lockFile.tryLock(LOCKED_BYTE, 1, false) == null;
        } catch (OverlappingFileLockException e) {
            taken = true; // by this very process
        }
        if (taken) {
            throw new CannotStartException("the data directory " + directory + " is in use by another quotastack"
                    + holder(lockFile));
        }
        lockFile.truncate(0);
        lockFile.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static String holder(FileChannel lockFile) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        int length = lockFile.read(pid, 0);
        return length <= 0 ? "" : " (pid " + new String(pid.array(), 0, length, StandardCharsets.UTF_8).strip() + ")";
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
