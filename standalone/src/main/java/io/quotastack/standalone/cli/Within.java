package io.quotastack.standalone.cli;

import java.util.Optional;

import picocli.CommandLine.Option;

/** A range of time. */
final class Within {

    @Option(names = "--from", paramLabel = "TIME", converter = Time.class, description = "From this time on, such as 2026-12-01T00:00:00Z.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", converter = Time.class, description = "Before this time.")
    private Optional<String> to = Optional.empty();

    ApiPath in(ApiPath path) {
        return path.with("from", from).with("to", to);
    }

    Body in(Body body) {
        return body.with("from", from).with("to", to);
    }
}
