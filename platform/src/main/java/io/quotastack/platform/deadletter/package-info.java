/** Records that an app could not use, kept for the operator as they came, with the reason and where they stood. */
package io.quotastack.platform.deadletter;
