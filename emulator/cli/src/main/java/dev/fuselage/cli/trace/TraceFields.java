package dev.fuselage.cli.trace;

import dev.fuselage.cli.trace.TraceField.Form;
import java.util.ArrayList;
import java.util.List;

/** What a request or a reply says, in the order in which a trace says it. */
final class TraceFields {
    private final List<TraceField> fields = new ArrayList<>();

    List<TraceField> list() {
        return List.copyOf(fields);
    }

    TraceFields word(String name, String value) {
        return add(name, value, Form.WORD);
    }

    TraceFields bareWord(String name, String value) {
        return add(name, value, Form.BARE_WORD);
    }

    TraceFields number(String name, long value) {
        return add(name, Long.toString(value), Form.NUMBER);
    }

    /** A number of 32 bits without sign. */
    TraceFields number(String name, int value) {
        return add(name, Integer.toUnsignedString(value), Form.NUMBER);
    }

    TraceFields bareNumber(String name, long value) {
        return add(name, Long.toString(value), Form.BARE_NUMBER);
    }

    TraceFields octal(String name, int value) {
        return add(name, Integer.toOctalString(value), Form.WORD);
    }

    TraceFields hex(String name, int value) {
        return add(name, "0x" + Integer.toHexString(value), Form.WORD);
    }

    TraceFields flag(String name, boolean given) {
        return given ? add(name, "", Form.FLAG) : this;
    }

    private TraceFields add(String name, String value, Form form) {
        fields.add(new TraceField(name, value, form));
        return this;
    }
}
