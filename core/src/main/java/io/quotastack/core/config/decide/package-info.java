/** Decides what changes the configuration ({@link io.quotastack.core.config.decide.ConfigDecider}). */
package io.quotastack.core.config.decide;
