package io.quotastack.api.tenant;

import java.security.SecureRandom;

import io.quotastack.api.http.RequestIds;
import io.quotastack.core.config.ConfigCommand.NewKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.tenant.ApiKey;

/** Makes API keys. What is kept of one is its hash; the plaintext goes to the caller, once. */
final class ApiKeyGenerator {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LETTERS = 32;

    /** Of the random letters; enough to tell keys apart, too few to help in guessing the rest. */
    private static final int SHOWN_LETTERS = 4;

    private static final SecureRandom RANDOM = new SecureRandom();

    private ApiKeyGenerator() {}

    /** A key as it is made: what goes into the configuration, and what must not. */
    record GeneratedApiKey(NewKey kept, String plaintext) {}

    static GeneratedApiKey generator(Environment environment, String name) {
        String start = "qs_" + environment.text() + "_";
        var plaintext = new StringBuilder(start);
        for (int i = 0; i < LETTERS; i++) {
            plaintext.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        String key = plaintext.toString();
        return new GeneratedApiKey(new NewKey("key_" + RequestIds.next(), name, ApiKey.hashOf(key),
                key.substring(0, start.length() + SHOWN_LETTERS)), key);
    }
}
