package io.quotastack.api.http;

import io.quotastack.gateway.Reply;

/**
 * Answers the requests of one route. Runs on a virtual thread and may block; ends early by
 * {@link io.quotastack.api.read.RequestRefused} or by what the gateways throw.
 */
@FunctionalInterface
public interface Endpoint {
    Reply answer(Request request);
}
