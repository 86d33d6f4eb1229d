package io.quotastack.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The same thing measured a few times. What is told is the run in the middle, of those that nothing disturbed. */
final class Runs {

    private final List<Figure> figures = new ArrayList<>();

    Runs(Figure first) {
        figures.add(first);
    }

    void add(Figure next) {
        figures.add(next);
    }

    String what() {
        return figures.getFirst().what();
    }

    /** Of an even number the lower one of the middle; a figure that was really measured, with its own comparison. */
    Optional<Figure> median() {
        List<Figure> quotable = quotable();
        return quotable.isEmpty() ? Optional.empty() : Optional.of(quotable.get((quotable.size() - 1) / 2));
    }

    private List<Figure> quotable() {
        return figures.stream().filter(Figure::quotable).sorted(Comparator.comparingDouble(Figure::measured)).toList();
    }

    /** A row of the table, cell by cell. */
    List<String> cells() {
        Optional<Figure> median = median();
        if (median.isEmpty()) {
            Figure first = figures.getFirst();
            return List.of(what(), "not quoted", "", "", first.aimText(), "", first.disturbance().text()
                    + (figures.size() == 1 ? "" : ", and too much in all %d runs".formatted(figures.size())));
        }
        Figure figure = median.get();
        return List.of(what(), figure.measuredText(), figure.besideText(), figure.ratioText(), figure.aimText(),
                figure.reachedText(), figure.detail() + spread());
    }

    private String spread() {
        if (figures.size() == 1) {
            return "";
        }
        List<Figure> quotable = quotable();
        int disturbed = figures.size() - quotable.size();
        return " (" + (quotable.size() == 1
                ? "one run"
                : "median of %d, %s to %s".formatted(quotable.size(), quotable.getFirst().measuredText(),
                        quotable.getLast().measuredText()))
                + (disturbed == 0 ? ")" : ", %d more disturbed)".formatted(disturbed));
    }
}
