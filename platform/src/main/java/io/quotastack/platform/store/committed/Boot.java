package io.quotastack.platform.store.committed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running boot of the machine. */
final class Boot {

    private static final Logger LOG = LoggerFactory.getLogger(Boot.class);
    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");
    /** Never {@link Mark#ANY_BOOT}. Where the system does not tell, each process takes itself for the first of a boot. */
    static final long CURRENT = 1 | current().getMostSignificantBits();

    private Boot() {}

    private static UUID current() {
        try {
            return UUID.fromString(Files.readString(ID).strip());
        } catch (IOException | IllegalArgumentException e) {
            LOG.info("the system does not tell its boots ({}): after a kill, all state is restored", e.toString());
            return UUID.randomUUID();
        }
    }
}
