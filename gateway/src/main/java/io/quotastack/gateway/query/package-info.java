/**
 * What readers may ask, as HTTP hands it over: well formed, but not yet known to lead anywhere.
 */
package io.quotastack.gateway.query;
