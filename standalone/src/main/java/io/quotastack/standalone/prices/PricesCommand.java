package io.quotastack.standalone.prices;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

import io.quotastack.client.QuotaStackClient;
import io.quotastack.client.QuotaStackException;
import io.quotastack.core.customer.Environment;
import io.quotastack.nodes.data.Credentials;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quotastack import prices}: makes metrics and rules of a price list, over HTTP. */
@Command(name = "prices", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Makes metrics and rules of a price list, CSV or JSON, over HTTP: shows what differs from the prices in force, and asks before it changes them.")
public final class PricesCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int NOT_DONE = 1;
    private static final Pattern KEY = Pattern.compile("[!-~]{1,1000}");

    @Parameters(paramLabel = "FILE", description = "The list: *.json is JSON, all else CSV.")
    private Path file = Path.of("");

    @Option(names = "--url", paramLabel = "URL", showDefaultValue = Visibility.NEVER, description = "The API; else QUOTASTACK_URL, else http://127.0.0.1:8080.")
    private Optional<URI> url = Optional.empty();

    @Option(names = "--key-file", paramLabel = "KEY", showDefaultValue = Visibility.NEVER, description = "A file with the API key and nothing else; else QUOTASTACK_API_KEY, else the installation's.")
    private Optional<Path> keyFile = Optional.empty();

    @Option(names = "--data-dir", paramLabel = "DATA", description = "The installation whose credentials.json has the key.")
    private Path dataDirectory = Path.of("data");

    @Option(names = "--environment", paramLabel = "ENV", description = "Which of the installation's keys: live or test.")
    private String environment = Environment.LIVE.text();

    @Option(names = "--effective-at", paramLabel = "TIME", showDefaultValue = Visibility.NEVER, description = "When the prices take effect, such as 2027-01-01T00:00:00Z; else at once.")
    private Optional<Instant> effectiveAt = Optional.empty();

    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Shows what differs and changes nothing.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    public PricesCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            List<MetricPrices> list = PriceListReader.read(file);
            URI api = url();
            try (var client = new QuotaStackClient(api, key(api))) {
                return run(list, new PriceImport(client, effectiveAt), out);
            }
        } catch (PriceListException | QuotaStackException e) {
            Faults.print(String.valueOf(e.getMessage()), spec.commandLine().getErr());
            return NOT_DONE;
        } catch (IOException e) {
            Faults.print("cannot be read: " + e.getMessage(), spec.commandLine().getErr());
            return NOT_DONE;
        } finally {
            out.flush();
        }
    }

    private int run(List<MetricPrices> list, PriceImport prices, PrintWriter out) throws IOException {
        List<PriceImport.Step> steps = new ArrayList<>();
        var progress = new Progress(spec.commandLine().getErr(), "compared", list.size());
        for (MetricPrices wanted : list) {
            steps.add(prices.compare(wanted));
            progress.went(steps.size());
        }
        steps.forEach(step -> step.print(out));
        List<PriceImport.Step> changes = steps.stream().filter(step -> !step.nothing()).toList();
        if (changes.isEmpty()) {
            out.println("nothing to change");
            return DONE;
        }
        if (dryRun) {
            out.println("nothing was changed (--dry-run)");
            return DONE;
        }
        if (!yes && !confirmed(out)) {
            out.println("nothing was changed");
            return NOT_DONE;
        }
        for (PriceImport.Step change : changes) {
            prices.apply(change);
            out.println("done: " + change.wanted().key());
            out.flush();
        }
        return DONE;
    }

    private static boolean confirmed(PrintWriter out) throws IOException {
        out.print("change it? [y/N] ");
        out.flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
        return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    }

    private URI url() {
        URI api = url.or(() -> Optional.ofNullable(System.getenv("QUOTASTACK_URL")).map(PricesCommand::uri))
                .orElse(URI.create("http://127.0.0.1:8080"));
        if (api.getHost() == null || !("http".equals(api.getScheme()) || "https".equals(api.getScheme()))) {
            throw new PriceListException("the URL of the API is like http://127.0.0.1:8080, unlike " + api);
        }
        return api;
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new PriceListException("QUOTASTACK_URL is no URL: " + text);
        }
    }

    private String key(URI api) throws IOException {
        String key = keyFile.isPresent()
                ? Files.readString(keyFile.get()).strip()
                : Optional.ofNullable(System.getenv("QUOTASTACK_API_KEY")).orElseGet(() -> installationsKey(api));
        if (!KEY.matcher(key).matches()) {
            throw new PriceListException("the API key is none: it has spaces or other odd characters");
        }
        return key;
    }

    /** It goes to the installation's own machine alone. */
    private String installationsKey(URI api) {
        if (!isOwnMachine(api.getHost())) {
            throw new PriceListException(
                    "no API key for " + api + ": set QUOTASTACK_API_KEY or give --key-file; the key of"
                            + " an installation goes to its own machine only");
        }
        Environment wanted = Environment.parse(environment)
                .orElseThrow(() -> new PriceListException("--environment is live or test"));
        Path credentials = dataDirectory.resolve(Credentials.FILE);
        return Credentials.in(credentials)
                .map(keys -> wanted == Environment.LIVE ? keys.liveKey() : keys.testKey())
                .orElseThrow(() -> new PriceListException("no API key: set QUOTASTACK_API_KEY, give --key-file, or"
                        + " --data-dir of an installation; there is no " + credentials));
    }

    private static boolean isOwnMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
