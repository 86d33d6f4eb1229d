package io.quotastack.api.pages;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Markdown with GitHub's tables, made into HTML. HTML within it is shown as text and an address that runs code is left out,
 * so that a page can do nothing that Markdown cannot.
 */
final class Markdown {

    private static final List<Extension> TABLES = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(TABLES).build();

    /** In an order of their own, so that a page is the same, with its entity tag, on every node. */
    private static final Map<String, String> OF_A_SCROLLER = new TreeMap<>(Map.of("class", "table", "tabindex", "0"));

    /** What is wider than a phone moves sideways by itself, and by the keyboard. */
    private static final class Scroller extends CustomBlock {}

    private Markdown() {}

    static Node parse(String markdown) {
        return PARSER.parse(markdown);
    }

    /**
     * The HTML of a page. Its document is changed on the way: render it once.
     *
     * @param href of each link, by what was written
     */
    static String html(Page page, UnaryOperator<String> href) {
        Map<Node, Heading> headings = new HashMap<>();
        for (Link link : Page.links(page.document())) {
            link.setDestination(href.apply(link.getDestination()));
        }
        int count = 0;
        for (Node node : Page.children(page.document())) {
            if (node instanceof org.commonmark.node.Heading) {
                Heading heading = page.headings().get(count++);
                headings.put(node, heading);
                node.appendChild(linkTo(heading));
            } else if (node instanceof TableBlock) {
                var scroller = new Scroller();
                node.insertBefore(scroller);
                scroller.appendChild(node);
            }
        }
        return HtmlRenderer.builder().extensions(TABLES).escapeHtml(true).sanitizeUrls(true)
                .attributeProviderFactory(unused -> attributes(headings))
                .nodeRendererFactory(ScrollerRenderer::new).build().render(page.document());
    }

    private static Node linkTo(Heading heading) {
        var link = new Link("#" + heading.anchor(), null);
        link.appendChild(new Text("#"));
        return link;
    }

    private static AttributeProvider attributes(Map<Node, Heading> headings) {
        return (node, tag, attributes) -> {
            // The renderer sets rel=nofollow, which is for links that strangers wrote.
            attributes.remove("rel");
            Heading heading = headings.get(node);
            if (heading != null) {
                attributes.put("id", heading.anchor());
            } else if (node instanceof Link && headings.containsKey(node.getParent()) && node.getNext() == null) {
                attributes.put("class", "anchor");
                attributes.put("aria-label", "Link to this heading");
            } else if (node instanceof FencedCodeBlock && tag.equals("pre")) {
                attributes.put("tabindex", "0");
            }
        };
    }

    private record ScrollerRenderer(HtmlNodeRendererContext context) implements NodeRenderer {

        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(Scroller.class);
        }

        @Override
        public void render(Node node) {
            context.getWriter().tag("div", OF_A_SCROLLER);
            Page.children(node).forEach(context::render);
            context.getWriter().tag("/div");
            context.getWriter().line();
        }
    }
}
