package io.quotastack.api.pages;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.quotastack.api.docs.Resources;

/** Puts pages into the frame of the site, {@code site/page.html}. */
final class PageHtml {

    private static final int DEEPEST_OF_CONTENTS = 3;

    private final String frame = new String(Resources.bytes("site/page.html"), StandardCharsets.UTF_8);
    private final Navigation navigation;

    PageHtml(Navigation navigation) {
        this.navigation = navigation;
    }

    /**
     * The whole page.
     *
     * @param body its own HTML
     */
    byte[] of(Page page, String body) {
        // The body comes last: what it says is replaced by nothing.
        return frame.replace("{{title}}", escaped(page.title())).replace("{{pages}}", pages(page))
                .replace("{{contents}}", contents(page)).replace("{{turn}}", turn(page)).replace("{{body}}", body)
                .getBytes(StandardCharsets.UTF_8);
    }

    private String pages(Page shown) {
        var html = new StringBuilder();
        for (Navigation.Group group : navigation.groups()) {
            if (!group.title().isEmpty()) {
                html.append("<h2>").append(escaped(group.title())).append("</h2>");
            }
            html.append("<ul>");
            for (Navigation.Entry entry : group.entries()) {
                html.append("<li><a href=\"").append(escaped(entry.address())).append('"')
                        .append(entry.address().equals(shown.address()) ? " aria-current=\"page\"" : "").append('>')
                        .append(escaped(entry.label())).append("</a></li>");
            }
            html.append("</ul>\n");
        }
        return html.toString();
    }

    private static String contents(Page page) {
        List<Heading> headings = page.headings().stream()
                .filter(heading -> heading.level() > 1 && heading.level() <= DEEPEST_OF_CONTENTS).toList();
        if (headings.isEmpty()) {
            return "";
        }
        var html = new StringBuilder("<nav class=\"contents\" aria-label=\"On this page\"><h2>On this page</h2><ul>");
        headings.forEach(heading -> html.append("<li class=\"level-").append(heading.level()).append("\"><a href=\"#")
                .append(escaped(heading.anchor())).append("\">").append(escaped(heading.text())).append("</a></li>"));
        return html.append("</ul></nav>").toString();
    }

    private String turn(Page page) {
        List<Navigation.Entry> entries = navigation.entries();
        int at = entries.stream().map(Navigation.Entry::address).toList().indexOf(page.address());
        var html = new StringBuilder();
        if (at > 0) {
            html.append(turn("previous", "Previous", entries.get(at - 1)));
        }
        if (at >= 0 && at + 1 < entries.size()) {
            html.append(turn("next", "Next", entries.get(at + 1)));
        }
        return html.isEmpty() ? "" : "<nav class=\"turn\" aria-label=\"Pages beside this one\">" + html + "</nav>";
    }

    private static String turn(String name, String says, Navigation.Entry to) {
        return "<a class=\"" + name + "\" href=\"" + escaped(to.address()) + "\"><span>" + says + "</span>"
                + escaped(to.label()) + "</a>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
