/** What all parts of the start share. */
package io.quotastack.standalone.start;
