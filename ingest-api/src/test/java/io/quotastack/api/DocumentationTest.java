package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;

/** The documentation, as browsers get it. How it looks in one is tested where there is a process to show it. */
class DocumentationTest extends ApiFixture {

    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");
    private static final int MOST_BYTES_OF_THE_INDEX = 768 * 1024;

    /** From the overview on: every page is reached, and every link leads to a page and a heading that are there. */
    @Test
    void everyLinkOfEveryPageLeadsSomewhere() {
        Map<String, String> pages = pages();

        assertThat(pages.keySet()).contains("/docs/guide", "/docs/guide/wallets", "/docs/reference/contract",
                "/docs/internals/rules", "/docs/operating/running", "/docs/decisions",
                "/docs/decisions/03-one-store", "/docs/readme", "/docs/architecture", "/docs/contributing",
                "/docs/changelog", "/docs/license", "/docs/clients/typescript", "/docs/verify/verify_ledger.py")
                .hasSizeGreaterThan(60);
        List<String> broken = new ArrayList<>();
        pages.forEach((address, page) -> found(REFERENCE, page).forEach(link -> {
            if (!link.contains(":") && !resolves(pages, address, link)) {
                broken.add(address + ": " + link);
            }
        }));
        assertThat(broken).isEmpty();
    }

    @Test
    void eachPageHasItsTitleAndNoCodeOrStyleWithin() {
        pages().forEach((address, page) -> {
            if (page.startsWith("<!DOCTYPE html>")) {
                assertThat(page).as(address).doesNotContain("<style", " style=", " onload=", "{{title}}", "{{body}}")
                        .containsOnlyOnce("<h1 id=").containsOnlyOnce("</article>");
                assertThat(Pattern.compile("<script(?![^>]*src=)").matcher(page).find()).as(address).isFalse();
                assertThat(new HashSet<>(found(ID, page))).as(address).hasSameSizeAs(found(ID, page));
            }
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /docs/reference/contract            | id="5-usage"
            /docs/reference/contract            | href="#choices-credits-and-the-ledger"
            /docs/reference/contract            | <a href="/docs/architecture">ARCHITECTURE.md</a>
            /docs/guide                         | aria-current="page">Overview</a>
            /docs/guide/wallets                 | aria-current="page">Wallets</a>
            /docs/guide/wallets                 | <pre tabindex="0"><code class="language-bash">
            /docs/guide/verify-exports          | href="/docs/verify/verify_ledger.py"
            /docs/operating/running             | <span>Previous</span>
            /docs/guide/java                    | &lt;dependency&gt;""")
    void pagesSayWhatWasWritten(String address, String text) {
        assertThat(get(address).as("").send().is(200).body()).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs/guide", "/docs/guide/wallets", "/docs/site.js", "/docs/search.json",
        "/docs/license"})
    void aFileLetsNothingInButFilesOfThisServerAndIsNotSentAgain(String path) {
        Answer first = get(path).as("").send().is(200);

        assertThat(first.header("Content-Security-Policy")).contains("default-src 'none'", "script-src 'self';",
                "style-src 'self'", "frame-ancestors 'none'").doesNotContain("unsafe", "http", "data:", "*");
        assertThat(first.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        Answer again = get(path).as("").header("If-None-Match", first.header("ETag")).send();
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    /** Also of the text: a search finds what stands in a table or in a block of code. */
    @Test
    void theIndexOfTheSearchHasEverySectionAndIsNotTooLarge() {
        Answer answer = get("/docs/search.json").as("").send().is(200);
        JsonNode index = Json.MAPPER.convertValue(answer.json(), JsonNode.class);
        Map<String, String> pages = pages();

        assertThat(answer.body().length()).isLessThan(MOST_BYTES_OF_THE_INDEX);
        assertThat(index.size()).isEqualTo((int) pages.values().stream().filter(page -> page.startsWith("<!")).count());
        index.forEach(page -> page.required("sections").forEach(
                section -> assertThat(resolves(pages, "", page.required("address").textValue() + "#"
                        + section.required("anchor").textValue())).as(section.toString()).isTrue()));
        assertThat(answer.body()).contains("qs_test_", "insufficient-credits", "curl");
    }

    @ParameterizedTest
    @CsvSource({"/docs/none,404", "/docs/guide/none,404", "/docs/..,404", "/docs/guide/wallets.md,404",
        "/docs/verify/..%2fREADME.md,404", "/docs/guide?debug=1,400", "/docs/a/b/c,401"})
    void nothingElseIsThere(String path, int status) {
        assertThat(call("GET", path).as("").send().status()).isEqualTo(status);
    }

    private Map<String, String> pages() {
        Map<String, String> pages = new HashMap<>();
        Deque<String> left = new ArrayDeque<>(List.of("/docs/guide"));
        while (!left.isEmpty()) {
            String address = left.remove();
            if (!pages.containsKey(address)) {
                String page = get(address).as("").send().is(200).body();
                pages.put(address, page);
                found(REFERENCE, page).stream().filter(link -> link.startsWith("/docs/"))
                        .map(link -> link.replaceFirst("#.*", "")).forEach(left::add);
            }
        }
        return pages;
    }

    private boolean resolves(Map<String, String> pages, String from, String link) {
        int hash = link.indexOf('#');
        String address = hash < 0 ? link : hash == 0 ? from : link.substring(0, hash);
        if (!pages.containsKey(address)) {
            return get(address).as("").send().status() == 200;
        }
        Set<String> ids = hash < 0 ? Set.of() : new HashSet<>(found(ID, pages.get(address)));
        return hash < 0 || ids.contains(link.substring(hash + 1));
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }
}
