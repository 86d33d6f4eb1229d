package io.quotastack.standalone.cli;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToIntFunction;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.client.ApiRequest;
import io.quotastack.client.QuotaStackClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command that asks the API has: the connection, and how it prints. */
final class Session {

    /** All went well. */
    static final int DONE = 0;

    static final String JSON = "--json";

    @Mixin
    private Connection connection = new Connection();

    @Option(names = JSON, description = "The API's own JSON, one document a line, instead of tables.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @SuppressWarnings("NullAway.Init") // picocli sets the command
    Session() {}

    /** Asks by a client, which is closed then. Refusals are thrown, and printed by {@link ApiFaults}. */
    int ask(ToIntFunction<QuotaStackClient> question) {
        try (QuotaStackClient client = connection.client()) {
            return question.applyAsInt(client);
        } finally {
            out().flush();
        }
    }

    /** Asks and prints the one document that is answered. */
    int show(ApiRequest request, List<Column> fields) {
        return ask(client -> {
            print(client.send(request).orThrow(), fields);
            return DONE;
        });
    }

    int show(ApiPath path, List<Column> fields) {
        return show(ApiRequest.get(path.text()), fields);
    }

    /** Prints a list, as far as it is asked for. */
    int list(ApiPath path, Listing listing, List<Column> columns) {
        return ask(client -> {
            list(client, path, listing, columns);
            return DONE;
        });
    }

    void list(QuotaStackClient client, ApiPath path, Listing listing, List<Column> columns) {
        Iterator<JsonNode> all = client.rows(listing.paged(path).text()).iterator();
        print(listing.cut(all), columns);
        tellOfMore(all, listing);
    }

    /** Says so when a list was cut. */
    void tellOfMore(Iterator<JsonNode> rest, Listing listing) {
        if (rest.hasNext()) {
            out().flush();
            err().println(listing.thereAreMore());
            err().flush();
        }
    }

    void print(JsonNode document, List<Column> fields) {
        if (json) {
            out().println(document);
        } else {
            Table.fields(fields, document, out());
        }
    }

    void print(Iterator<JsonNode> rows, List<Column> columns) {
        if (json) {
            rows.forEachRemaining(out()::println);
        } else {
            new Table(columns).print(rows, out());
        }
    }

    /** Prints rows for people alone: the documents had them. */
    void tell(Iterator<JsonNode> rows, List<Column> columns) {
        if (!json) {
            new Table(columns).print(rows, out());
        }
    }

    /** For people alone. */
    void say(String line) {
        if (!json) {
            out().println(Table.printable(line));
        }
    }

    /** A document that no table fits. */
    void document(JsonNode document) {
        out().println(json ? document.toString() : document.toPrettyString());
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }
}
