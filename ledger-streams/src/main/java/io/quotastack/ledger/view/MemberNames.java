package io.quotastack.ledger.view;

import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;

/** The names of a view's members: its components in snake_case, in their order. */
final class MemberNames {

    private final SerializableString[] names;

    private MemberNames(SerializableString[] names) {
        this.names = names;
    }

    static MemberNames of(Class<? extends Record> view) {
        return new MemberNames(Stream.of(view.getRecordComponents()).map(MemberNames::name)
                .toArray(SerializableString[]::new));
    }

    private static SerializableString name(RecordComponent component) {
        return new SerializedString(PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName()));
    }

    SerializableString get(int index) {
        return names[index];
    }
}
