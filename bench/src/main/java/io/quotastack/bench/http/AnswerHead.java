package io.quotastack.bench.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** The status line and headers of an answer: the two things that a load client needs of them. */
record AnswerHead(int status, OptionalInt contentLength) {

    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int LOWER_CASE = 0x20;

    /** Where the blank line at the end of the head ends, or −1; looks in {@code [from, to)}. */
    static int end(byte[] bytes, int from, int to) {
        for (int i = from; i + 3 < to; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    /** Reads the head that ends at {@code end}. */
    static AnswerHead parse(byte[] bytes, int end) throws IOException {
        if (end < STATUS_AT + 3 || bytes[0] != 'H' || bytes[STATUS_AT - 1] != ' ') {
            throw new IOException("not an HTTP/1.1 answer");
        }
        int status = number(bytes, STATUS_AT, STATUS_AT + 3);
        for (int line = nextLine(bytes, 0, end); line < end; line = nextLine(bytes, line, end)) {
            if (startsWithContentLength(bytes, line, end)) {
                int value = line + CONTENT_LENGTH.length;
                while (bytes[value] == ' ' || bytes[value] == '\t') {
                    value++;
                }
                int valueEnd = value;
                while (bytes[valueEnd] >= '0' && bytes[valueEnd] <= '9') {
                    valueEnd++;
                }
                return new AnswerHead(status, OptionalInt.of(number(bytes, value, valueEnd)));
            }
        }
        return new AnswerHead(status, OptionalInt.empty());
    }

    private static int nextLine(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] != '\n') {
            i++;
        }
        return i + 1;
    }

    private static boolean startsWithContentLength(byte[] bytes, int at, int end) {
        if (at + CONTENT_LENGTH.length >= end) {
            return false;
        }
        for (int i = 0; i < CONTENT_LENGTH.length; i++) {
            byte wanted = CONTENT_LENGTH[i];
            int found = wanted >= 'a' ? bytes[at + i] | LOWER_CASE : bytes[at + i];
            if (found != wanted) {
                return false;
            }
        }
        return true;
    }

    private static int number(byte[] bytes, int from, int to) throws IOException {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || number > Integer.MAX_VALUE / 10 - 1) {
                throw new IOException("not a number in an answer's head");
            }
            number = number * 10 + digit;
        }
        if (from == to) {
            throw new IOException("a number is missing in an answer's head");
        }
        return number;
    }
}
