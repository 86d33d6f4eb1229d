/** How secrets are kept that must be had in plain text again: encrypted, with a key that is in no topic. */
package io.quotastack.schemas.secret;
