/** The release, tried as a user unpacks it. */
package io.quotastack.release;
