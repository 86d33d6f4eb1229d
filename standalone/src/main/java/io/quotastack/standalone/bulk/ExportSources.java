package io.quotastack.standalone.bulk;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.client.ApiRequest;
import io.quotastack.client.CustomerName;
import io.quotastack.client.QuotaStackClient;

/**
 * Where the rows of an export come from. A list of customers is in order of creation, a ledger in that of its sequence, and a
 * cursor stays valid: so an export that goes on later has each row once.
 */
final class ExportSources {

    private static final int LARGEST_PAGE = 200;
    /** Whose ledgers are begun together. */
    private static final int CUSTOMERS_A_PAGE = 50;
    private static final int AT_A_TIME = 8;
    /** What a customer has, behind its path. */
    private static final String CREDITS = "/credits";

    private final QuotaStackClient client;
    private final ExportKind kind;
    private final Optional<String> from;
    private final String to;
    private final Semaphore room = new Semaphore(AT_A_TIME);

    /**
     * Of a range of time.
     *
     * @param to always given, so that an export of what goes on growing ends
     */
    ExportSources(QuotaStackClient client, ExportKind kind, Optional<String> from, String to) {
        this.client = client;
        this.kind = kind;
        this.from = from;
        this.to = to;
    }

    ExportPage.Source of(Optional<CustomerName> customer) {
        return switch (kind) {
            case CUSTOMERS -> customer.map(one -> one(one.path(""))).orElse(this::customers);
            case BALANCES -> customer.map(one -> one(one.path(CREDITS))).orElse(this::balances);
            case LEDGER, USAGE -> customer.map(this::ledgerOf).orElse(this::ledgers);
        };
    }

    private ExportPage.Source one(String path) {
        return cursor -> new ExportPage(List.of(get(path)).iterator(), Optional.empty());
    }

    private ExportPage customers(Optional<String> cursor) {
        JsonNode page = get(paged("/v1/customers?limit=" + LARGEST_PAGE, cursor));
        return new ExportPage(madeInTime(page).iterator(), next(page));
    }

    private List<JsonNode> madeInTime(JsonNode page) {
        Optional<Instant> begin = from.map(Instant::parse);
        Instant end = Instant.parse(to);
        return page.path("data").valueStream().filter(row -> {
            Instant created = Instant.parse(row.required("created_at").textValue());
            return created.isBefore(end) && begin.map(time -> !created.isBefore(time)).orElse(true);
        }).toList();
    }

    private ExportPage balances(Optional<String> cursor) {
        JsonNode page = get(paged("/v1/customers?limit=" + CUSTOMERS_A_PAGE, cursor));
        return new ExportPage(ofEach(madeInTime(page), customer -> customer.path(CREDITS)).iterator(), next(page));
    }

    private ExportPage.Source ledgerOf(CustomerName customer) {
        JsonNode found = get(customer.path(""));
        return cursor -> {
            JsonNode page = get(paged(ledgerPath(customer), cursor));
            return new ExportPage(rows(found, page.path("data").iterator()), next(page));
        };
    }

    /** Some customers with the whole of their ledgers. */
    private ExportPage ledgers(Optional<String> cursor) {
        JsonNode page = get(paged("/v1/customers?limit=" + CUSTOMERS_A_PAGE, cursor));
        List<JsonNode> customers = page.path("data").valueStream().toList();
        List<JsonNode> begun = ofEach(customers, this::ledgerPath);
        List<Iterator<JsonNode>> all = new ArrayList<>();
        for (int i = 0; i < customers.size(); i++) {
            String path = ledgerPath(nameOf(customers.get(i)));
            all.add(rows(customers.get(i), new Chained(new Pages(path, begun.get(i)))));
        }
        return new ExportPage(new Chained(all.iterator()), next(page));
    }

    /** What is answered of each customer, some asked at a time, in the order of the customers. */
    private List<JsonNode> ofEach(List<JsonNode> customers, Function<CustomerName, String> path) {
        List<Future<JsonNode>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (JsonNode customer : customers) {
                asked.add(threads.submit(inTurn(() -> get(path.apply(nameOf(customer))))));
            }
        }
        return asked.stream().map(ExportSources::result).toList();
    }

    private <T> Callable<T> inTurn(Callable<T> call) {
        return () -> {
            room.acquire();
            try {
                return call.call();
            } finally {
                room.release();
            }
        };
    }

    private static JsonNode result(Future<JsonNode> done) {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static CustomerName nameOf(JsonNode customer) {
        return CustomerName.id(customer.required("customer_id").textValue());
    }

    private String ledgerPath(CustomerName customer) {
        return customer.path("/ledger?limit=" + LARGEST_PAGE + "&to=" + ApiRequest.encode(to)
                + from.map(time -> "&from=" + ApiRequest.encode(time)).orElse(""));
    }

    private Iterator<JsonNode> rows(JsonNode customer, Iterator<JsonNode> entries) {
        Iterable<JsonNode> all = () -> entries;
        return StreamSupport.stream(all.spliterator(), false).filter(kind::takes)
                .map(entry -> kind.ofEntry(customer, entry)).iterator();
    }

    private JsonNode get(String path) {
        return client.send(ApiRequest.get(path)).orThrow();
    }

    private static String paged(String path, Optional<String> cursor) {
        return path + cursor.map(at -> "&cursor=" + ApiRequest.encode(at)).orElse("");
    }

    private static Optional<String> next(JsonNode page) {
        return Optional.ofNullable(page.path("pagination").path("next_cursor").textValue());
    }

    /** All pages of a list, of which the first is there. */
    private final class Pages implements Iterator<Iterator<JsonNode>> {

        private final String path;
        private Optional<JsonNode> ready;
        private Optional<String> cursor = Optional.empty();

        Pages(String path, JsonNode first) {
            this.path = path;
            this.ready = Optional.of(first);
        }

        @Override
        public boolean hasNext() {
            return ready.isPresent() || cursor.isPresent();
        }

        @Override
        public Iterator<JsonNode> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            JsonNode page = ready.orElseGet(() -> get(paged(path, cursor)));
            ready = Optional.empty();
            cursor = ExportSources.next(page);
            return page.path("data").iterator();
        }
    }

    /** One after the other. */
    private static final class Chained implements Iterator<JsonNode> {

        private final Iterator<Iterator<JsonNode>> all;
        private Iterator<JsonNode> current = List.<JsonNode>of().iterator();

        Chained(Iterator<Iterator<JsonNode>> all) {
            this.all = all;
        }

        @Override
        public boolean hasNext() {
            while (!current.hasNext() && all.hasNext()) {
                current = all.next();
            }
            return current.hasNext();
        }

        @Override
        public JsonNode next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return current.next();
        }
    }
}
