/** Comma-separated values (RFC 4180), read and written as a stream. */
package io.quotastack.standalone.csv;
