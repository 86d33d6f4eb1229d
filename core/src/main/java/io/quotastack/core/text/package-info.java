/** What texts and metadata may be made of, the same for all that a tenant names or hangs on things (CONTRACT 1). */
package io.quotastack.core.text;
