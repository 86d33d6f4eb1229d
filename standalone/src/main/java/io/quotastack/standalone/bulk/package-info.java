/** Much at a time, over the API: balances in from a file, ledger, customers and usage out to one; each can be resumed. */
package io.quotastack.standalone.bulk;
