/**
 * Lists that stand in several places: the questions, what each place has of them, how that becomes one list, and how
 * clients say where a list goes on.
 */
package io.quotastack.gateway.list;
