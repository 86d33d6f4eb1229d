/**
 * What can be set for the apps as processes of their own: one table of settings, read from the environment and a file,
 * checked as a whole before anything starts.
 */
package io.quotastack.nodes.settings;
