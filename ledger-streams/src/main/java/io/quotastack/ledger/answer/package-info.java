/**
 * What a decision says to the outside: the answer to its caller and the records of the public topics. An answer is rendered
 * where it was decided and kept as rendered; only charges and grants by payment, which are known longer than answers are
 * kept, are rendered again from their entries.
 */
package io.quotastack.ledger.answer;
