package io.quotastack.ledger.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.account.Account;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.CustomerEvent.SubscriptionMoved;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.ledger.RandomCommands;
import io.quotastack.ledger.history.store.BlockLevel;
import io.quotastack.ledger.view.SubscriptionView;
import io.quotastack.schemas.json.Json;

/**
 * Random histories of subscriptions, decided by the real core, cut into random batches. Afterwards what history says of
 * them and of the blocks whose ends they moved is held against what was noted on the way.
 */
class HistoryOfSubscriptionsTest {

    private static final List<String> CUSTOMERS = List.of("ann", "bob", "cy");
    private static final int COMMANDS = 250;

    @TempDir
    Path directory;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomCommands commands = new RandomCommands(random);
    private final Map<String, Map<Long, List<CustomerEvent>>> told = new HashMap<>();
    private final Map<String, List<Ends>> ends = new HashMap<>();

    /** When the blocks end that had something left after a decision. */
    private record Ends(Instant now, Map<Long, Optional<Instant>> ofBlocks) {}

    @RepeatedTest(8)
    void knowsWhatBecameOfThemAndWhereTheirBlocksEnd() {
        try (var books = new Books(directory, OveragePolicy.BLOCK)) {
            for (int i = 0; i < COMMANDS; i++) {
                books.now = books.now.plus(Duration.ofMinutes(1 + random.nextInt(500)));
                step(books, CUSTOMERS.get(random.nextInt(CUSTOMERS.size())), i);
                if (random.nextInt(10) == 0) {
                    books.catchUp();
                }
            }
            books.catchUp();
            for (String customer : CUSTOMERS) {
                changesAreThere(books, customer);
                endsAreThere(books, customer);
                levelsAreThere(books, customer);
                listsThem(books, customer);
                readsWhatIsDueAsIfItWereWritten(books, customer);
            }
        }
    }

    private void step(Books books, String customer, int i) {
        note(customer, switch (random.nextInt(5)) {
            case 0 -> books.useAndWait(customer, "event-" + i, commands.metric(), random.nextInt(30));
            case 1 -> books.decide(customer, commands.next(books.account(customer), books.now));
            default -> books.decide(customer, commands.ofSubscription(books.account(customer), books.now));
        });
        Map<Long, Optional<Instant>> live = new TreeMap<>();
        books.account(customer).blockBalancesByOrdinal().keySet().forEach(ordinal -> live.put(ordinal,
                books.account(customer).terms(ordinal).flatMap(BlockTerms::expiresAt)));
        ends.computeIfAbsent(customer, ignored -> new ArrayList<>()).add(new Ends(books.now, live));
    }

    private void note(String customer, Decision decision) {
        for (CustomerEvent event : decision.events()) {
            if (event.data() instanceof SubscriptionMoved moved) {
                told.computeIfAbsent(customer, ignored -> new TreeMap<>())
                        .computeIfAbsent(moved.subscription().subscription().ordinal(), ignored -> new ArrayList<>())
                        .add(event);
            }
        }
    }

    private Map<Long, List<CustomerEvent>> told(String customer) {
        return told.getOrDefault(customer, Map.of());
    }

    private void changesAreThere(Books books, String customer) {
        told(customer).forEach((ordinal, events) -> {
            List<JsonNode> changes = byPages(page -> books.reads().subscriptions()
                    .changes(new Query.SubscriptionHistory(Books.customer(customer), ordinal, page), Books.REQUEST));

            assertThat(changes.stream().map(change -> change.get("type").textValue() + " "
                    + change.get("occurred_at").textValue() + " " + change.get("sequence")).toList())
                    .as("seed %d, %s", seed, customer)
                    .isEqualTo(events.stream().map(event -> event.type().text() + " " + Json.time(event.timestamp())
                            + " " + event.sequence()).toList());
            assertThat(changes.stream().map(change -> change.get("subscription")).toList()).as("seed %d", seed)
                    .isEqualTo(events.stream().map(event -> view(customer, event)).toList());
            assertThat(changes.stream().map(change -> change.get("cause").textValue().equals("time")).toList())
                    .as("seed %d", seed)
                    .isEqualTo(events.stream().map(event -> moved(event).byItself()).toList());
        });
        long last = told(customer).values().stream().flatMap(List::stream).mapToLong(CustomerEvent::sequence).max()
                .orElse(0);
        assertThat(books.rows(customer).lastChange()).as("seed %d", seed).isEqualTo(last);
    }

    private void endsAreThere(Books books, String customer) {
        for (Ends one : ends.getOrDefault(customer, List.of())) {
            one.ofBlocks().forEach((ordinal, end) -> assertThat(books.rows(customer).terms(ordinal, one.now())
                    .orElseThrow().expiresAt()).as("seed %d, %d of %s at %s", seed, ordinal, customer, one.now())
                    .isEqualTo(end));
        }
    }

    private void levelsAreThere(Books books, String customer) {
        Map<Long, BlockBalance> left = new TreeMap<>();
        books.rows(customer).visitBlocks(1, (ordinal, block) -> {
            if (block.level().remaining() > 0 && block.level().stage() != BlockLevel.Stage.SCHEDULED) {
                left.put(ordinal, block.level().blockBalance());
            }
            return true;
        });
        assertThat(left).as("seed %d, %s", seed, customer).isEqualTo(books.account(customer).blockBalancesByOrdinal());
    }

    private void listsThem(Books books, String customer) {
        assertThat(statuses(listed(books, customer, Optional.empty()))).as("seed %d, %s", seed, customer)
                .hasSize((int) books.liveSubscriptions(customer).made());
        Arrays.stream(SubscriptionStatus.values()).forEach(status -> assertThat(
                statuses(listed(books, customer, Optional.of(status)))).as("seed %d", seed)
                .isEqualTo(statuses(listed(books, customer, Optional.empty())).stream()
                        .filter(status.text()::equals).toList()));
    }

    private static List<String> statuses(List<JsonNode> subscriptions) {
        return subscriptions.stream().map(one -> one.get("status").textValue()).toList();
    }

    private void readsWhatIsDueAsIfItWereWritten(Books books, String customer) {
        books.now = books.now.plus(Duration.ofMinutes(random.nextInt(10_000)));
        List<JsonNode> before = listed(books, customer, Optional.empty());
        books.tick(customer);
        books.catchUp();

        assertThat(listed(books, customer, Optional.empty())).as("seed %d, %s", seed, customer).isEqualTo(before);
        assertThat(books.account(customer).account().map(Account::subscriptionsMade).orElse(0L))
                .isEqualTo(before.size());
    }

    private List<JsonNode> listed(Books books, String customer, Optional<SubscriptionStatus> status) {
        return byPages(page -> books.reads().subscriptions().list(
                new Query.ListSubscriptions(Books.customer(customer), status, page),
                books.liveSubscriptions(customer), Books.REQUEST));
    }

    private List<JsonNode> byPages(Function<Page, Reply> read) {
        var rows = new ArrayList<JsonNode>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page = Books.json(read.apply(new Page(cursor, 1 + random.nextInt(5))));
            page.get("data").forEach(rows::add);
            cursor = Optional.ofNullable(page.get("pagination").get("next_cursor").textValue());
        } while (cursor.isPresent());
        return rows;
    }

    private static SubscriptionMoved moved(CustomerEvent event) {
        return (SubscriptionMoved) event.data();
    }

    private static JsonNode view(String customer, CustomerEvent event) {
        return Json.MAPPER.valueToTree(
                SubscriptionView.of(Books.customer(customer), customer, moved(event).subscription()));
    }
}
