/** Looks at what an installation stands on, stopped or running, and says what to mend. */
package io.quotastack.standalone.doctor;
