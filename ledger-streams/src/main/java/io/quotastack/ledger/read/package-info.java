/**
 * Answers to questions. About now: from the store where the account lives, with what is due taken as done. About the past:
 * from history, which must first have reached the account's version. Nothing is written here.
 */
package io.quotastack.ledger.read;
