/** Credits on their way from one customer to another (CONTRACT 3). */
package io.quotastack.core.transfer;
