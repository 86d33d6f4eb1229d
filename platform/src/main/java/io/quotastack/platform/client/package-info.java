/** How an app writes to topics and reads from them outside of Streams. */
package io.quotastack.platform.client;
