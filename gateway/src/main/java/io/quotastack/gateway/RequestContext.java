package io.quotastack.gateway;

/**
 * What a problem document says of the request it answers.
 *
 * @param instance the request's path
 */
public record RequestContext(String requestId, String instance) {}
