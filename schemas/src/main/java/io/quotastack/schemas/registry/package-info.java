/**
 * A small client of the REST protocol that schema registries share, and the registration of our own schemas. A registry that
 * is out of reach and one that says no are told apart: the first passes.
 */
package io.quotastack.schemas.registry;
