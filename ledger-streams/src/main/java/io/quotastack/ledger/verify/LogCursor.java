package io.quotastack.ledger.verify;

import java.util.Optional;

/** Goes along a stretch of a log, once. */
interface LogCursor extends AutoCloseable {

    /** Absent at the end of the stretch. */
    Optional<LogRecord> next();

    @Override
    void close();
}
