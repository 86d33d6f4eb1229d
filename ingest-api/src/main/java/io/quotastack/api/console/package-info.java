/** The console: what people see of the API in a browser. */
@NullMarked
package io.quotastack.api.console;

import org.jspecify.annotations.NullMarked;
