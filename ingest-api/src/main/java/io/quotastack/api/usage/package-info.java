/** Usage events: one, many, and what became of them (CONTRACT 5). */
@NullMarked
package io.quotastack.api.usage;

import org.jspecify.annotations.NullMarked;
