package io.quotastack.bench.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Says what goes on while it goes on, and keeps the figures for the table at the end. */
public final class Report {

    private final PrintStream out;
    private final long begunNanos = System.nanoTime();
    private final List<Line> lines = new ArrayList<>();

    private sealed interface Line {
        record Section(String title) implements Line {}

        record Measured(Runs runs) implements Line {}

        record Failed(String what, String why) implements Line {}

        record Remark(String text) implements Line {}
    }

    public Report(PrintStream out) {
        this.out = out;
    }

    /** All that follows belongs to it. */
    public void section(String title) {
        progress("--- " + title);
        lines.add(new Line.Section(title));
    }

    /** A figure that the section has already is another run of the same. */
    public void add(Figure figure) {
        progress(figure.what() + ": "
                + (figure.quotable() ? figure.measuredText() : "not quoted, " + figure.disturbance().text())
                + (figure.aimText().isEmpty() ? "" : " (aim " + figure.aimText() + ")")
                + (figure.besideText().isEmpty() ? "" : "; " + figure.besideText())
                + (figure.detail().isEmpty() ? "" : "; " + figure.detail()));
        runs(figure.what()).ifPresentOrElse(runs -> runs.add(figure),
                () -> lines.add(new Line.Measured(new Runs(figure))));
    }

    /** What the table will say, as far as it is measured; absent when it was not, or when it is not quoted. */
    public OptionalDouble quoted(String what) {
        return runs(what).flatMap(Runs::median).map(figure -> OptionalDouble.of(figure.measured()))
                .orElse(OptionalDouble.empty());
    }

    private Optional<Runs> runs(String what) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            switch (lines.get(i)) {
                case Line.Measured(Runs runs) when runs.what().equals(what) -> {
                    return Optional.of(runs);
                }
                case Line.Section section -> {
                    return Optional.empty();
                }
                case Line.Measured other -> {
                }
                case Line.Failed failed -> {
                }
                case Line.Remark remark -> {
                }
            }
        }
        return Optional.empty();
    }

    /** Something could not be measured; the rest goes on. */
    public void failed(String what, String why) {
        progress(what + " FAILED: " + why);
        lines.add(new Line.Failed(what, why.lines().findFirst().orElse("")));
    }

    /** Something the reader of the table should know. */
    public void remark(String text) {
        progress(text);
        lines.add(new Line.Remark(text));
    }

    /** For whoever waits; not kept. */
    public void progress(String text) {
        var time = Duration.ofNanos(System.nanoTime() - begunNanos);
        out.printf(Locale.ROOT, "%2d:%02d  %s%n", time.toMinutes(), time.toSecondsPart(), text);
        out.flush();
    }

    /** The whole as Markdown. */
    public String markdown() {
        var text = new StringBuilder();
        boolean inTable = false;
        for (Line line : lines) {
            if (isRow(line) && !inTable) {
                text.append("""

                        | what | measured | beside | ratio | aim | reached | detail |
                        |---|---:|---:|---:|---:|---:|---|
                        """);
            }
            inTable = isRow(line);
            text.append(text(line)).append('\n');
        }
        return text
                .append("""

                        The ratio is what was measured over what it stands beside. Reached is 1 or more when the aim is met. A row
                        is not quoted when other processes took more than a fifth of the machine while it was measured.
                        """)
                .toString();
    }

    private static boolean isRow(Line line) {
        return line instanceof Line.Measured || line instanceof Line.Failed;
    }

    private static String text(Line line) {
        return switch (line) {
            case Line.Section(String title) -> "\n## " + title;
            case Line.Remark(String remark) -> "\n" + remark;
            case Line.Failed(String what, String why) -> row(List.of(what, "failed", "", "", "", "", why));
            case Line.Measured(Runs runs) -> row(runs.cells());
        };
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList()) + " |";
    }
}
