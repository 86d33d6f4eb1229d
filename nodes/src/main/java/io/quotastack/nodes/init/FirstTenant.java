package io.quotastack.nodes.init;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;

import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigCommand.NewKey;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.gateway.ConfigGateway;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.Reply;
import io.quotastack.nodes.data.Credentials;
import io.quotastack.nodes.start.CannotStartException;

/**
 * The operator's key and the tenant {@code default} of a new installation (CONTRACT 14). The credentials are on the disk
 * before the commands are sent, and every start sends what the configuration lacks of them: a crash at any point in
 * between leaves nothing that the next start does not finish.
 */
public final class FirstTenant {

    private static final String NAME = "default";
    /** Enough of a key to recognise it by: {@code qs_live_1a2b}. */
    private static final int PREFIX_LETTERS = 12;
    private static final int KEY_ID_LETTERS = 24;

    private final ConfigGateway config;

    public FirstTenant(ConfigGateway config) {
        this.config = config;
    }

    /**
     * Makes the configuration have what the file's credentials say. Without the file, new ones are made for a new
     * installation; an old one's keys were moved elsewhere and stay as they are.
     *
     * @return false when what was sent is durable and waits for the configuration's writer
     */
    public boolean ensure(Path credentialsFile) {
        Optional<Credentials> known = Credentials.in(credentialsFile);
        if (known.isPresent()) {
            return ensure(known.get());
        }
        if (config.current().rootKeyHash().isPresent()) {
            return true;
        }
        Credentials fresh = Credentials.fresh();
        fresh.writeTo(credentialsFile);
        return ensure(fresh);
    }

    private boolean ensure(Credentials credentials) {
        boolean decided = true;
        String rootKeyHash = ApiKey.hashOf(credentials.rootKey());
        if (!config.current().rootKeyHash().equals(Optional.of(rootKeyHash))) {
            decided = submit("the root key", new ConfigCommand.SetRootKey(rootKeyHash));
        }
        if (!config.current().tenants().containsKey(credentials.tenantId())) {
            decided &= submit("the tenant " + NAME, new ConfigCommand.CreateTenant(credentials.tenantId(), NAME,
                    newKey(credentials.liveKey()), newKey(credentials.testKey())));
        }
        return decided;
    }

    /** Its id derives from the key, so that a repeated command is the same command. */
    private static NewKey newKey(String key) {
        String hash = ApiKey.hashOf(key);
        return new NewKey("key_" + hash.substring(0, KEY_ID_LETTERS), NAME, hash,
                key.substring(0, Math.min(PREFIX_LETTERS, key.length())));
    }

    /** Whether it was decided. */
    private boolean submit(String what, ConfigCommand command) {
        Reply reply;
        try {
            reply = config.submit(UUID.randomUUID().toString(), "root", Optional.empty(), command).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof OutcomePendingException) {
                return false;
            }
            throw new CannotStartException(what + " could not be made: " + e.getCause(), e);
        }
        // 409: the command of an earlier start, cut off before its answer, was decided meanwhile.
        if (reply.status() >= 400 && reply.status() != 409) {
            throw new CannotStartException(what + " was refused with status " + reply.status());
        }
        return true;
    }
}
