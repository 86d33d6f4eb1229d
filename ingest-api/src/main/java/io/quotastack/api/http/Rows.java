package io.quotastack.api.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.quotastack.gateway.Reply;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.view.GrowingPage;
import io.quotastack.schemas.json.Json;

/** Lists that are answered from the configuration: ordered by creation, then id, in pieces (CONTRACT 1). */
public final class Rows {

    private Rows() {}

    /** Where a row stands in its list. A cursor is the place of the last row that was answered. */
    public record Place(Instant createdAt, String id) implements Comparable<Place> {

        private static final Comparator<Place> ORDER = Comparator.comparing(Place::createdAt)
                .thenComparing(Place::id);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }

        private String cursor() {
            return Base64.getUrlEncoder().withoutPadding()
                    .encodeToString((createdAt.toEpochMilli() + " " + id).getBytes(StandardCharsets.UTF_8));
        }

        private static Optional<Place> parse(String cursor) {
            try {
                String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
                int space = text.indexOf(' ');
                return space < 0
                        ? Optional.empty()
                        : Optional.of(new Place(Instant.ofEpochMilli(Long.parseLong(text, 0, space, 10)),
                                text.substring(space + 1)));
            } catch (IllegalArgumentException notOurs) {
                return Optional.empty();
            }
        }
    }

    public static Reply ok(Object document) {
        return new Reply(200, Json.bytes(document), false);
    }

    /** The piece that the page asks for. Refuses the request's faults first: nothing is to be read after it. */
    public static <R> Reply page(Request request, Collection<R> rows, Function<R, Place> place,
            Function<R, ?> document, Page page) {
        Optional<Place> after = page.cursor().flatMap(Place::parse);
        if (page.cursor().isPresent() && after.isEmpty() && request.errors().isEmpty()) {
            request.query().at("cursor").fault("must be the next_cursor of an earlier answer");
        }
        request.refuseErrors();
        List<R> rest = rows.stream().filter(row -> after.isEmpty() || place.apply(row).compareTo(after.get()) > 0)
                .sorted(Comparator.comparing(place)).limit(page.limit() + 1L).toList();
        var answer = new GrowingPage(page.limit());
        int shown = 0;
        while (shown < rest.size() && !answer.isFull()) {
            answer.add(document.apply(rest.get(shown++)));
        }
        return answer.reply(shown < rest.size()
                ? Optional.of(place.apply(rest.get(shown - 1)).cursor())
                : Optional.empty());
    }
}
