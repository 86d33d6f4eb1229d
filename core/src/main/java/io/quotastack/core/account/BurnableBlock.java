package io.quotastack.core.account;

import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BurnOrder;

/** An active block as the burn-down sees it: its place and what is left. */
public record BurnableBlock(BurnOrder order, BlockBalance blockBalance) {}
