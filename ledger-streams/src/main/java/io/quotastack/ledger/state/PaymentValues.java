package io.quotastack.ledger.state;

import java.nio.ByteBuffer;
import java.time.Instant;

import io.quotastack.core.account.BookedPayment;
import io.quotastack.core.account.SoldBlock;
import io.quotastack.core.account.TopupRequests;
import io.quotastack.internal.PaymentRecord;
import io.quotastack.internal.TopupRequestsRecord;
import io.quotastack.platform.store.NumberBytes;

/** Payments and what they bought as the store has them, and back. */
final class PaymentValues {

    private PaymentValues() {}

    static PaymentRecord toAvro(BookedPayment payment) {
        return new PaymentRecord(payment.terms(), payment.sequence(), payment.blocks());
    }

    static BookedPayment payment(PaymentRecord row) {
        return new BookedPayment(row.getTerms(), row.getSequence(), row.getBlocks());
    }

    static ByteBuffer bytes(SoldBlock sold) {
        return NumberBytes.row(4 * Long.BYTES).putLong(sold.originalAmount()).putLong(sold.takenBack())
                .putLong(sold.lapsed()).putLong(sold.clawedBack());
    }

    static SoldBlock soldBlock(ByteBuffer row) {
        return new SoldBlock(row.getLong(), row.getLong(), row.getLong(), row.getLong());
    }

    static TopupRequestsRecord toAvro(TopupRequests requests) {
        return new TopupRequestsRecord(requests.made(), requests.unanswered(),
                requests.askedAt().toEpochMilli(), requests.day(), requests.madeThatDay());
    }

    static TopupRequests topupRequests(TopupRequestsRecord row) {
        return new TopupRequests(row.getMade(), row.getUnanswered(), Instant.ofEpochMilli(row.getAskedAt()),
                row.getDay(), row.getMadeThatDay());
    }
}
