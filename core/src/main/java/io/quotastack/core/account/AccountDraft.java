package io.quotastack.core.account;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

import io.quotastack.core.account.RowType.Single;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.subscription.Subscription;

/**
 * A working copy of one customer: reads see what the draft changed over what the state holds, the state stays as it is.
 * What was changed is handed out as rows at the end, or forgotten with the draft.
 *
 * <p>Rows that hang together are written by the part that knows how: {@link #schedule}, {@link #blocks},
 * {@link #reservations}, {@link #transfers}, {@link #subscriptions}, {@link #periods}, {@link #cappedUsages}, {@link #backlog}. The others are simply put.
 */
public final class AccountDraft implements AccountState {

    private final AccountState base;
    private final Optional<Account> before;
    /** By {@link RowType#index}. */
    private final Overlay<?, ?>[] overlays = new Overlay<?, ?>[AccountRows.all().size()];
    /** The same in the order in which the decision came to them: that of the rows it writes. */
    private final List<Overlay<?, ?>> inOrder = new ArrayList<>();
    /** Read once too: no decision changes any. */
    private final Map<AnswerKey, Optional<AnswerMark>> answers = new HashMap<>();
    private final Schedule schedule = new Schedule(this);
    private final Blocks blocks = new Blocks(this);

    public AccountDraft(AccountState base) {
        this.base = base;
        this.before = account();
    }

    /** All rows that differ from the state. */
    public Changes changes() {
        List<RowChange<?, ?>> rows = new ArrayList<>();
        inOrder.forEach(overlay -> overlay.addTo(rows));
        return new Changes(before, account(), rows);
    }

    @Override
    public CustomerKey key() {
        return base.key();
    }

    @Override
    public <K extends Comparable<? super K>, V> Optional<V> get(RowType<K, V> type, K key) {
        return overlay(type).get(key);
    }

    @Override
    public <K extends Comparable<? super K>, V> void scan(RowType.Ordered<K, V> type, BiPredicate<K, V> visitor) {
        overlay(type).scan(type, visitor);
    }

    @Override
    public Optional<AnswerMark> answer(AnswerKey key) {
        return answers.computeIfAbsent(key, base::answer);
    }

    /** The figures say whether there is one, so that most decisions need not look. */
    @Override
    public Optional<Subscription> subscription() {
        return figures().subscribed() ? get(AccountRows.SUBSCRIPTION) : Optional.empty();
    }

    /** The figures; of a customer not there yet, an empty account. */
    public Account figures() {
        return account().orElse(Account.EMPTY);
    }

    public <K extends Comparable<? super K>, V> void put(RowType<K, V> type, K key, V value) {
        overlay(type).put(key, Optional.of(value));
    }

    public <V> void put(RowType<Single, V> type, V value) {
        put(type, Single.ROW, value);
    }

    <K extends Comparable<? super K>, V> void remove(RowType<K, V> type, K key) {
        overlay(type).put(key, Optional.empty());
    }

    public void put(Account changed) {
        put(AccountRows.ACCOUNT, changed);
    }

    /** What is to come. */
    public Schedule schedule() {
        return schedule;
    }

    public Blocks blocks() {
        return blocks;
    }

    public Reservations reservations() {
        return new Reservations(this);
    }

    public Subscriptions subscriptions() {
        return new Subscriptions(this);
    }

    /** What the running period of the live subscription granted and what was used in it. */
    public Periods periods() {
        return new Periods(this);
    }

    /** Credits that go to other customers and come from them. */
    public Transfers transfers() {
        return new Transfers(this);
    }

    /** What counts against caps. */
    public CappedUsages cappedUsages() {
        return new CappedUsages(this);
    }

    /** What the account has not caught up with. */
    public UsageBacklog backlog() {
        return new UsageBacklog(this);
    }

    /** The overlay of a kind is of the kind's own key and value. */
    @SuppressWarnings("unchecked")
    <K extends Comparable<? super K>, V> Overlay<K, V> overlay(RowType<K, V> type) {
        Overlay<?, ?> overlay = overlays[type.index()];
        if (overlay == null) {
            overlay = new Overlay<>(type, base);
            overlays[type.index()] = overlay;
            inOrder.add(overlay);
        }
        return (Overlay<K, V>) overlay;
    }
}
