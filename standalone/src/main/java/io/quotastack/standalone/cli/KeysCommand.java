package io.quotastack.standalone.cli;

import java.util.List;
import java.util.Optional;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quotastack keys}: the API keys of an environment. */
@Command(name = "keys", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "API keys of the environment.")
public final class KeysCommand {

    private static final List<Column> LISTED = List.of(Column.text("prefix", "/prefix"), Column.text("name", "/name"),
            Column.of("scopes", key -> key.path("scopes").isEmpty() ? "all" : Column.text(key.path("scopes"))),
            Column.time("created", "/created_at"), Column.time("last used", "/last_used_at"),
            Column.time("revoked", "/revoked_at"), Column.text("id", "/id"));

    private static final List<Column> KEY = List.of(Column.text("key", "/key"), Column.text("id", "/id"),
            Column.text("name", "/name"), Column.text("environment", "/environment"), LISTED.get(2),
            Column.time("revoked", "/revoked_at"));

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists keys.")
    int list(@Mixin Session session, @Mixin Listing listing) {
        return session.list(ApiPath.of("/v1/admin/api-keys"), listing, LISTED);
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Makes a key, which is shown once.")
    int create(@Mixin Session session, @Mixin Writing writing,
            @Parameters(paramLabel = "NAME", description = "What it is for.") String name,
            @Option(names = "--scope", paramLabel = "SCOPE[,SCOPE…]", description = "What it may do, such as usage:write; else all in its environment.") Optional<String> scopes) {
        Body body = Body.empty().with("name", name).with("scopes", scopes.map(text -> List.of(text.split(",", -1))));
        return session.show(writing.post(ApiPath.of("/v1/admin/api-keys"), body), KEY);
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Revokes a key, within a second.")
    int revoke(@Mixin Session session, @Mixin Writing writing,
            @Parameters(paramLabel = "KEY", description = "The key's id (key_…).") String key) {
        return session.show(writing.post(ApiPath.of("/v1/admin/api-keys").slash(key).slash("revoke"), Body.empty()),
                KEY);
    }
}
