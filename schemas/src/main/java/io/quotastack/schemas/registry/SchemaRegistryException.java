package io.quotastack.schemas.registry;

import org.apache.kafka.common.KafkaException;

/** Why a schema registry did not do what it was asked. What to do about it depends on the case, so each has its type. */
public abstract sealed class SchemaRegistryException extends KafkaException {

    private static final long serialVersionUID = 1L;

    private SchemaRegistryException(String message) {
        super(message);
    }

    private SchemaRegistryException(String message, Throwable cause) {
        super(message, cause);
    }

    /** It cannot be reached, is broken, or does not let us in: nothing is known of the schema; ask again later. */
    public static final class Unavailable extends SchemaRegistryException {
        private static final long serialVersionUID = 1L;

        Unavailable(String message) {
            super(message);
        }

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** It answered that there is no such schema, subject or version. */
    public static final class NotFound extends SchemaRegistryException {
        private static final long serialVersionUID = 1L;

        NotFound(String message) {
            super(message);
        }
    }

    /** It refused the request, such as a schema that is not compatible; or what it has is no Avro schema. */
    public static final class Refused extends SchemaRegistryException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }

        Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
