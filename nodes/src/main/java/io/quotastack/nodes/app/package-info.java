/** The apps, each put together as a process of its own. Each reads top to bottom in the order in which its parts come up. */
package io.quotastack.nodes.app;
