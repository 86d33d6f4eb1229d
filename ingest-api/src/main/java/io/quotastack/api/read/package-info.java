/** The strict reading of requests: every fault is found and named, none is guessed around. */
@NullMarked
package io.quotastack.api.read;

import org.jspecify.annotations.NullMarked;
