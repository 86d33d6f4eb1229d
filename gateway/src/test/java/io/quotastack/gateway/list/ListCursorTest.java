package io.quotastack.gateway.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.gateway.query.Page;

class ListCursorTest {

    private static final TenantEnvironment LIVE = new TenantEnvironment(new UUID(0, 1), Environment.LIVE);
    private static final TenantEnvironment TEST = new TenantEnvironment(new UUID(0, 1), Environment.TEST);
    private static final SortKey PLACE = SortKey.of("place".getBytes(StandardCharsets.UTF_8));

    @Test
    void leadsBackToItsPlace() throws ForeignCursorException {
        ListCursor cursor = new ListQuery.Customers(LIVE, CustomerFilter.NONE).cursor();

        assertThat(cursor.place(page(cursor.behind(PLACE)))).contains(PLACE);
        assertThat(cursor.place(new Page(Optional.empty(), 10))).as("the first page").isEmpty();
    }

    @Test
    void isRefusedByEveryOtherList() throws ForeignCursorException {
        CustomerKey customer = CustomerKey.ofExternalId(LIVE, "ann");
        List<ListQuery> lists = List.of(new ListQuery.Customers(LIVE, CustomerFilter.NONE),
                new ListQuery.Customers(TEST, CustomerFilter.NONE),
                new ListQuery.Subscriptions(LIVE, Optional.empty()),
                new ListQuery.RefusedUsage(LIVE, Optional.empty()),
                new ListQuery.RefusedUsage(LIVE, Optional.of(customer)),
                new ListQuery.Deliveries(LIVE, Optional.empty(), Optional.empty(), Optional.empty()),
                new ListQuery.Deliveries(LIVE, Optional.empty(), Optional.of(customer), Optional.empty()));
        for (ListQuery of : lists) {
            Page page = page(of.cursor().behind(PLACE));
            for (ListQuery other : lists) {
                if (of.equals(other)) {
                    assertThat(other.cursor().place(page)).contains(PLACE);
                } else {
                    assertThatThrownBy(() -> other.cursor().place(page)).isInstanceOf(ForeignCursorException.class);
                }
            }
        }
    }

    @Test
    void whatIsNoCursorIsRefused() {
        ListCursor cursor = new ListQuery.Customers(LIVE, CustomerFilter.NONE).cursor();
        byte[] whole = Base64.getUrlDecoder().decode(cursor.behind(PLACE));
        for (String text : List.of("", "!", "nonsense",
                Base64.getUrlEncoder().encodeToString(Arrays.copyOf(whole, 7)),
                Base64.getUrlEncoder().encodeToString(Arrays.copyOf(whole, 8)))) {
            assertThatThrownBy(() -> cursor.place(page(text))).as(text).isInstanceOf(ForeignCursorException.class);
        }
    }

    @Test
    void aListByNumberTakesNumbersOnly() throws ForeignCursorException {
        ListCursor cursor = ListCursor.of("ledger", "ann");

        assertThat(cursor.number(page(cursor.behind(SortKey.of(42))))).contains(42L);
        assertThat(cursor.number(new Page(Optional.empty(), 10))).isEmpty();
        assertThatThrownBy(() -> cursor.number(page(cursor.behind(PLACE)))).isInstanceOf(ForeignCursorException.class);
        assertThatThrownBy(() -> cursor.number(page(cursor.behind(SortKey.of(-1)))))
                .isInstanceOf(ForeignCursorException.class);
    }

    @Test
    void placesSortByCreationThenId() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");

        assertThat(List.of(SortKey.of(now.plusMillis(1), "a"), SortKey.of(now, "ab"), SortKey.of(now, "b"),
                SortKey.of(now, "a")).stream().sorted()).containsExactly(SortKey.of(now, "a"), SortKey.of(now, "ab"),
                        SortKey.of(now, "b"), SortKey.of(now.plusMillis(1), "a"));
    }

    private static Page page(String cursor) {
        return new Page(Optional.of(cursor), 10);
    }
}
