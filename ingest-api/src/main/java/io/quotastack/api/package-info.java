/**
 * The HTTP API: parses, checks, hands over, answers. It decides nothing about accounts or configuration: those answer
 * through {@link io.quotastack.gateway.LedgerGateway} and {@link io.quotastack.gateway.ConfigGateway}.
 */
@NullMarked
package io.quotastack.api;

import org.jspecify.annotations.NullMarked;
