/** Price lists in files: compared with the rules in force, and made rules, over HTTP. */
package io.quotastack.standalone.prices;
