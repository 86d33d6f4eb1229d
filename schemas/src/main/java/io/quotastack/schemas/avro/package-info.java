/** Which classes Avro may make objects of. */
package io.quotastack.schemas.avro;
