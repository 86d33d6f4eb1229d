package io.quotastack.standalone.bulk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.quotastack.standalone.csv.Csv;

/**
 * A file of balances (CSV): a line of columns, then a block of credits a row. A row's key is made of what it says, so that a
 * row that is mended gets another one and all others keep theirs.
 */
final class BalanceFile implements AutoCloseable, Iterator<BalanceRow> {

    /** The keys of all rows are in memory. */
    static final long MOST_ROWS = 2_000_000;

    private static final String METADATA = "metadata.";
    private static final Set<String> COLUMNS = Set.of("external_customer_id", "customer_id", "credits", "source",
            "reason", "priority", "effective_at", "expires_at", "expires_in_seconds", "price_paid", "currency");
    private static final Set<String> NUMBERS = Set.of("credits", "priority", "expires_in_seconds", "price_paid");
    private static final int KEY_BYTES = 16;

    private final BufferedReader reader;
    private final Csv csv;
    private final List<String> columns;
    private final String name;
    /** How often a row that says the same was there: such rows are meant, and are granted as often. */
    private final Map<String, Integer> seen = new HashMap<>();
    private long rows;

    /** What tells a file from one that was changed. */
    record Identity(String sha256, long rows) {}

    private BalanceFile(BufferedReader reader, String name) {
        this.reader = reader;
        this.name = name;
        this.csv = new Csv(reader);
        if (!csv.hasNext()) {
            throw new CannotGoOnException("the file is empty");
        }
        this.columns = csv.next().values().stream().map(String::strip).toList();
        expectColumns();
    }

    /** @param name that goes before each key: another name grants the same rows anew */
    static BalanceFile open(Path file, String name) throws IOException {
        BufferedReader reader = Files.newBufferedReader(file);
        try {
            return new BalanceFile(reader, name);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /** Reads it once, to the end. */
    static Identity identify(Path file) throws IOException {
        MessageDigest digest = sha256();
        long rows = 0;
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), digest);
                var reader = new BufferedReader(
                        new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()))) {
            var csv = new Csv(reader);
            while (csv.hasNext()) {
                csv.next();
                rows++;
            }
        }
        if (rows - 1 > MOST_ROWS) {
            throw new CannotGoOnException("the file has more than " + MOST_ROWS + " rows: divide it");
        }
        return new Identity(HexFormat.of().formatHex(digest.digest()), Math.max(0, rows - 1));
    }

    private void expectColumns() {
        List<String> unknown = columns.stream()
                .filter(column -> !COLUMNS.contains(column) && !column.startsWith(METADATA)).toList();
        if (!unknown.isEmpty()) {
            throw new CannotGoOnException("these are no columns of balances: " + String.join(", ", unknown));
        }
        if (Set.copyOf(columns).size() < columns.size()) {
            throw new CannotGoOnException("two columns have one name");
        }
        if (!columns.contains("credits")
                || columns.contains("external_customer_id") == columns.contains("customer_id")) {
            throw new CannotGoOnException(
                    "the columns credits and external_customer_id (or customer_id instead) are needed");
        }
    }

    @Override
    public boolean hasNext() {
        return csv.hasNext();
    }

    @Override
    public BalanceRow next() {
        Csv.Row row = csv.next();
        rows++;
        if (row.values().size() != columns.size()) {
            throw new CannotGoOnException("line " + row.line() + " has " + row.values().size() + " values for "
                    + columns.size() + " columns");
        }
        var members = new LinkedHashMap<String, Object>();
        var metadata = new TreeMap<String, String>();
        for (int i = 0; i < columns.size(); i++) {
            String value = row.values().get(i);
            if (!value.isEmpty()) {
                String column = columns.get(i);
                if (column.startsWith(METADATA)) {
                    metadata.put(column.substring(METADATA.length()), value);
                } else {
                    members.put(column, NUMBERS.contains(column) ? number(value) : value);
                }
            }
        }
        if (!metadata.isEmpty()) {
            members.put("metadata", metadata);
        }
        String said = said(members);
        int before = seen.merge(said, 1, Integer::sum) - 1;
        return new BalanceRow(rows, row.line(), name + ":" + said + (before == 0 ? "" : ":" + before), members);
    }

    /** What is none is left for the API to name. */
    private static Object number(String value) {
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            return value;
        }
    }

    /** Neither the order of columns nor empty ones count. */
    private static String said(Map<String, Object> members) {
        MessageDigest digest = sha256();
        members.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(member -> {
            byte[] text = (member.getKey() + "=" + member.getValue()).getBytes(StandardCharsets.UTF_8);
            digest.update((text.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(text);
        });
        return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
