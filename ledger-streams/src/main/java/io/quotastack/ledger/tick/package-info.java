/**
 * Time as commands: whoever expects something at an instant gets a tick when it has come, so that what falls due for an
 * idle account is written within 2 s (CONTRACT 3). A tick says only that time has passed; what that means is decided where
 * all is decided. What is due is true without it, so this decides when a thing is written and nothing else.
 */
package io.quotastack.ledger.tick;
