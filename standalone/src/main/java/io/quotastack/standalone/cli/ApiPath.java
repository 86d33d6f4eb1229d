package io.quotastack.standalone.cli;

import java.util.Optional;

import io.quotastack.client.ApiRequest;

/** A path with its query, percent-encoded. */
record ApiPath(String text) {

    static ApiPath of(String path) {
        return new ApiPath(path);
    }

    /** A further segment of the path. */
    ApiPath slash(String segment) {
        return new ApiPath(text + "/" + ApiRequest.segment(segment));
    }

    ApiPath with(String parameter, Object value) {
        return new ApiPath(text + (text.contains("?") ? "&" : "?") + parameter + "="
                + ApiRequest.encode(value.toString()));
    }

    ApiPath with(String parameter, Optional<?> value) {
        return value.map(given -> with(parameter, given)).orElse(this);
    }

    /** What {@link io.quotastack.client.CustomerName#parameter} has made. */
    ApiPath withParameter(String encoded) {
        return new ApiPath(text + (text.contains("?") ? "&" : "?") + encoded);
    }
}
