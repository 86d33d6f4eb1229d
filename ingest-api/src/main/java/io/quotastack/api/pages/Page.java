package io.quotastack.api.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/**
 * A page, as it was written.
 *
 * @param source its path in the repository
 * @param headings in their order; the first is the title
 */
record Page(String source, Node document, List<Heading> headings) {

    /** What a heading leads. */
    record Section(Heading heading, String text) {}

    Page {
        headings = List.copyOf(headings);
        if (!(document.getFirstChild() instanceof org.commonmark.node.Heading title) || title.getLevel() != 1) {
            throw new IllegalStateException(source + " begins with no title");
        }
    }

    static Page of(String source, String markdown) {
        Node document = Markdown.parse(markdown);
        var anchors = new Heading.Anchors();
        List<Heading> headings = new ArrayList<>();
        for (Node node : children(document)) {
            if (node instanceof org.commonmark.node.Heading heading) {
                String text = PlainText.of(heading);
                headings.add(new Heading(heading.getLevel(), anchors.next(text), text));
            }
        }
        return new Page(source, document, headings);
    }

    String address() {
        return Sources.address(source);
    }

    String title() {
        return headings.getFirst().text();
    }

    /** Its sections, in their order: each ends where the next heading begins. */
    List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        var text = new StringBuilder();
        for (Node node : children(document)) {
            if (node instanceof org.commonmark.node.Heading) {
                if (!sections.isEmpty()) {
                    close(sections, text);
                }
                sections.add(new Section(headings.get(sections.size()), ""));
            } else {
                text.append(PlainText.of(node)).append(' ');
            }
        }
        close(sections, text);
        return sections;
    }

    private static void close(List<Section> sections, StringBuilder text) {
        sections.set(sections.size() - 1, new Section(sections.getLast().heading(), text.toString().strip()));
        text.setLength(0);
    }

    /** The files that it links to within the repository. */
    List<String> linked() {
        return links(document).stream().map(link -> Sources.target(source, link.getDestination()))
                .flatMap(Optional::stream).toList();
    }

    static List<Link> links(Node within) {
        List<Link> links = new ArrayList<>();
        within.accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                links.add(link);
            }
        });
        return links;
    }

    static List<Node> children(Node parent) {
        List<Node> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
            children.add(child);
        }
        return children;
    }
}
