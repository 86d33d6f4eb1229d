/** What a supervisor and a scraper ask a node. */
package io.quotastack.nodes.health;
