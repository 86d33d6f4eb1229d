/** Reports for those who keep the tenant's books (CONTRACT 15). */
package io.quotastack.api.report;
