package io.quotastack.standalone.bulk;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.RawValue;

import io.quotastack.client.ApiRequest;
import io.quotastack.client.CustomerName;
import io.quotastack.client.QuotaStackClient;
import io.quotastack.client.Result;
import io.quotastack.standalone.bulk.ImportProgress.Counts;
import io.quotastack.standalone.csv.Csv;

/** Grants the rows of a file of balances, in batches, several at a time, each row once. */
final class BalanceImport {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_ROWS = 500;
    /** Of a batch; a body has at most 1 MiB. */
    private static final int MOST_BYTES = 700 * 1024;
    /** An idempotency key is kept for 24 hours at least. */
    private static final Duration KEYS_ARE_KEPT = Duration.ofHours(23);

    private final QuotaStackClient client;
    private final ImportProgress progress;
    private final Path report;
    private final ProgressLine line;
    private final Semaphore room;
    private final int connections;
    private final BitSet inDoubt;
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    /** Rows that go together. */
    private record Batch(List<BalanceRow> rows, List<RawValue> grants) {

        long from() {
            return rows.getFirst().number();
        }

        long to() {
            return rows.getLast().number();
        }
    }

    /** @param report gets the rows that were refused */
    BalanceImport(QuotaStackClient client, ImportProgress progress, Path report, int connections, ProgressLine line) {
        this.client = client;
        this.progress = progress;
        this.report = report;
        this.connections = connections;
        this.room = new Semaphore(connections);
        this.line = line;
        this.inDoubt = progress.inDoubtBefore(Instant.now().minus(KEYS_ARE_KEPT));
    }

    /** Returns when all rows are answered; throws what kept one batch from its answer, when all others that had left have theirs. */
    void run(BalanceFile file) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<BalanceRow> rows = new ArrayList<>();
            List<RawValue> grants = new ArrayList<>();
            int bytes = 0;
            while (file.hasNext() && failure.get() == null) {
                BalanceRow row = file.next();
                if (progress.isDone(row.number())) {
                    continue;
                }
                String grant = json(row.members());
                int length = grant.length() * 3; // UTF-8 has at most so many bytes
                boolean follows = rows.isEmpty() || rows.getLast().number() + 1 == row.number();
                if (rows.size() == MOST_ROWS || bytes + length > MOST_BYTES || !follows) {
                    send(threads, new Batch(List.copyOf(rows), List.copyOf(grants)));
                    rows.clear();
                    grants.clear();
                    bytes = 0;
                }
                rows.add(row);
                grants.add(new RawValue(grant));
                bytes += length;
            }
            if (!rows.isEmpty() && failure.get() == null) {
                send(threads, new Batch(List.copyOf(rows), List.copyOf(grants)));
            }
            room.acquire(connections);
        }
        RuntimeException kept = failure.get();
        if (kept != null) {
            throw kept;
        }
    }

    private static String json(Map<String, Object> members) {
        try {
            return JSON.writeValueAsString(members);
        } catch (JacksonException e) {
            throw new IllegalStateException("texts and numbers", e);
        }
    }

    private void send(ExecutorService threads, Batch batch) throws InterruptedException {
        room.acquire();
        var unused = threads.submit(() -> {
            try {
                send(batch);
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            } finally {
                room.release();
            }
        });
    }

    private void send(Batch batch) {
        Batch left = withoutGranted(batch);
        var known = new Counts(0, batch.rows().size() - left.rows().size(), 0);
        if (left.rows().isEmpty()) {
            progress.answered(batch.from(), batch.to(), known);
            return;
        }
        progress.sending(batch.from(), batch.to(), Instant.now());
        JsonNode answer = client.send(ApiRequest.post("/v1/credits/batch", Map.of("grants", left.grants()))
                .preferring("return=minimal")).orThrow();
        reportRefused(left, answer.path("results"));
        Counts counts = known.plus(new Counts(answer.required("granted").longValue(),
                answer.required("duplicates").longValue(), answer.required("rejected").longValue()));
        progress.answered(batch.from(), batch.to(), counts);
        line.show(progress.counts().rows(), progress.counts().rejected());
    }

    /** Keys that may be forgotten by now no longer keep a row from being granted twice, but the ledger has them for ever. */
    private Batch withoutGranted(Batch batch) {
        int doubtful = inDoubt.nextSetBit((int) batch.from());
        if (doubtful < 0 || doubtful > batch.to()) {
            return batch;
        }
        List<BalanceRow> rows = new ArrayList<>();
        List<RawValue> grants = new ArrayList<>();
        for (int i = 0; i < batch.rows().size(); i++) {
            BalanceRow row = batch.rows().get(i);
            if (!inDoubt.get((int) row.number()) || !isInLedger(row)) {
                rows.add(row);
                grants.add(batch.grants().get(i));
            }
        }
        return new Batch(rows, grants);
    }

    private boolean isInLedger(BalanceRow row) {
        CustomerName customer = row.members().get("customer_id") instanceof String id
                ? CustomerName.id(id)
                : CustomerName.external(String.valueOf(row.members().get("external_customer_id")));
        return client.send(ApiRequest.get(customer.path(""))) instanceof Result.Answered
                && client.rows(customer.path("/ledger?type=grant&limit=200"))
                        .anyMatch(entry -> entry.path("idempotency_key").asText().equals(row.key()));
    }

    private synchronized void reportRefused(Batch batch, JsonNode results) {
        List<String> lines = new ArrayList<>();
        for (JsonNode result : results) {
            if (result.path("status").asText().equals("rejected")) {
                BalanceRow row = batch.rows().get(result.path("index").intValue());
                JsonNode problem = result.path("problem");
                lines.add(Csv.row(List.of(Integer.toString(row.line()), row.key(),
                        problem.path("type").asText().replace("urn:quotastack:problem:", ""), detail(problem))));
            }
        }
        if (lines.isEmpty()) {
            return;
        }
        try {
            boolean begins = !Files.exists(report);
            try (var out = new PrintWriter(
                    Files.newBufferedWriter(report, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
                if (begins) {
                    out.print("line,idempotency_key,problem,detail\n");
                }
                lines.forEach(refused -> out.print(refused + "\n"));
                if (out.checkError()) {
                    throw new IOException(report + " could not be written");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String detail(JsonNode problem) {
        List<String> faults = problem.path("errors").valueStream()
                .map(error -> error.path("pointer").asText().replaceFirst("^/grants/\\d+/?", "") + " "
                        + error.path("detail").asText())
                .map(String::strip).toList();
        return faults.isEmpty() ? problem.path("detail").asText() : String.join("; ", faults);
    }
}
