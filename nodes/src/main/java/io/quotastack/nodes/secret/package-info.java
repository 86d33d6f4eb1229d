/** The webhook secrets of tenants under the master keys of the operator. */
package io.quotastack.nodes.secret;
