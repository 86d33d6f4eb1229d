/** The commands that ask the API, as any client does: where it is and with which key, what is printed, and how they end. */
package io.quotastack.standalone.cli;
