package io.quotastack.standalone.bulk;

import java.util.Locale;

/** How the rows of an export are written. */
enum ExportFormat {
    /** A JSON document a line. */
    JSONL,
    /** A line of columns, and one for each row. */
    CSV;

    /** As it is given and shown. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
