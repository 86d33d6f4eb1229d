package io.quotastack.ledger.verify;

import java.time.Instant;
import java.util.Optional;

/** One record of a log. */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came, never compared
record LogRecord(long offset, Instant timestamp, Optional<byte[]> key, Optional<byte[]> value) {}
