/** The data directory of the one process: who may use it, what was decided at its first start, its credentials. */
package io.quotastack.standalone.data;
