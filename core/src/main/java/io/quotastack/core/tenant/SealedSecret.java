package io.quotastack.core.tenant;

import java.util.Optional;

/**
 * A secret as it is kept: encrypted with a key that is in no topic. What seals and opens it is outside of the core.
 *
 * @param keyId names the key; absent of what was sealed before keys had names
 * @param sealed the encrypted bytes, base64
 * @param mark the same for equal secrets of one environment under one key, and tells nothing else of them
 */
public record SealedSecret(Optional<String> keyId, String sealed, String mark) {}
