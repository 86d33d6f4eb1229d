/** Subscriptions: their life, the credits of their periods, and test clocks (CONTRACT 9). */
package io.quotastack.core.decide.subscription;
