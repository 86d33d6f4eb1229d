package io.quotastack.standalone.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.data.DurableFile;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.schemas.secret.MasterKey;
import io.quotastack.schemas.secret.SecretBox;

/** The key that tenants' webhook secrets are sealed with; {@code secrets.key} in the data directory, its owner's only. */
public final class MasterKeyFile {

    public static final String FILE = "secrets.key";

    private MasterKeyFile() {}

    /** The directory's key; a new one at the first start. */
    public static SecretBox in(DataDirectory directory) {
        Path file = directory.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                DurableFile.write(file, MasterKey.fresh() + "\n");
            }
            return new SecretBox(MasterKey.of(Files.readString(file)), List.of());
        } catch (IOException | IllegalArgumentException e) {
            throw new CannotStartException(file + " cannot be used: " + e.getMessage(), e);
        }
    }
}
