package io.quotastack.ledger.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/** The answer to a payment that granted before: the first answer, and that it is one (CONTRACT 8). */
public record GrantedBeforeView(@JsonUnwrapped CreditsWrittenView first, boolean alreadyGranted) {}
