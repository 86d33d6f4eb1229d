package io.quotastack.api.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/** What leads through the pages: the index, made into groups by its own headings. */
record Navigation(List<Group> groups) {

    /**
     * Pages that stand together.
     *
     * @param title empty for those before the first heading
     */
    record Group(String title, List<Entry> entries) {}

    record Entry(String label, String address) {}

    /**
     * Those of the index that lead to pages.
     *
     * @param pages by source
     */
    static Navigation of(Page index, Map<String, Page> pages) {
        List<Group> groups = new ArrayList<>();
        groups.add(new Group("", new ArrayList<>(List.of(new Entry("Overview", index.address())))));
        for (Node node : Page.children(index.document())) {
            if (node instanceof Heading heading && heading.getLevel() == 2) {
                groups.add(new Group(PlainText.of(heading), new ArrayList<>()));
            } else {
                for (Link link : Page.links(node)) {
                    Optional<Page> page = Sources.target(index.source(), link.getDestination())
                            .flatMap(source -> Optional.ofNullable(pages.get(source)));
                    page.ifPresent(to -> groups.getLast().entries().add(new Entry(label(link), to.address())));
                }
            }
        }
        return new Navigation(List.copyOf(groups));
    }

    private static String label(Link link) {
        String text = PlainText.of(link);
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** All of them, in the order in which one reads. */
    List<Entry> entries() {
        return groups.stream().flatMap(group -> group.entries().stream()).toList();
    }
}
