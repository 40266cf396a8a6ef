package dev.fuselage.cli.trace;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.RequestObserver;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.scenarios.report.json.Json;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Writes down the requests of one share, a JSON object a line: virtual time, guest, share, queue,
 * id, opcode, node, arguments, credentials, then error or reply, and sizes. Node names and
 * arguments are those of the {@code .trace} form. The order of the keys is fixed.
 */
public final class JsonTrace implements RequestObserver {
    private final RequestDecoder decoder = new RequestDecoder();
    private final int guest;
    private final String tag;
    private final LongSupplier nanos;
    private final Consumer<String> lines;

    /**
     * A trace of one guest's share.
     *
     * @param guest number of the guest, from 1
     * @param tag the share's tag
     * @param nanos virtual time in nanoseconds
     * @param lines takes each line, without an end of line
     */
    public JsonTrace(int guest, String tag, LongSupplier nanos, Consumer<String> lines) {
        this.guest = guest;
        this.tag = tag;
        this.nanos = nanos;
        this.lines = lines;
    }

    @Override
    public void requestServed(FuseExchange exchange) {
        lines.accept(line(decoder.decode(exchange), nanos.getAsLong()));
    }

    private String line(TracedRequest r, long time) {
        StringBuilder json = new StringBuilder(256);
        json.append("{\"time\":").append(time);
        json.append(",\"guest\":").append(guest);
        json.append(",\"share\":").append(Json.compact(tag));
        json.append(",\"queue\":").append(r.queue());
        json.append(",\"unique\":").append(r.unique());
        json.append(",\"opcode\":").append(Json.compact(r.opcode()));
        json.append(",\"nodeid\":").append(Long.toUnsignedString(r.nodeid()));
        json.append(",\"node\":").append(Json.compact(r.node()));
        object(json.append(",\"args\":"), r.arguments());
        json.append(",\"uid\":").append(r.uid());
        json.append(",\"gid\":").append(r.gid());
        json.append(",\"pid\":").append(Integer.toUnsignedString(r.pid()));
        json.append(",\"error\":");
        json.append(r.error() == 0 ? "0" : Json.compact(Errno.name(r.error())));
        object(json.append(",\"reply\":"), r.reply());
        json.append(",\"request_bytes\":").append(r.requestBytes());
        json.append(",\"reply_bytes\":").append(r.replyBytes());
        return json.append('}').toString();
    }

    private static void object(StringBuilder json, List<TraceField> fields) {
        json.append('{');
        String comma = "";
        for (TraceField field : fields) {
            json.append(comma).append(Json.compact(field.name())).append(':');
            switch (field.form()) {
                case WORD, BARE_WORD -> json.append(Json.compact(field.value()));
                case NUMBER, BARE_NUMBER -> json.append(field.value());
                case FLAG -> json.append("true");
            }
            comma = ",";
        }
        json.append('}');
    }
}
