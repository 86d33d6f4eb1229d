/**
 * JSON as clients write it, read strictly and at a bounded price, and as they read it: its form, and the views of the
 * configuration, which the deciding task and every node render alike.
 */
package io.quotastack.schemas.json;
