package io.quotastack.standalone.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Millicredits, units: whole numbers of 64 bits. */
final class Amount implements ITypeConverter<Long> {

    @Override
    public Long convert(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no whole number of millicredits or units");
        }
    }
}
