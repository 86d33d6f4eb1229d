/**
 * One customer's account: what a decision can see of it ({@link io.quotastack.core.account.AccountState}), what it would
 * become ({@link io.quotastack.core.account.AccountDraft}), and the only way from one state to the next, a ledger entry
 * ({@link io.quotastack.core.account.EntryApplier}).
 *
 * <p>What is here stays true at every sequence: Σ delta is the balance; the balance is Σ remaining of the blocks in
 * effect, less overage; a block with nothing left has no balance row; each active block that ends has a scheduled
 * action. What may happen to an account is not decided here.
 */
package io.quotastack.core.account;
