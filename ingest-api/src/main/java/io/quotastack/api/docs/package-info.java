/** The description of the API and the page that renders it. */
@NullMarked
package io.quotastack.api.docs;

import org.jspecify.annotations.NullMarked;
