package io.quotastack.gateway.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.view.ListedPage;
import io.quotastack.schemas.json.Json;

/**
 * Lists in several places are read page by page as one place would answer them. The model: rows are dealt to nodes and
 * their partitions at random; some are not shown; each partition ends its part when it likes; rows come meanwhile.
 */
class ListPartTest {

    private static final ListCursor CURSOR = ListCursor.of("numbers", "all");
    private static final RequestContext REQUEST = new RequestContext("request", "/numbers");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void pagesOfManyPlacesAreThoseOfOne(long from) throws Exception {
        for (long seed = from * 1_000; seed < from * 1_000 + 100; seed++) {
            var model = new Model(new Random(seed));
            List<Integer> there = model.shown();

            List<Integer> read = model.readByPages();

            assertThat(read).as("seed %d", seed).isSorted().doesNotHaveDuplicates().containsAll(there);
            assertThat(model.shown()).as("seed %d", seed).containsAll(read);
            assertThat(model.readByPages()).as("seed %d, nothing coming", seed).isEqualTo(model.shown());
        }
    }

    /** Nodes with partitions with rows. */
    private static final class Model {

        private final Random random;
        /** Whether each row is shown, by its number; of each partition of each node. */
        private final List<List<NavigableMap<Integer, Boolean>>> nodes = new ArrayList<>();
        private final Map<Integer, byte[]> rows = new HashMap<>();
        private final boolean large;
        private boolean growing = true;
        private int next;

        Model(Random random) {
            this.random = random;
            this.large = random.nextInt(5) == 0;
            IntStream.range(0, 1 + random.nextInt(4)).forEach(node -> nodes.add(new ArrayList<>(
                    IntStream.range(0, 1 + random.nextInt(3)).mapToObj(i -> new TreeMap<Integer, Boolean>())
                            .toList())));
            add(random.nextInt(60));
        }

        private void add(int count) {
            for (int i = 0; i < count; i++) {
                next += 1 + random.nextInt(3);
                List<NavigableMap<Integer, Boolean>> node = nodes.get(random.nextInt(nodes.size()));
                node.get(random.nextInt(node.size())).put(next, random.nextInt(3) > 0);
                rows.put(next, Json.bytes(Map.of("n", next, "text", "x".repeat(large ? 400_000 : 10))));
            }
        }

        List<Integer> shown() {
            return nodes.stream().flatMap(List::stream).flatMap(rowsOf -> rowsOf.entrySet().stream())
                    .filter(Map.Entry::getValue).map(Map.Entry::getKey).sorted().toList();
        }

        List<Integer> readByPages() throws Exception {
            List<Integer> read = new ArrayList<>();
            Optional<String> cursor = Optional.empty();
            do {
                int limit = 1 + random.nextInt(8);
                Reply reply = ListedPage.of(CURSOR, new Page(cursor, limit), REQUEST,
                        stretch -> nodes.stream().map(node -> ofNode(node, stretch)).toList());
                JsonNode page = Json.MAPPER.readTree(reply.body());
                assertThat(page.required("data").size()).isLessThanOrEqualTo(limit);
                page.required("data").forEach(row -> read.add(row.required("n").intValue()));
                cursor = Optional.ofNullable(page.at("/pagination/next_cursor").textValue());
                assertThat(page.at("/pagination/has_more").booleanValue()).isEqualTo(cursor.isPresent());
                if (growing) {
                    add(random.nextInt(3));
                    growing = random.nextInt(20) > 0;
                }
            } while (cursor.isPresent());
            growing = false;
            return read;
        }

        private ListPart<byte[]> ofNode(List<NavigableMap<Integer, Boolean>> partitions, KeysetPage stretch) {
            return ListPart.merge(partitions.stream().map(rowsOf -> ofPartition(rowsOf, stretch)).toList())
                    .fill(stretch.most(), rows::get);
        }

        private ListPart<Integer> ofPartition(NavigableMap<Integer, Boolean> partition, KeysetPage stretch) {
            int mostLookedAt = 1 + random.nextInt(10);
            int mostFound = 1 + random.nextInt(stretch.most());
            List<ListPart.Row<Integer>> found = new ArrayList<>();
            Optional<SortKey> seen = Optional.empty();
            int lookedAt = 0;
            for (var row : behind(partition, stretch).entrySet()) {
                if (found.size() == mostFound || lookedAt == mostLookedAt) {
                    return new ListPart<>(found, seen);
                }
                lookedAt++;
                seen = Optional.of(place(row.getKey()));
                if (row.getValue()) {
                    found.add(row(row.getKey(), row.getKey()));
                }
            }
            // A part may also say that there may be more behind its last row, though there is nothing.
            return new ListPart<>(found, random.nextInt(5) == 0 ? seen : Optional.empty());
        }

        private static NavigableMap<Integer, Boolean> behind(NavigableMap<Integer, Boolean> partition,
                KeysetPage stretch) {
            return stretch.after().flatMap(SortKey::number)
                    .map(after -> partition.tailMap(Math.toIntExact(after), false)).orElse(partition);
        }
    }

    @Test
    void showsNothingBehindThePartThatEndsFirst() {
        var one = new ListPart<>(List.of(row(1, "a"), row(4, "b")), Optional.of(place(4)));
        var none = new ListPart<String>(List.of(), Optional.of(place(3)));
        var other = new ListPart<>(List.of(row(2, "c"), row(5, "d")), Optional.empty());

        ListPart<String> merged = ListPart.merge(List.of(one, none, other));

        assertThat(merged.rows()).extracting(ListPart.Row::row).containsExactly("a", "c");
        assertThat(merged.upTo()).contains(place(3));
    }

    @Test
    void partsWithoutRowsAreNotTheEndOfTheList() throws Exception {
        var none = new ListPart<byte[]>(List.of(), Optional.of(place(9)));

        JsonNode page = Json.MAPPER
                .readTree(ListedPage.of(CURSOR, new Page(Optional.empty(), 5), REQUEST, stretch -> List.of(none))
                        .body());

        assertThat(page.required("data")).isEmpty();
        assertThat(page.at("/pagination/next_cursor").textValue()).isEqualTo(CURSOR.behind(place(9)));
    }

    @Test
    void writesNoRowThatDoesNotFit() {
        List<ListPart.Row<Integer>> rows = IntStream.range(0, 10).mapToObj(i -> row(i, i)).toList();
        List<Integer> written = new ArrayList<>();

        ListPart<byte[]> part = new ListPart<>(rows, Optional.empty()).fill(200, number -> {
            written.add(number);
            byte[] json = new byte[400_000];
            Arrays.fill(json, (byte) '1');
            return json;
        });

        assertThat(written).containsExactly(0, 1, 2);
        assertThat(part.upTo()).contains(place(2));
    }

    @Test
    void refusesAForeignCursorBeforeAnyPlaceIsAsked() {
        Reply reply = ListedPage.of(CURSOR, new Page(Optional.of("nonsense"), 5), REQUEST, stretch -> {
            throw new AssertionError("asked");
        });

        assertThat(reply.status()).isEqualTo(400);
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).contains("\"parameter\":\"cursor\"");
    }

    @Test
    void aPartKeepsItsOrderAndItsEnd() {
        assertThatThrownBy(() -> new ListPart<>(List.of(row(2, "a"), row(1, "b")), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ListPart<>(List.of(row(1, "a"), row(1, "b")), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ListPart<>(List.of(row(2, "a")), Optional.of(place(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static SortKey place(int number) {
        return SortKey.of(number);
    }

    private static <R> ListPart.Row<R> row(int number, R row) {
        return new ListPart.Row<>(place(number), row);
    }
}
