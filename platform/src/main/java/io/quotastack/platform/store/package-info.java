/**
 * What the stores of all apps share: keys and their ranges, rows and their formats, kept answers, who owns which partition, and
 * where lists begin.
 */
package io.quotastack.platform.store;
