package io.quotastack.core.plan;

import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** A patch of a variant in the making: what is not said stays as it is. */
public final class Patch {

    private Optional<Interval> interval = Optional.empty();
    private Optional<Integer> intervalCount = Optional.empty();
    private Optional<Optional<Long>> price = Optional.empty();
    private Optional<Optional<String>> currency = Optional.empty();
    private Optional<Integer> trialDays = Optional.empty();
    private Optional<Optional<SortedSet<String>>> metrics = Optional.empty();
    private Optional<Optional<ContractTerms>> contract = Optional.empty();
    private Optional<Optional<String>> fallback = Optional.empty();

    public static Patch of() {
        return new Patch();
    }

    public Patch period(Interval every, int count) {
        interval = Optional.of(every);
        intervalCount = Optional.of(count);
        return this;
    }

    public Patch price(long amount) {
        price = Optional.of(Optional.of(amount));
        return this;
    }

    public Patch noPrice() {
        price = Optional.of(Optional.empty());
        return this;
    }

    public Patch currency(String code) {
        currency = Optional.of(Optional.of(code));
        return this;
    }

    public Patch trialDays(int days) {
        trialDays = Optional.of(days);
        return this;
    }

    public Patch metrics(String... keys) {
        metrics = Optional.of(Optional.of(new TreeSet<>(Set.of(keys))));
        return this;
    }

    public Patch contract(int periods) {
        contract = Optional.of(Optional.of(new ContractTerms(periods, true, 30)));
        return this;
    }

    public Patch fallback(String variantId) {
        fallback = Optional.of(Optional.of(variantId));
        return this;
    }

    public VariantPatch made() {
        return new VariantPatch(Optional.empty(), interval, intervalCount, price, currency, trialDays, Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(),
                metrics, contract, fallback);
    }

    public VariantTerms on(VariantTerms before) {
        return made().on(before);
    }
}
