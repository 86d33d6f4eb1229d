/** What a tenant sells: top-up packages, plans and their variants (CONTRACT 8 and 9). */
@NullMarked
package io.quotastack.api.catalogue;

import org.jspecify.annotations.NullMarked;
