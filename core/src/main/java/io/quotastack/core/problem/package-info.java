/**
 * Refusals as values (CONTRACT 1): each has its type, which fixes the status and what clients switch on. Exceptions are for
 * bugs and broken machines.
 */
package io.quotastack.core.problem;
