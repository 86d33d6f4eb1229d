package io.quotastack.standalone.cli;

import io.quotastack.client.CustomerName;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The customer that a command is about. */
final class Named {

    @Parameters(index = "0", paramLabel = "CUSTOMER", description = "Your own name of the customer (external_customer_id).")
    private String name = "";

    @Option(names = "--by-id", description = "CUSTOMER is the customer_id.")
    private boolean byId;

    CustomerName customer() {
        return byId ? CustomerName.id(name) : CustomerName.external(name);
    }

    ApiPath path(String below) {
        return ApiPath.of(customer().path(below));
    }
}
