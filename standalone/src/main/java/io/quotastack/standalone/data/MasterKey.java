package io.quotastack.standalone.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.data.DurableFile;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.schemas.secret.SecretBox;

/** The key that tenants' webhook secrets are sealed with; {@code secrets.key} in the data directory, its owner's only. */
public final class MasterKey {

    private static final String FILE = "secrets.key";

    private MasterKey() {}

    /** The directory's key; a new one at the first start. */
    public static SecretBox in(DataDirectory directory) {
        Path file = directory.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                DurableFile.write(file, SecretBox.newMasterKey() + "\n");
            }
            return SecretBox.of(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new CannotStartException(file + " cannot be used: " + e.getMessage(), e);
        }
    }
}
