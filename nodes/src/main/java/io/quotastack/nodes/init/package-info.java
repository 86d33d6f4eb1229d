/** What a cluster or an installation needs before it can serve: topics, the operator's key, the first tenant. */
package io.quotastack.nodes.init;
