/** Credits that come and go: grants, adjustments, voids, top-ups, purchases, their refunds, and the burn-down (CONTRACT 3, 8). */
package io.quotastack.core.decide.wallet;
