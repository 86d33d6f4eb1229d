/** Usage events: charged, refused, voided and tried again (CONTRACT 5). */
package io.quotastack.core.decide.usage;
