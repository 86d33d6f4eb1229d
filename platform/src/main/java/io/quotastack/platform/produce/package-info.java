/** How an app appends to a topic outside of Streams. */
package io.quotastack.platform.produce;
