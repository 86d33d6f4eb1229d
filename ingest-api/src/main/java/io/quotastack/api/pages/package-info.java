/**
 * The documentation as a site below {@code /docs}: the Markdown of {@code docs/} and of the pages beside it, which the build
 * copies onto the class path, made into HTML when the first reader comes.
 */
@NullMarked
package io.quotastack.api.pages;

import org.jspecify.annotations.NullMarked;
