package io.quotastack.platform.transport;

import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.platform.wire.WireReader;
import io.quotastack.platform.wire.WireWriter;

/** What all gateways ask with and answer, between nodes. */
public final class GatewayCodec {

    private GatewayCodec() {}

    public static void write(WireWriter to, RequestContext request) {
        to.text(request.requestId()).text(request.instance());
    }

    public static RequestContext context(WireReader from) {
        return new RequestContext(from.text(), from.text());
    }

    public static byte[] reply(Reply reply) {
        return new WireWriter().count(reply.status()).flag(reply.replayed()).bytes(reply.body()).toBytes();
    }

    public static Reply reply(byte[] bytes) {
        return WireReader.read(bytes, from -> {
            int status = from.count();
            boolean replayed = from.flag();
            return new Reply(status, from.bytes(), replayed);
        });
    }

    public static void write(WireWriter to, KeysetPage stretch) {
        to.optional(stretch.after(), GatewayCodec::place).count(stretch.most());
    }

    public static KeysetPage stretch(WireReader from) {
        return new KeysetPage(from.optional(GatewayCodec::place), from.count());
    }

    public static byte[] part(ListPart<byte[]> part) {
        return new WireWriter().list(part.rows(), (writer, row) -> {
            place(writer, row.place());
            writer.bytes(row.row());
        }).optional(part.upTo(), GatewayCodec::place).toBytes();
    }

    public static ListPart<byte[]> part(byte[] bytes) {
        return WireReader.read(bytes,
                from -> new ListPart<>(from.list(row -> new ListPart.Row<>(place(row), row.bytes())),
                        from.optional(GatewayCodec::place)));
    }

    private static void place(WireWriter to, SortKey place) {
        to.bytes(place.bytes());
    }

    private static SortKey place(WireReader from) {
        return SortKey.of(from.bytes());
    }
}
