package io.quotastack.standalone.cli;

import java.util.Optional;

import io.quotastack.client.ApiRequest;
import picocli.CommandLine.Option;

/** What every command that changes something has: the key under which it takes effect once. */
final class Writing {

    @Option(names = "--idempotency-key", paramLabel = "KEY", description = "The change takes effect once under this key, however often the command runs; else a random one.")
    private Optional<String> key = Optional.empty();

    ApiRequest post(ApiPath path, Body body) {
        ApiRequest request = ApiRequest.post(path.text(), body.members());
        return key.map(request::under).orElse(request);
    }
}
