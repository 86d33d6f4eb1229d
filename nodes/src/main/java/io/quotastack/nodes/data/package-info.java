/** A directory that one process has, small files that are there whole or not at all, and the credentials of a first start. */
package io.quotastack.nodes.data;
