/** The apps as processes of their own. */
package io.quotastack.nodes;
