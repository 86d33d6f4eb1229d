/** The form of what nodes say to each other, and who they are. */
package io.quotastack.platform.wire;
