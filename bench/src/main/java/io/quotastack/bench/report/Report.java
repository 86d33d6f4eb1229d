package io.quotastack.bench.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says what goes on while it goes on, and keeps the figures for the table at the end. */
public final class Report {

    private final PrintStream out;
    private final long begunNanos = System.nanoTime();
    private final List<Line> lines = new ArrayList<>();

    private sealed interface Line {
        record Section(String title) implements Line {}

        record Measured(Figure figure) implements Line {}

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

    public void add(Figure figure) {
        progress(figure.what() + ": " + figure.unit().text(figure.measured())
                + figure.target().map(target -> " (aim " + target.text(figure.unit()) + ")").orElse("")
                + (figure.detail().isEmpty() ? "" : "; " + figure.detail()));
        lines.add(new Line.Measured(figure));
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
                text.append("\n| what | measured | aim | ratio | detail |\n|---|---:|---:|---:|---|\n");
            }
            inTable = isRow(line);
            text.append(text(line)).append('\n');
        }
        return text.append("\nA ratio of 1 or more means that the aim is met.\n").toString();
    }

    private static boolean isRow(Line line) {
        return line instanceof Line.Measured || line instanceof Line.Failed;
    }

    private static String text(Line line) {
        return switch (line) {
            case Line.Section(String title) -> "\n## " + title;
            case Line.Remark(String remark) -> "\n" + remark;
            case Line.Failed(String what, String why) -> row(what, "failed", "", "", why);
            case Line.Measured(Figure figure) -> row(figure.what(), figure.unit().text(figure.measured()),
                    figure.target().map(target -> target.text(figure.unit())).orElse(""),
                    figure.target().map(target -> String.format(Locale.ROOT, "%.2f", target.ratio(figure.measured())))
                            .orElse(""),
                    figure.detail());
        };
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", List.of(cells).stream().map(cell -> cell.replace("|", "\\|")).toList()) + " |";
    }
}
