package io.quotastack.api.catalogue;

import java.util.Optional;
import java.util.regex.Pattern;

import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;

/** The field types that all that is sold has in common. */
final class CatalogueTypes {

    private static final Pattern KEY_FORM = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,63}");

    /** The tenant's own name of a thing. The contract gives no form; this one needs no escape in a path or a file name. */
    static final FieldType<String> KEY = FieldTypes.string(key -> KEY_FORM.matcher(key).matches()
            ? Optional.empty()
            : Optional.of("must be 1 to 64 of a-z, 0-9, _, . and -, beginning with a letter or a digit"));

    private CatalogueTypes() {}
}
