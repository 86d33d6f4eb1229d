/** The project's pages against its code: what they link to, name and list is there. */
package io.quotastack.standalone.pages;
