/**
 * The ledger's entries and the hash that chains them (CONTRACT 3). What is hashed is what is answered, byte for byte in
 * canonical JSON, so that anyone with an export can check it; nothing of it may ever be written otherwise.
 */
package io.quotastack.core.ledger;
