package io.quotastack.registry;

/** A refusal in the registry's protocol: an HTTP status and a body with Confluent's error code and a message. */
final class RegistryFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;

    private RegistryFault(int status, int code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }

    static RegistryFault malformedBody(String detail) {
        return new RegistryFault(400, 400, "The body is not what is expected here: " + detail);
    }

    static RegistryFault forbidden(String detail) {
        return new RegistryFault(403, 403, detail);
    }

    static RegistryFault misdirected(String detail) {
        return new RegistryFault(421, 421, detail);
    }

    static RegistryFault notJson() {
        return new RegistryFault(415, 415, "The Content-Type must be application/json or a vendor's +json");
    }

    static RegistryFault tooLarge(int most) {
        return new RegistryFault(413, 413, "The body is larger than " + most + " bytes");
    }

    static RegistryFault tooSlow() {
        return new RegistryFault(408, 408, "The body broke off or came too slowly");
    }

    static RegistryFault busy() {
        return new RegistryFault(503, 503, "Too many bodies are in hand: try again");
    }

    static RegistryFault subjectNotFound(String subject) {
        return new RegistryFault(404, 40401, "Subject '" + subject + "' not found.");
    }

    static RegistryFault versionNotFound(int version) {
        return new RegistryFault(404, 40402, "Version " + version + " not found.");
    }

    static RegistryFault schemaNotFound() {
        return new RegistryFault(404, 40403, "Schema not found");
    }

    static RegistryFault noCompatibilityOf(String subject) {
        return new RegistryFault(404, 40408,
                "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    static RegistryFault noModeOf(String subject) {
        return new RegistryFault(404, 40409, "Subject '" + subject + "' does not have subject-level mode configured");
    }

    /** The code of Confluent's registry since 8.2; before it was 409, as it still is of others. Clients go by the status. */
    static RegistryFault incompatible(String subject, Iterable<String> differences) {
        return new RegistryFault(409, 40901,
                "Schema being registered is incompatible with an earlier schema for subject '"
                        + subject + "', details: [" + String.join("; ", differences) + "]");
    }

    static RegistryFault invalidSchema(String detail) {
        return new RegistryFault(422, 42201, "Invalid schema: " + detail);
    }

    static RegistryFault invalidVersion(String version) {
        return new RegistryFault(422, 42202, "The specified version '" + version
                + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"");
    }

    static RegistryFault invalidCompatibility(String level) {
        return new RegistryFault(422, 42203, "Invalid compatibility level '" + level
                + "'. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive");
    }

    static RegistryFault notPermitted(String detail) {
        return new RegistryFault(422, 42205, detail);
    }

    static RegistryFault storeFailed() {
        return new RegistryFault(500, 50001, "The write did not become durable: try again");
    }
}
