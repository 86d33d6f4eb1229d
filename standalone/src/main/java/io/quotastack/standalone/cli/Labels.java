package io.quotastack.standalone.cli;

import java.util.LinkedHashMap;
import java.util.Map;

import picocli.CommandLine.Option;

/** Names and values of the tenant's own. */
final class Labels {

    @Option(names = "--metadata", paramLabel = "NAME=VALUE", description = "May be given several times.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    Body in(Body body) {
        return body.withMap("metadata", metadata);
    }
}
