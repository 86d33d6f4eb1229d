package io.quotastack.standalone.backup;

/** There is no backup, or nothing was restored, for a reason that the message tells. */
public final class BackupFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BackupFailedException(String message) {
        super(message);
    }

    BackupFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
