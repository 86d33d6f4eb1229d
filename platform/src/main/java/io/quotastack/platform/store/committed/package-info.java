/**
 * A store of Streams' tasks of which a kill leaves what was committed, so that the next start restores what came since
 * and not all there is.
 */
package io.quotastack.platform.store.committed;
