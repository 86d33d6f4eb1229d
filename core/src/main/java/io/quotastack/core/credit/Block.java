package io.quotastack.core.credit;

/** A live block: its terms and what is left in it. */
public record Block(BlockTerms terms, Tank tank) {}
