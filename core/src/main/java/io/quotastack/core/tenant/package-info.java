/** Tenants, their API keys and their settings (CONTRACT 13). */
package io.quotastack.core.tenant;
