/**
 * The form that every list and every problem document has.
 */
package io.quotastack.gateway.view;
