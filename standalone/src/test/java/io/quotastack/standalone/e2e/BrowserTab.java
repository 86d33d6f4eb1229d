package io.quotastack.standalone.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;

/** A tab of {@link Chromium}, used as people use it: by what they read. What is not there yet is waited for. */
final class BrowserTab {

    private static final int WIDTH = 1440;
    private static final int WIDTH_OF_A_PHONE = 390;
    private static final int HEIGHT = 900;
    private static final int TALLEST = 4000;

    /**
     * What is to be clicked or typed into: by its name, within the dialog on top if there is one. Buttons and links have
     * theirs in their text or label, fields in their label.
     */
    private static final String FIND = """
            (kind, name) => {
              const open = [...document.querySelectorAll("dialog[open]")].pop() ?? document;
              const seen = (element) => element.getClientRects().length > 0 && !element.disabled;
              const text = (element) => (element.getAttribute("aria-label") ?? element.textContent).replace(/\\s+/g, " ").trim();
              if (kind === "click") {
                return [...open.querySelectorAll("button, a, summary, [role=button]")].find((one) => seen(one) && text(one) === name);
              }
              const label = [...open.querySelectorAll("label")].find((one) => seen(one)
                  && (text(one) === name || text(one).startsWith(name + " ") || one.querySelector("span")?.textContent === name));
              return label?.control ?? label?.querySelector("input, select, textarea");
            }""";

    /** As a person's input: what frameworks listen to hears it. */
    private static final String FILL = """
            (element, value) => {
              if (element.type === "checkbox") {
                if (element.checked !== (value === "true")) element.click();
                return;
              }
              const options = element.options && [...element.options];
              const chosen = options?.find((one) => one.textContent === value || one.value === value);
              if (options && !chosen) throw new Error("no option " + value + " of " + options.map((one) => one.textContent));
              Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), "value").set.call(element, chosen ? chosen.value : value);
              element.dispatchEvent(new Event("input", {bubbles: true}));
              element.dispatchEvent(new Event("change", {bubbles: true}));
            }""";

    private final Chromium chromium;
    private final String session;
    private int width = WIDTH;

    BrowserTab(Chromium chromium, String session) {
        this.chromium = chromium;
        this.session = session;
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", Map.of());
        }
        size(HEIGHT);
        light();
    }

    void light() {
        scheme("light");
    }

    void dark() {
        scheme("dark");
    }

    private void scheme(String name) {
        call("Emulation.setEmulatedMedia", Map.of("features",
                List.of(Map.of("name", "prefers-color-scheme", "value", name),
                        Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** As wide as a phone from now on. */
    void narrow() {
        width = WIDTH_OF_A_PHONE;
        size(HEIGHT);
    }

    /** Goes to an address, from anywhere. */
    BrowserTab open(String url) {
        call("Page.navigate", Map.of("url", url));
        return this;
    }

    /** Goes to another fragment of the page. */
    BrowserTab hash(String hash) {
        evaluate("location.hash = " + quoted(hash));
        return this;
    }

    /** What a JavaScript expression comes to, a promise when it is kept. */
    JsonNode evaluate(String expression) {
        JsonNode answer = call("Runtime.evaluate",
                Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.at("/exceptionDetails/exception/description").asText());
        }
        return answer.at("/result/value");
    }

    /** Waits until the page shows all of these. */
    BrowserTab shows(String... texts) {
        for (String text : texts) {
            await("text " + text, "(" + shown() + ").includes(" + quoted(text) + ")");
        }
        return this;
    }

    BrowserTab showsNo(String text) {
        await("no text " + text, "!(" + shown() + ").includes(" + quoted(text) + ")");
        return this;
    }

    BrowserTab click(String name) {
        String found = "(" + FIND + ")('click', " + quoted(name) + ")";
        await("a button or link " + name, found + " !== undefined");
        evaluate(found + ".click()");
        return this;
    }

    /** Clicks the first of the page that a CSS selector finds, where many bear one name. */
    BrowserTab first(String selector) {
        String found = "document.querySelector(" + quoted(selector) + ")";
        await(selector, found + " !== null");
        evaluate(found + ".click()");
        return this;
    }

    BrowserTab fill(String label, String value) {
        String found = "(" + FIND + ")('field', " + quoted(label) + ")";
        await("a field " + label, "!!" + found);
        evaluate("(" + FILL + ")(" + found + ", " + quoted(value) + ")");
        return this;
    }

    /** Types into what a CSS selector finds, where a field has no label. */
    BrowserTab type(String selector, String value) {
        String found = "document.querySelector(" + quoted(selector) + ")";
        await(selector, found + " !== null");
        evaluate("(" + FILL + ")(" + found + ", " + quoted(value) + ")");
        return this;
    }

    /** A key: Escape, Enter, or a character. */
    BrowserTab press(String key) {
        String text = key.length() == 1 ? key : key.equals("Enter") ? "\r" : "";
        int code = key.equals("Escape") ? 27 : text.codePointAt(0);
        for (String type : List.of("keyDown", "keyUp")) {
            call("Input.dispatchKeyEvent",
                    Map.of("type", type, "key", key, "text", text, "windowsVirtualKeyCode", code));
        }
        return this;
    }

    /** Waits until nothing is loading. */
    BrowserTab settles() {
        await("the page to settle",
                "document.readyState === 'complete' && !document.querySelector('.loading, .skeleton')");
        return this;
    }

    void await(String what, String condition) {
        try {
            Eventually.answers(() -> holds(condition), held -> held);
        } catch (AssertionError late) {
            throw new AssertionError(
                    "not there: " + what + "\nthe page: " + evaluate(shown()).asText() + "\nits faults: "
                            + faults(),
                    late);
        }
    }

    /** A page that is just left, or loaded again, takes the question with it. */
    private boolean holds(String condition) {
        try {
            return evaluate(condition).asBoolean();
        } catch (Chromium.PageLeftException left) {
            return false;
        }
    }

    /** The page as it stands, down to its end; of a dialog what the window shows. */
    void screenshot(Path file) throws IOException {
        settles();
        int height = evaluate("document.querySelector('dialog[open]') ? 0 : document.documentElement.scrollHeight")
                .asInt();
        size(Math.clamp(height, HEIGHT, TALLEST));
        String data = call("Page.captureScreenshot", Map.of("format", "png")).required("data").textValue();
        size(HEIGHT);
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(data));
    }

    /** Errors of scripts, and what the browser refused to do for the page. */
    List<String> faults() {
        List<String> thrown = chromium.events(session, "Runtime.exceptionThrown").stream()
                .map(event -> event.at("/exceptionDetails/exception/description").asText()).toList();
        List<String> logged = chromium.events(session, "Log.entryAdded").stream().map(event -> event.path("entry"))
                .filter(entry -> entry.path("level").asText().equals("error")
                        && !entry.path("source").asText().equals("network"))
                .map(entry -> entry.path("text").asText()).toList();
        return Stream.concat(thrown.stream(), logged.stream()).toList();
    }

    /** All that was asked for since it was opened. */
    List<String> requested() {
        return chromium.events(session, "Network.requestWillBeSent").stream()
                .map(event -> event.at("/request/url").asText()).toList();
    }

    private static String shown() {
        return "(document.body?.innerText ?? '').replace(/\\s+/g, ' ')";
    }

    private void size(int height) {
        call("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        return chromium.call(session, method, parameters);
    }

    private static String quoted(String text) {
        return new String(Json.bytes(text), StandardCharsets.UTF_8);
    }
}
