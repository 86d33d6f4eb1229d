package io.quotastack.api.http;

import io.quotastack.core.tenant.Scope;

/** Who may call a route (CONTRACT 13). */
public sealed interface Access {

    /** Anybody, without a key: health, metrics and the description of the API. */
    record Open() implements Access {}

    /** The operator. */
    record Operator() implements Access {}

    /** A key of a tenant that has the scope. */
    record Scoped(Scope scope) implements Access {}

    /** The operator, or a key of a tenant that has `admin`. */
    record OperatorOrAdmin() implements Access {}

    Access OPEN = new Open();
    Access OPERATOR = new Operator();
    Access OPERATOR_OR_ADMIN = new OperatorOrAdmin();

    static Access scope(Scope scope) {
        return new Scoped(scope);
    }
}
