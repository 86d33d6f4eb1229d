package io.quotastack.standalone.cli;

import java.util.Optional;

import io.quotastack.client.CustomerName;
import picocli.CommandLine.Option;

/** A list of one customer's rows, if it is asked for. */
final class Filtered {

    @Option(names = "--customer", paramLabel = "CUSTOMER", description = "Only of this customer (external_customer_id).")
    private Optional<String> name = Optional.empty();

    @Option(names = "--by-id", description = "CUSTOMER is the customer_id.")
    private boolean byId;

    Optional<CustomerName> customer() {
        return name.map(given -> byId ? CustomerName.id(given) : CustomerName.external(given));
    }

    ApiPath in(ApiPath path) {
        return customer().map(customer -> path.withParameter(customer.parameter())).orElse(path);
    }
}
