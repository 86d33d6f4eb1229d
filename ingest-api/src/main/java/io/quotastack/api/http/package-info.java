/** The conventions that hold on every endpoint (CONTRACT 1): routing, authentication, bodies, faults and their order, answers. */
@NullMarked
package io.quotastack.api.http;

import org.jspecify.annotations.NullMarked;
