package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The console in a real browser, on the running process: what people do with it, each page in light and dark under
 * {@code target/screenshots}, and each without a fault that axe-core finds. Skipped where no Chromium is on the PATH.
 */
class ConsoleTest {

    /** Rules of WCAG 2.1 A and AA, and what else is good practice. */
    private static final String AXE_RUN = """
            axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
              .then((found) => found.violations.map((one) => one.id + ": " + one.help + "\\n"
                + one.nodes.slice(0, 3).map((node) => node.html + " " + node.failureSummary).join("\\n")))""";
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    /** Beyond what a double holds exactly. */
    private static final long LARGE = 9_007_199_254_740_993L;

    @TempDir
    private static Path profile;

    private static Chromium chromium;
    private static String axe;

    private final Tenant tenant = Tenant.create();
    private BrowserTab tab;

    @BeforeAll
    static void startTheBrowser() throws IOException {
        Optional<Path> installed = Chromium.installed();
        assumeTrue(installed.isPresent(), "the console is tried in Chromium, and none is on the PATH");
        chromium = Chromium.start(installed.get(), profile);
        try (InputStream source = Objects.requireNonNull(ConsoleTest.class.getResourceAsStream("/axe.min.js"))) {
            axe = new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @AfterAll
    static void stopTheBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void openTheConsole() {
        tab = chromium.newTab().open(url());
    }

    /** Nothing came from elsewhere, and no policy of the page was broken on the way. */
    @AfterEach
    void nothingElseWasLoaded() {
        String own = SharedProcess.get().api().toString();
        assertThat(tab.requested()).isNotEmpty().allMatch(address -> address.startsWith(own)
                || address.equals("about:blank") || address.startsWith("data:")); // a browser's own icons
        assertThat(tab.faults()).isEmpty();
    }

    @Test
    void aKeyIsTriedAndStaysInTheTab() throws IOException {
        tab.shows("Sign in", "The key stays in this tab").fill("API key", "secret").click("Sign in")
                .shows("That is no key");
        tab.fill("API key", "qs_live_wrong").click("Sign in").shows("Request req_");
        look("sign-in");

        signIn(tenant.liveKey());
        tab.shows("Overview", "First steps");
        assertThat(tab.evaluate("sessionStorage.length").asInt()).isEqualTo(1);
        assertThat(tab.evaluate("Object.values(localStorage).concat(document.cookie, location.href).join()").asText())
                .doesNotContain(tenant.liveKey());
        look("overview-empty");

        assertThat(chromium.newTab().open(url()).shows("Sign in").evaluate("sessionStorage.length").asInt()).isZero();
        tab.open(url() + "#/customers").shows("No customers yet").click("Sign out").shows("Sign in");
        assertThat(tab.evaluate("sessionStorage.length").asInt()).isZero();
    }

    /** From nothing to a charge that is explained and proven. */
    @Test
    void aCustomerIsMadeGrantedChargedAndExplained() throws IOException {
        signIn(tenant.liveKey());
        tab.click("Start").shows("No metrics yet");
        look("prices-empty");
        tab.click("New metric").fill("Key", "tokens").fill("Name", "Tokens").click("Create metric")
                .shows("It has no price yet");
        tab.click("New price").fill("Price", "0.002").fill("For how many units", "1000");
        look("price-form");
        tab.click("Continue").shows("0.002 credits per 1,000 units").click("Create price").shows("Version 1 is active");

        tab.hash("#/customers").shows("No customers yet").click("New customer").fill("External id", "acme/1")
                .click("Create customer").shows("No credits");
        look("customer-empty");
        tab.click("Grant").fill("Credits", "twelve").click("Continue").shows("An amount of credits");
        look("grant-form");
        tab.fill("Credits", "12.5").fill("Reason", "welcome").click("Continue").shows("Grant 12.5 credits to acme/1")
                .click("Grant").shows("Available now: 12.5 credits", "welcome");

        tab.click("Can it use…?").shows("Yes, it would be charged").fill("Units", "7000000")
                .shows("No: not enough credits", "1.5 credits short", "6,250,000 would fit");
        look("customer-refused");
        tab.click("Grant 1.5 credits").click("Continue").click("Grant").shows("Yes, it would be charged");

        tab.click("Report usage").fill("Units", "1500000").shows("Costs 3 of 14 available").click("Continue")
                .click("Charge").shows("3 credits charged");
        tab.click("Ledger").shows("1,500,000 tokens").first("tbody a").shows("How the price came about",
                "version 1 of tokens", "First in burn order", "Hash verified");
        look("entry");
        tab.press("Escape").showsNo("How the price came about").click("Verify the chain").shows("3 entries verified");
        look("ledger");
        assertThat(tenant.account("acme/1").path("")).contains("acme%2F1");
    }

    @Test
    void amountsBeyondADoubleAreShownExactly() {
        tenant.account("large").grant(LARGE);
        signIn(tenant.liveKey());

        tab.hash("#/customers/large").shows("9,007,199,254,740.993").click("Ledger").click("Verify the chain")
                .shows("1 entry verified");
    }

    /** What stands in the answers is verified, not what the process says of them. */
    @Test
    void aLedgerThatWasTamperedWithDoesNotVerify() {
        Account account = tenant.account("tampered");
        account.grant(1_000);
        account.grant(2_000);
        account.grant(4_000);
        signIn(tenant.liveKey());
        tab.hash("#/customers/tampered/ledger").shows("Verify the chain");
        tab.evaluate("""
                {
                  const real = window.fetch;
                  window.fetch = async (path, options) => {
                    const answer = await real(path, options);
                    return new Response((await answer.text()).replaceAll('"amount":2000', '"amount":2001'), answer);
                  };
                }""");

        tab.click("Verify the chain").shows("The ledger does not verify.", "Entry 2 was changed");
    }

    @Test
    void aKeyThatIsRevokedMeanwhileLeadsBackToTheSignIn() {
        JsonNode made = tenant.live().post("/v1/admin/api-keys", Map.of("name", "support")).expect(201).json();
        signIn(made.required("key").textValue());
        tab.shows("Overview");

        tenant.live().post("/v1/admin/api-keys/" + made.required("id").textValue() + "/revoke", "").expect(200);

        tab.hash("#/customers").shows("Sign in", "a key that is in force");
        assertThat(tab.evaluate("sessionStorage.length").asInt()).isZero();
    }

    /** Each part says what the key lacks, and the others work. */
    @Test
    void aKeyWithFewScopesSeesLess() throws IOException {
        tenant.account("someone").grant(5_000);
        signIn(tenant.live().post("/v1/admin/api-keys",
                Map.of("name", "support", "scopes", List.of("customers:read", "usage:read"))).expect(201).text("key"));

        tab.hash("#/customers/someone").shows("The key lacks the scope credits:read", "Sign in with a key that has it");
        look("few-scopes");
        tab.hash("#/customers/someone/usage").shows("Nothing is refused");
    }

    @Test
    void aCustomerIsFoundByEitherNameFromTheKeyboard() {
        Account account = tenant.account("found by");
        account.create();
        signIn(tenant.liveKey());
        tab.shows("First steps").press("/").shows("All customers");
        tab.await("the focus to be in the search", "document.activeElement.id === 'find'");

        tab.fill("External id or customer_id", account.id()).press("Enter").shows("No credits");
        tab.press("/").shows("All customers").fill("External id or customer_id", "nobody").press("Enter")
                .shows("No such customer");
        tab.fill("External id or customer_id", "found by").press("Enter").shows("No credits");
    }

    /** What was refused is found, with what it would need, and charged by a retry once that is there. */
    @Test
    void aRefusedEventIsExplainedAndRetried() throws IOException {
        tenant.perUnit("images", 2_000);
        Account account = tenant.account("short");
        account.grant(3_000);
        account.accept("image-2", "images", 5);
        Eventually.answers(() -> tenant.live().rows("/v1/usage?status=refused", 50), rows -> !rows.isEmpty());
        signIn(tenant.liveKey());

        tab.shows("Not enough credits", "It cost 10 credits and 3 were available: 7 credits short");
        look("overview-refused");
        tab.hash("#/customers/short/usage").shows("7 credits short");
        look("customer-usage-refused");
        tab.click("image-2").shows("Event image-2");
        look("usage-event");
        tab.press("Escape");
        tab.first(".row-actions button").click("Continue").click("Grant").shows("Available now: 10 credits")
                .click("Retry")
                .shows("It is charged if it fits now").click("Retry")
                .shows("Charged: 10 credits", "Nothing is refused");
    }

    /** What was used, by another price: of one customer at once, of all as a job. */
    @Test
    void aPriceIsTriedOnWhatWasUsed() throws IOException {
        tenant.perUnit("images", 500);
        Account account = tenant.account("gallery");
        account.grant(7_000);
        account.use("images", 10).expect(201);
        signIn(tenant.liveKey());

        tab.hash("#/prices/images").shows("Version 1").click("What if").shows("No simulations yet");
        tab.click("New simulation").fill("Price", "0.8").fill("Only of the customer", "gallery").click("Simulate")
                .shows("+60%", "The balance would have fallen below 0 at");
        look("simulation-of-one");
        tab.click("Close").click("New simulation").fill("Price", "0.4").click("Simulate")
                .shows("1 of 1 customers", "−20%", "gallery");
        look("simulation");
        tab.hash("#/simulations").shows("Kept for 7 days");
        look("simulations");

        tenant.rule("images", Map.of("cost_type", "per_unit", "unit_cost", 600, "shadow", true));
        tab.hash("#/prices/images").shows("Shadow prices", "They charge nothing");
        look("price-shadow");
        tab.click("Report").shows("What if: images", "1 of 1 customers");
    }

    /** Sent again after no answer came, a form takes effect once. */
    @Test
    void aFormThatGotNoAnswerIsSentAgainUnderItsKey() {
        Account account = tenant.account("once");
        account.create();
        signIn(tenant.liveKey());
        tab.hash("#/customers/once").shows("No credits");
        tab.evaluate("""
                {
                  const real = window.fetch;
                  window.sent = [];
                  window.fetch = async (path, options) => {
                    const answer = await real(path, options);
                    if (options.method === "POST" && window.sent.push(options.headers.get("Idempotency-Key")) === 1) {
                      throw new TypeError("the connection broke");
                    }
                    return answer;
                  };
                }""");

        tab.click("Grant").fill("Credits", "5").click("Continue").click("Grant").shows("the outcome is not known")
                .click("Try again").shows("Available now: 5 credits");

        assertThat(tab.evaluate("window.sent.length").asInt()).isEqualTo(2);
        assertThat(tab.evaluate("new Set(window.sent).size").asInt()).isEqualTo(1);
        assertThat(account.balance()).isEqualTo(5_000);
    }

    /** Each page with something on it. */
    @Test
    void allPages() throws IOException {
        try (var receiver = new WebhookReceiver(delivery -> delivery.customer().equals("hooli") ? 503 : 204)) {
            tenant.settings(Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET));
            fill();
            receiver.await(1);
            signIn(tenant.liveKey());
            page("overview", "#/overview", "customers with nothing left");
            page("customers", "#/customers", "Globex Corporation");
            page("customer-credits", "#/customers/globex", "Burns first");
            page("customer-access", "#/customers/globex/access", "All metrics");
            page("customer-ledger", "#/customers/globex/ledger", "Verify the chain");
            page("customer-usage", "#/customers/globex/usage", "Credits used");
            page("customer-holds", "#/customers/globex/holds", "Reservation");
            page("customer-subscription", "#/customers/globex/subscription", "What comes next");
            page("customer-profile", "#/customers/globex/profile", "Limits");
            page("usage", "#/usage", "Refused events");
            page("prices", "#/prices", "Input tokens");
            page("price-tiers", "#/prices/images", "Prices over time");
            page("price-list", "#/prices/input_tokens", "prices by dimension");
            page("plans", "#/plans", "Pro");
            tab.hash("#/plans").shows("Pro").click("Pro");
            look("plan");
            page("packages", "#/packages", "Starter");
            page("books", "#/books", "Earned by use");
            aReportIsSavedAsAFile();
            page("webhooks", "#/webhooks", "credit.granted");
            tab.first("tbody a").shows("Attempts");
            look("delivery");
            tab.press("Escape");
            page("settings", "#/settings", "API keys");
            page("nowhere", "#/nowhere", "No such page");
        }
    }

    /** What the browser would save is caught on its way. */
    private void aReportIsSavedAsAFile() {
        tab.evaluate(
                "URL.createObjectURL = (blob) => (blob.text().then((text) => { window.saved = text; }), 'about:blank#');"
                        + "HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; }");
        tab.click("Download CSV").await("the file", "window.saved !== undefined");
        assertThat(tab.evaluate("window.saved").asText()).startsWith("bucket_start,bucket_end,closed,source,currency,")
                .contains("\r\n");
        assertThat(tab.evaluate("window.savedAs").asText()).matches("credits-\\d{4}-\\d{2}\\.csv");
    }

    /** Balances of then, by the fragment of the address. */
    @Test
    void theBalanceAsOfATimeHasAnAddress() {
        Account account = tenant.account("then");
        account.grant(4_000);
        Instant between = Instant.now();
        account.grant(1_000);
        signIn(tenant.liveKey());

        tab.hash("#/customers/then/credits?as_of=" + between).shows("As of", "Ledger entries 1").click("Now")
                .showsNo("Ledger entries");
    }

    @Test
    void aTestClockIsSetAndMoved() throws IOException {
        Api test = tenant.test();
        String plan = test.post("/v1/plans", Map.of("key", "pro", "name", "Pro")).expect(201).text("id");
        String variant = test.post("/v1/plans/" + plan + "/variants", Map.of("key", "monthly", "interval", "month",
                "billing_mode", "postpaid", "credit_grants",
                List.of(Map.of("credits", 100_000, "expires", "period_end"))))
                .expect(201).text("id");
        test.post("/v1/customers", Map.of("external_id", "tim")).expect(201);
        signIn(test.post("/v1/admin/api-keys", Map.of("name", "console")).expect(201).text("key"));

        tab.hash("#/customers/tim/clock").shows("It lives by the time of the wall").click("Set a test clock")
                .fill("To", "2027-01-31T12:00:00").click("Continue").click("Set").shows("Clock at 2027-01-31 12:00:00");
        test.post("/v1/subscriptions", Map.of("external_customer_id", "tim", "plan_variant_id", variant)).expect(201);
        tab.click("Move to…").fill("To", "2027-03-31T12:00:00").click("Continue").click("Move")
                .shows("subscription.renewed");
        look("test-clock");
        tab.click("Subscription").shows("What comes next", "The period ends: the next one begins");
        look("test-subscription");
    }

    @Test
    void theRootKeyManagesTenants() throws IOException {
        signIn(SharedProcess.get().credential("root_key"));

        tab.shows("All tenants").click("New tenant").fill("Name", "Initech").click("Create tenant")
                .shows("Its live key", "qs_live_", "Its test key");
        look("tenant-made");
        tab.click("Close").hash("#/tenants/" + tenant.id()).shows("Live environment", "Test environment");
        look("tenant");
        tab.hash("#/tenants").shows("All tenants");
        look("tenants");
    }

    /** The page that describes the API executes what is typed there as it stands, with a key that a reload keeps. */
    @Test
    void theDescriptionOfTheApiExecutes() throws IOException {
        String operation = "#operations-customers-createCustomer ";
        tab.open(SharedProcess.get().api() + "/docs#/customers/createCustomer").first(".btn.authorize");
        tab.await("the field of the key", "!!document.querySelector('.auth-container input')");
        tab.type(".auth-container input", tenant.liveKey()).first(".auth-btn-wrapper .authorize")
                .first(".auth-btn-wrapper .btn-done");
        tab.evaluate("location.reload()");
        tab.shows("The guides, the contract and how to run it").first(operation + ".try-out__btn");
        tab.await("the field of the body", "!!document.querySelector('" + operation + "textarea')");
        tab.type(operation + "textarea", "{\"external_id\": \"from the page\"}").first(operation + ".execute")
                .shows("Server response");

        tab.await("an answer", "!!document.querySelector('" + operation + ".live-responses-table tbody')");
        assertThat(tab.evaluate("document.querySelector('" + operation + ".live-responses-table tbody').innerText")
                .asText()).startsWith("201").contains("from the page");
        assertThat(tenant.account("from the page").balance()).isZero();
        tab.screenshot(SCREENSHOTS.resolve("api-reference.light.png"));
    }

    /** The pages of documentation: read in light and dark, searched from the keyboard, on a phone. */
    @Test
    void theDocumentationIsReadAndSearched() throws IOException {
        tab.open(SharedProcess.get().api() + "/docs/guide/wallets").shows("On this page", "Overview");
        see("documentation");
        tab.press("/").await("the focus to be in the search", "document.activeElement.id === 'find'");
        tab.type("#find", "spend cap").shows("sections", "Wallets");
        see("documentation-search");
        tab.type("#find", "holds, blocks and limits").press("Enter").await("the heading that was found",
                "location.pathname + location.hash === '/docs/guide/reservations#holds-blocks-and-limits'");
        tab.type("#find", "xyzzy").shows("Nothing has all of these words").press("Escape");
        tab.open(SharedProcess.get().api() + "/docs/reference/contract").shows("1. Conventions");
        tab.narrow();
        see("documentation-phone");
        assertThat(tab.evaluate("document.documentElement.scrollWidth <= innerWidth").asBoolean()).isTrue();
        tab.click("Pages").shows("On this page");
    }

    @Test
    void theThemeIsSwitchedAndKept() {
        signIn(tenant.liveKey());
        String background = "getComputedStyle(document.body).backgroundColor";
        String light = tab.shows("Overview").evaluate(background).asText();

        tab.fill("Theme", "Dark");
        String dark = tab.evaluate(background).asText();
        tab.open(url() + "?").open(url()).shows("Overview");

        assertThat(dark).isNotEqualTo(light);
        assertThat(tab.evaluate(background).asText()).isEqualTo(dark);
        tab.fill("Theme", "As the system");
        assertThat(tab.evaluate(background).asText()).isEqualTo(light);
    }

    private void fill() {
        Api live = tenant.live();
        live.post("/v1/billable-metrics", Map.of("key", "input_tokens", "name", "Input tokens", "description",
                "Tokens of prompts", "dimensions", List.of("model"))).expect(201);
        List<Map<String, ?>> prices = new ArrayList<>();
        for (String model : List.of("small-2", "medium-2", "large-2", "vision-1", "embed-3")) {
            prices.add(Map.of("when", Map.of("model", model), "cost_type", "per_unit", "unit_cost",
                    100 * (prices.size() + 1), "per_units", 1_000_000));
        }
        tenant.rule("input_tokens",
                Map.of("cost_type", "per_unit", "unit_cost", 300, "per_units", 1_000_000, "prices", prices));
        tenant.priced("images", Tenant.graduated("month", Tenant.tier(100, 500), Tenant.above(400)));
        tenant.rule("images", Map.of("cost_type", "per_unit", "unit_cost", 450, "effective_at",
                Instant.now().plus(Duration.ofDays(14)).toString()));
        tenant.metric("gpu_seconds");
        live.post("/v1/topup-packages", Map.of("key", "starter", "name", "Starter", "credits", 50_000, "bonus_credits",
                5_000, "price", 990, "currency", "EUR")).expect(201);
        live.post("/v1/topup-packages", Map.of("key", "team", "name", "Team", "credits", 500_000, "price", 7_900,
                "currency", "EUR", "expires_in_seconds", 31_536_000)).expect(201);
        String plan = live.post("/v1/plans", Map.of("key", "pro", "name", "Pro", "description", "For teams", "features",
                Map.of("sso", true, "seats", 25, "support", "priority"))).expect(201).text("id");
        String variant = live.post("/v1/plans/" + plan + "/variants",
                Map.of("key", "monthly", "interval", "month", "price", 2_900, "currency", "EUR", "credit_grants",
                        List.of(Map.of("credits", 100_000, "expires", "period_end", "rollover_percentage", 50,
                                "rollover_cap", 60_000))))
                .expect(201).text("id");
        for (String name : List.of("initech", "umbrella", "hooli", "stark", "wayne")) {
            tenant.account(name).grant(1_000L * name.length() * name.length());
        }
        live.post("/v1/customers", Map.of("external_id", "globex", "display_name", "Globex Corporation", "metadata",
                Map.of("segment", "enterprise", "owner", "kim"))).expect(201);
        Account account = tenant.account("globex");
        account.grant(20_000, Map.of("source", "promotional", "reason", "launch campaign", "expires_at",
                Instant.now().plus(Duration.ofDays(9)).toString()));
        live.post("/v1/topup/grant", Map.of("external_customer_id", "globex", "credits", 50_000, "price_paid", 990,
                "currency", "EUR", "external_payment_id", "pi_3Nx2")).expect(201);
        live.post("/v1/subscriptions", Map.of("external_customer_id", "globex", "plan_variant_id", variant))
                .expect(201);
        account.adjust(1_500).expect(201);
        account.grant(10_000, Map.of("effective_at", Instant.now().plus(Duration.ofDays(3)).toString(), "reason",
                "loyalty, from next week on"));
        account.patch(Map.of("low_balance_threshold", 10_000, "spend_cap", Map.of("credits", 900_000, "per", "month"),
                "alerts", List.of(Map.of("id", "half", "percent", 50, "of", "period_grants"))));
        for (int i = 0; i < 12; i++) {
            account.use("image-" + i, "images", 7 + i * i % 5).expect(201);
        }
        for (int day = 1; day < 25; day++) {
            account.use("call-" + day, "input_tokens", 1_000_000L * (3 + day * 7 % 11),
                    Map.of("metadata", Map.of("model", day % 3 == 0 ? "large-2" : "small-2"), "timestamp",
                            Instant.now().minus(Duration.ofDays(day)).toString()))
                    .expect(201);
        }
        live.post("/v1/reserve", Map.of("external_customer_id", "globex", "billable_metric_key", "images",
                "estimated_units", 40, "ttl_seconds", 3_600)).expect(201);
        live.post("/v1/reserve", Map.of("external_customer_id", "globex", "credits", 2_500, "ttl_seconds", 90_000))
                .expect(201);
        account.accept("gpu-1", "gpu_seconds", 90);
        tenant.account("wayne").accept("image-900", "images", 900);
        tenant.account("hooli").accept("video-1", "video_minutes", 3);
        Eventually.answers(() -> live.rows("/v1/usage?status=refused", 50), rows -> rows.size() == 3);
    }

    private void page(String name, String hash, String text) throws IOException {
        tab.hash(hash).shows(text);
        look(name);
    }

    private void look(String name) throws IOException {
        see(name);
        assertThat(tab.evaluate("document.querySelector('main').firstElementChild.matches('.page-head, .sign-in-box')")
                .asBoolean()).as("the page's head stands first on " + name).isTrue();
    }

    /** In light and dark, and tried by axe-core in both. */
    private void see(String name) throws IOException {
        tab.light();
        tab.screenshot(SCREENSHOTS.resolve(name + ".light.png"));
        List<String> found = new ArrayList<>(violations());
        tab.dark();
        tab.screenshot(SCREENSHOTS.resolve(name + ".dark.png"));
        found.addAll(violations());
        tab.light();
        assertThat(found).as(name).isEmpty();
    }

    private List<String> violations() {
        if (tab.evaluate("typeof axe").asText().equals("undefined")) {
            tab.evaluate(axe + "; null");
        }
        JsonNode found = tab.evaluate(AXE_RUN);
        return found.valueStream().map(JsonNode::asText).toList();
    }

    private static String url() {
        return SharedProcess.get().api() + "/console";
    }

    private void signIn(String key) {
        tab.fill("API key", key).click("Sign in").showsNo("The key stays in this tab");
    }
}
