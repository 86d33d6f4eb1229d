package io.quotastack.standalone.csv;

/** What is no CSV. The message names line and column. */
public final class CsvException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CsvException(String place, String fault) {
        super(place + ": " + fault);
    }
}
