/** How traces go on over the log. */
package io.quotastack.platform.trace;
