package io.quotastack.ledger.view;

/** The data of an event that tells of a balance that fell to or below a line; millicredits. */
public record LineCrossedView(long threshold, long balance, long reservedBalance, long effectiveBalance) {}
