/** QuotaStack in a container, for tests. */
package io.quotastack.testcontainers;
