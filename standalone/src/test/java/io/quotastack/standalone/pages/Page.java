package io.quotastack.standalone.pages;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of documentation.
 *
 * @param path in the repository
 * @param text without blocks of code: what stands in those is for a shell or a program
 */
record Page(Path path, String text) {

    private static final Pattern CODE_BLOCK = Pattern.compile("^```.*?^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]+\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern TABLE_ROW = Pattern.compile("^\\| ?(.*) \\|$", Pattern.MULTILINE);

    static Page read(Path path) {
        try {
            return new Page(path, CODE_BLOCK.matcher(Files.readString(path)).replaceAll(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All pages of the repository. */
    static List<Page> all() {
        var pages = new ArrayList<>(in(Repository.ROOT, 1));
        pages.addAll(in(Repository.ROOT.resolve("docs"), Integer.MAX_VALUE));
        return pages;
    }

    private static List<Page> in(Path folder, int depth) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().map(Page::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its links lead, as they are written; those out of the repository apart. */
    List<String> links() {
        return LINK.matcher(text).results().map(link -> link.group(1)).filter(link -> !link.contains(":")).toList();
    }

    /** The part of a link's target before its {@code #}, from here. */
    Path target(String link) {
        String file = link.replaceFirst("#.*", "");
        return file.isEmpty() ? path : path.resolveSibling(file).normalize();
    }

    /** What may stand behind the {@code #} of a link to this page: its headings as GitHub spells them there. */
    Set<String> anchors() {
        return HEADING.matcher(text).results().map(heading -> anchor(heading.group(1))).collect(toSet());
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_\\- ]", "").replace(' ', '-');
    }

    /** What it sets as code within a line. */
    List<String> code() {
        return CODE.matcher(text).results().map(code -> code.group(1)).toList();
    }

    /** The cells of the rows of all its tables, heads included. */
    List<List<String>> tableRows() {
        return TABLE_ROW.matcher(text).results()
                .map(row -> Stream.of(row.group(1).split("\\|", -1)).map(String::strip).toList())
                .toList();
    }

    @Override
    public String toString() {
        return Repository.ROOT.relativize(path).toString();
    }
}
