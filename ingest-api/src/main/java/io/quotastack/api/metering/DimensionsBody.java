package io.quotastack.api.metering;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.api.read.FieldPath;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.text.JsonPointer;
import io.quotastack.core.text.Texts;

/**
 * Reads by what a metric's prices differ, and where the data of other producers' events say so (CONTRACT 4). Whether the
 * pointers are those of the metric's dimensions is decided where both are known.
 */
final class DimensionsBody {

    private static final int LONGEST_NAME = 255;
    private static final FieldType<List<String>> LIST = FieldTypes.list(FieldTypes.text(1, LONGEST_NAME), 0,
            Dimensions.MOST);

    /** Each name once. */
    static final FieldType<Dimensions> NAMES = new FieldType<>(Dimensions.NONE,
            (value, path) -> LIST.reader().read(value, path).flatMap(names -> distinct(names, path)));

    /** By the names of dimensions. */
    static final FieldType<SortedMap<String, JsonPointer>> POINTERS = new FieldType<>(Collections.emptySortedMap(),
            DimensionsBody::pointers);

    private DimensionsBody() {}

    private static Optional<Dimensions> distinct(List<String> names, FieldPath path) {
        for (int i = 1; i < names.size(); i++) {
            if (names.subList(0, i).contains(names.get(i))) {
                path.at(i).fault("stands there twice");
                return Optional.empty();
            }
        }
        return Optional.of(Dimensions.of(names));
    }

    private static boolean canBeDimension(String name) {
        return Texts.wellFormed(name) && !name.isEmpty() && name.codePointCount(0, name.length()) <= LONGEST_NAME;
    }

    private static Optional<SortedMap<String, JsonPointer>> pointers(JsonNode value, FieldPath path) {
        if (!value.isObject()) {
            path.fault("must be an object of JSON pointers");
            return Optional.empty();
        }
        if (value.size() > Dimensions.MOST) {
            path.fault("must have at most " + Dimensions.MOST + " members");
            return Optional.empty();
        }
        SortedMap<String, JsonPointer> pointers = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String name = member.getKey();
            if (canBeDimension(name)) {
                FieldTypes.JSON_POINTER.reader().read(member.getValue(), path.at(name))
                        .ifPresent(pointer -> pointers.put(name, pointer));
            } else {
                path.fault("has a name that no dimension can have");
            }
        }
        return pointers.size() == value.size() ? Optional.of(pointers) : Optional.empty();
    }
}
