package io.quotastack.api.pages;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.quotastack.api.docs.WebFile;

/**
 * All files of the site, by their addresses. What there is, is found from the index by the links of the pages, so there is
 * no list to keep: a test of the pages holds that every page is linked.
 */
record Site(Map<String, WebFile> files) {

    private static final List<String> ASSETS = List.of("site.css", "site.js");
    private static final String TEXT = "text/plain; charset=utf-8";

    static Site read() {
        Map<String, Page> pages = new LinkedHashMap<>();
        Map<String, WebFile> files = new HashMap<>();
        Deque<String> left = new ArrayDeque<>(List.of(Sources.INDEX));
        while (!left.isEmpty()) {
            String source = left.remove();
            if (!pages.containsKey(source) && !files.containsKey(Sources.address(source))) {
                Sources.text(source).ifPresent(text -> {
                    if (Sources.isPage(source)) {
                        Page page = Page.of(source, text);
                        pages.put(source, page);
                        left.addAll(page.linked());
                    } else {
                        files.put(Sources.address(source), WebFile.of(TEXT, text.getBytes(StandardCharsets.UTF_8)));
                    }
                });
            }
        }
        Page index = Objects.requireNonNull(pages.get(Sources.INDEX), "the index is on the class path");
        files.put("/docs/search.json", WebFile.of("application/json", SearchIndex.of(pages.values())));
        var html = new PageHtml(Navigation.of(index, pages));
        pages.values().forEach(page -> files.put(page.address(), WebFile.of("text/html; charset=utf-8",
                html.of(page, Markdown.html(page, link -> href(page, link, pages, files))))));
        ASSETS.forEach(name -> files.put("/docs/" + name, WebFile.read(name, "site/" + name)));
        return new Site(Map.copyOf(files));
    }

    /** The link as the site has it: within the repository it leads to a page or a file of the site. */
    private static String href(Page page, String link, Map<String, Page> pages, Map<String, WebFile> files) {
        Optional<String> target = Sources.target(page.source(), link);
        if (target.isEmpty() || link.startsWith("#")) {
            return link;
        }
        String address = Sources.address(target.get());
        if (!pages.containsKey(target.get()) && !files.containsKey(address)) {
            throw new IllegalStateException(page.source() + " links to what the site does not have: " + link);
        }
        int hash = link.indexOf('#');
        return hash < 0 ? address : address + link.substring(hash);
    }
}
