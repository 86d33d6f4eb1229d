/** How the parts of the process are started and stopped, what its operator is told meanwhile, and what ends it. */
package io.quotastack.nodes.start;
