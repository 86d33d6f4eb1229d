/** What the data directory of the one process keeps beside its log: what was decided at its first start, the master key. */
package io.quotastack.standalone.data;
