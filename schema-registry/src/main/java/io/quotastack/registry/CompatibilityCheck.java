package io.quotastack.registry;

import java.util.ArrayList;
import java.util.List;

import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

import io.quotastack.schemas.registry.Compatibility;

/** The rules of {@link Compatibility} over Avro's own check of a reader's against a writer's schema. */
final class CompatibilityCheck {

    private CompatibilityCheck() {}

    /** @param earlier oldest first */
    static List<String> differences(Compatibility rule, Schema schema, List<Schema> earlier) {
        List<Schema> last = earlier.isEmpty() ? earlier : List.of(earlier.getLast());
        return switch (rule) {
            case NONE -> List.of();
            case BACKWARD -> backward(schema, last);
            case BACKWARD_TRANSITIVE -> backward(schema, earlier);
            case FORWARD -> forward(schema, last);
            case FORWARD_TRANSITIVE -> forward(schema, earlier);
            case FULL -> both(schema, last);
            case FULL_TRANSITIVE -> both(schema, earlier);
        };
    }

    private static List<String> both(Schema schema, List<Schema> earlier) {
        var differences = new ArrayList<>(backward(schema, earlier));
        differences.addAll(forward(schema, earlier));
        return differences;
    }

    private static List<String> backward(Schema schema, List<Schema> earlier) {
        return earlier.stream().flatMap(old -> differences(schema, old).stream()).toList();
    }

    private static List<String> forward(Schema schema, List<Schema> earlier) {
        return earlier.stream().flatMap(old -> differences(old, schema).stream()).toList();
    }

    private static List<String> differences(Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult();
        if (result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE) {
            return List.of();
        }
        return result.getIncompatibilities().stream().map(difference -> difference.getType() + " at "
                + difference.getLocation() + ": " + difference.getMessage()).toList();
    }
}
