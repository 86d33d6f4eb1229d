package io.quotastack.standalone.cli;

import java.util.Optional;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What an adjustment does: one of the two. A sign is overlooked more easily than a word. */
final class Change {

    @Option(names = "--add", paramLabel = "CREDITS", converter = Positive.class, description = "Adds so many millicredits.")
    private Optional<Long> added = Optional.empty();

    @Option(names = "--take", paramLabel = "CREDITS", converter = Positive.class, description = "Takes so many millicredits away.")
    private Optional<Long> taken = Optional.empty();

    /** From 1 on. */
    static final class Positive implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            long amount = new Amount().convert(text);
            if (amount <= 0) {
                throw new TypeConversionException("'" + text + "' is not above 0");
            }
            return amount;
        }
    }

    long credits() {
        return added.orElseGet(() -> -taken.orElse(0L));
    }
}
