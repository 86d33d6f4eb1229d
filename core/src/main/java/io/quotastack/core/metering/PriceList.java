package io.quotastack.core.metering;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quotastack.core.metering.Price.Scope;

/**
 * Prices by dimension (CONTRACT 4): the entry with the most dimensions that all match wins. Looking one up costs a hash for
 * each set of dimensions that entries name, of which there are few, however many entries there are.
 */
public final class PriceList {

    /** The most entries of a rule. */
    public static final int MOST_ENTRIES = 5_000;

    public static final PriceList NONE = new PriceList(List.of());

    private final List<PriceEntry> entries;
    private final Set<List<String>> countedNames = new LinkedHashSet<>();
    /** Made when a price is first asked for: most of the rules that a node reads are history. */
    private volatile Optional<List<Group>> index = Optional.empty();

    private PriceList(List<PriceEntry> entries) {
        this.entries = List.copyOf(entries);
        for (PriceEntry entry : entries) {
            if (entry.price().scope() != Scope.EVENT) {
                countedNames.add(entry.when().names());
            }
        }
    }

    public static PriceList of(List<PriceEntry> entries) {
        return entries.isEmpty() ? NONE : new PriceList(entries);
    }

    /** The entries that name the same dimensions, by the values they name. */
    private record Group(List<String> names, Map<List<String>, PriceEntry> byValues) {}

    /** Two entries that could both win, by their places in the list. */
    public record Ambiguity(int first, int second) {}

    public List<PriceEntry> entries() {
        return entries;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The sets of dimensions whose values entries count units of. */
    Set<List<String>> countedNames() {
        return countedNames;
    }

    /** The entry for events of these values. */
    Optional<PriceEntry> find(DimensionValues values) {
        for (Group group : index()) {
            Optional<PriceEntry> entry = Optional.ofNullable(group.byValues().get(values.get(group.names())));
            if (entry.isPresent()) {
                return entry;
            }
        }
        return Optional.empty();
    }

    /** Most dimensions first. Of two groups of as many, at most one has an entry for an event. */
    private List<Group> index() {
        Optional<List<Group>> made = index;
        if (made.isPresent()) {
            return made.get();
        }
        List<Group> groups = new ArrayList<>();
        placesByNames().forEach((names, places) -> {
            Map<List<String>, PriceEntry> byValues = HashMap.newHashMap(places.size());
            places.forEach(place -> byValues.put(entries.get(place).when().values(), entries.get(place)));
            groups.add(new Group(names, byValues));
        });
        groups.sort(Comparator.comparingInt(group -> -group.names().size()));
        index = Optional.of(List.copyOf(groups));
        return groups;
    }

    private Map<List<String>, List<Integer>> placesByNames() {
        Map<List<String>, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            places.computeIfAbsent(entries.get(i).when().names(), names -> new ArrayList<>()).add(i);
        }
        return places;
    }

    /**
     * Entries that could both win: with the same values, or with as many dimensions and values that one event can have. Each
     * entry is told with one of those before it at the most; takes time for each entry and each set of dimensions.
     */
    public List<Ambiguity> ambiguities() {
        Map<Integer, Integer> firstBySecond = new HashMap<>();
        List<Map.Entry<List<String>, List<Integer>>> groups = List.copyOf(placesByNames().entrySet());
        for (int i = 0; i < groups.size(); i++) {
            addTwins(groups.get(i).getKey(), groups.get(i).getValue(), firstBySecond);
            for (int j = i + 1; j < groups.size(); j++) {
                if (groups.get(i).getKey().size() == groups.get(j).getKey().size()) {
                    addCompatible(groups.get(i), groups.get(j), firstBySecond);
                }
            }
        }
        return firstBySecond.entrySet().stream().map(pair -> new Ambiguity(pair.getValue(), pair.getKey()))
                .sorted(Comparator.comparingInt(Ambiguity::second)).toList();
    }

    private void addTwins(List<String> names, List<Integer> places, Map<Integer, Integer> firstBySecond) {
        Map<List<String>, Integer> seen = new HashMap<>();
        for (int place : places) {
            int first = seen.computeIfAbsent(valuesOf(names, place), values -> place);
            if (first != place) {
                firstBySecond.putIfAbsent(place, first);
            }
        }
    }

    /** By the values of the dimensions that both name: where these are the same, one event can have all others too. */
    private void addCompatible(Map.Entry<List<String>, List<Integer>> some,
            Map.Entry<List<String>, List<Integer>> others, Map<Integer, Integer> firstBySecond) {
        List<String> common = new ArrayList<>(some.getKey());
        common.retainAll(others.getKey());
        addLaterOnes(others.getValue(), firstByValues(common, some.getValue()), common, firstBySecond);
        addLaterOnes(some.getValue(), firstByValues(common, others.getValue()), common, firstBySecond);
    }

    private Map<List<String>, Integer> firstByValues(List<String> names, List<Integer> places) {
        Map<List<String>, Integer> first = new HashMap<>();
        places.forEach(place -> first.putIfAbsent(valuesOf(names, place), place));
        return first;
    }

    private void addLaterOnes(List<Integer> places, Map<List<String>, Integer> firstByValues, List<String> names,
            Map<Integer, Integer> firstBySecond) {
        for (int place : places) {
            Optional.ofNullable(firstByValues.get(valuesOf(names, place))).filter(first -> first < place)
                    .ifPresent(first -> firstBySecond.putIfAbsent(place, first));
        }
    }

    private List<String> valuesOf(List<String> names, int place) {
        When when = entries.get(place).when();
        return names.stream().map(name -> when.values().get(when.names().indexOf(name))).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PriceList list && entries.equals(list.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
