package io.quotastack.core.tenant;

/**
 * A secret as it is kept: encrypted with a key that is in no topic. What seals and opens it is outside of the core.
 *
 * @param sealed the encrypted bytes, base64
 * @param mark the same for equal secrets of one environment, and tells nothing else of them
 */
public record SealedSecret(String sealed, String mark) {}
