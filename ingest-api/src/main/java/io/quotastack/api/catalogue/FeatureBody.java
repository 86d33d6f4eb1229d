package io.quotastack.api.catalogue;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.api.read.FieldPath;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.core.plan.Feature;

/** Reads a plan's features (CONTRACT 9): keys with true, a number or a string. */
final class FeatureBody {

    private static final int MOST_FEATURES = 100;

    static final FieldType<SortedMap<String, Feature>> FEATURES = new FieldType<>(new TreeMap<>(),
            FeatureBody::features);

    private FeatureBody() {}

    private static Optional<SortedMap<String, Feature>> features(JsonNode value, FieldPath path) {
        if (!value.isObject()) {
            path.fault("must be an object");
            return Optional.empty();
        }
        if (value.size() > MOST_FEATURES) {
            path.fault("must have at most " + MOST_FEATURES + " members");
            return Optional.empty();
        }
        SortedMap<String, Feature> features = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            FieldPath at = path.at(member.getKey());
            Optional<String> key = CatalogueTypes.KEY.read(member.getKey(), at);
            Optional<Feature> feature = feature(member.getValue(), at);
            if (key.isPresent() && feature.isPresent()) {
                features.put(key.get(), feature.get());
            }
        }
        return features.size() == value.size() ? Optional.of(features) : Optional.empty();
    }

    private static Optional<Feature> feature(JsonNode value, FieldPath path) {
        if (value.isTextual()) {
            return FieldTypes.TEXT.reader().read(value, path).map(Feature.Text::new);
        }
        if (value.isNumber()) {
            Optional<String> fault = Feature.Quantity.fault(value.decimalValue());
            fault.ifPresent(path::fault);
            return fault.isEmpty() ? Optional.of(new Feature.Quantity(value.decimalValue())) : Optional.empty();
        }
        if (value.isBoolean() && value.booleanValue()) {
            return Optional.of(new Feature.Included());
        }
        path.fault("must be true, a number or a string; what a plan does not include it leaves out");
        return Optional.empty();
    }
}
