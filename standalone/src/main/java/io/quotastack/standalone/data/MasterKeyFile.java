package io.quotastack.standalone.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.config.Config;
import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.data.DurableFile;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.schemas.secret.MasterKey;
import io.quotastack.schemas.secret.SecretBox;

/** The key that tenants' webhook secrets are sealed with; {@code secrets.key} in the data directory, its owner's only. */
public final class MasterKeyFile {

    public static final String FILE = "secrets.key";

    private static final Logger LOG = LoggerFactory.getLogger(MasterKeyFile.class);

    private MasterKeyFile() {}

    /**
     * The directory's key; a new one when nothing was ever sealed, or when the operator has no other any more.
     *
     * @param anew whether a new key may take the place of one that is missing, with which secrets are sealed
     * @throws CannotStartException it is missing
     */
    public static SecretBox in(DataDirectory directory, Config config, boolean anew) {
        Path file = directory.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                long sealed = sealed(config).count();
                if (sealed > 0 && !anew) {
                    throw new CannotStartException(FILE + " is missing in " + directory.path() + ", and " + sealed
                            + " webhook secrets are sealed with it: put it back from a copy or a backup. Without any, start"
                            + " once with --new-secrets-key; then webhooks fail until each tenant has set a new secret");
                }
                DurableFile.write(file, MasterKey.fresh() + "\n");
            }
            var secrets = new SecretBox(MasterKey.of(Files.readString(file)), List.of());
            long closed = sealed(config).filter(id -> !secrets.hasKey(id)).count();
            if (closed > 0) {
                LOG.error(
                        "{} webhook secrets are sealed with another key than that in {}: webhooks of those tenants fail"
                                + " until they set new secrets, or the key is put back",
                        closed, file);
            }
            return secrets;
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw new CannotStartException(file
                    + " is damaged: put it back from a copy or a backup. Without any, move it away and"
                    + " start once with --new-secrets-key; then webhooks fail until each tenant has set a new secret",
                    e);
        } catch (IOException e) {
            throw new CannotStartException(file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The ids of the keys that secrets are sealed with, one for each secret. */
    private static Stream<String> sealed(Config config) {
        return config.tenantEnvironments().values().flatMap(of -> of.settings().webhooks().secrets().stream())
                .flatMap(secret -> secret.keyId().stream());
    }
}
