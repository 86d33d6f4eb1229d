package io.quotastack.standalone.bulk;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A row of a file of balances: a block of credits of a customer.
 *
 * @param number from 1, without the line of columns
 * @param line where it begins in the file
 * @param key under which it is granted once
 * @param members of a grant of {@code POST /v1/credits/batch}
 */
record BalanceRow(long number, int line, String key, Map<String, Object> members) {

    BalanceRow {
        members = new LinkedHashMap<>(members);
        members.put("idempotency_key", key);
    }
}
