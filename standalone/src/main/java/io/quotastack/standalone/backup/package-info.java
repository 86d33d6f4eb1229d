/** Backup of a data directory, beside the process that has it, and restore into a new one. */
package io.quotastack.standalone.backup;
