package io.quotastack.api.pages;

import java.util.Collection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.quotastack.schemas.json.Json;

/**
 * What {@code site.js} searches: the text of every section. It is searched in the browser, so that a search costs the
 * process nothing, which anybody could ask of it without a key; a browser loads it once, when its reader begins to search.
 * It is as large as the pages are, and a test holds it to a bound.
 */
final class SearchIndex {

    private SearchIndex() {}

    static byte[] of(Collection<Page> pages) {
        ArrayNode index = JsonNodeFactory.instance.arrayNode();
        for (Page page : pages) {
            ArrayNode sections = index.addObject().put("address", page.address()).put("title", page.title())
                    .putArray("sections");
            for (Page.Section section : page.sections()) {
                sections.addObject().put("anchor", section.heading().anchor()).put("heading", section.heading().text())
                        .put("text", section.text());
            }
        }
        return Json.bytes(index);
    }
}
