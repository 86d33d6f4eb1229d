/** Credits, blocks, top-ups and the ledger (CONTRACT 3 and 8). */
@NullMarked
package io.quotastack.api.credit;

import org.jspecify.annotations.NullMarked;
