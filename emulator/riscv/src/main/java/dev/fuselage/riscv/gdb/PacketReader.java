package dev.fuselage.riscv.gdb;

/**
 * Takes packets out of a stream of bytes: {@code $body#checksum} with {@code }} as escape, and
 * between them acknowledgements and the interrupt byte. Nothing that comes can make it grow beyond
 * a packet's agreed size.
 */
final class PacketReader {
    /** What is done with what was found. */
    interface Sink {
        /** A whole packet, its escapes undone: each char is a byte. */
        void packet(String body);

        /** A packet longer than {@link #MOST}, which is lost. */
        void tooLong();

        /** A packet whose checksum is wrong. */
        void damaged();

        /** The other side wants the last packet once more. */
        void sendAgain();

        /** The interrupt byte, which Ctrl-C sends. */
        void interrupt();
    }

    /** Bytes in the body of a packet. */
    static final int MOST = 0x4000;

    static final int ESCAPE = '}';
    static final int ESCAPED = 0x20;
    private static final int INTERRUPT = 3;

    private enum State {
        BETWEEN,
        BODY,
        FIRST_DIGIT,
        SECOND_DIGIT
    }

    private final Sink sink;
    private final StringBuilder body = new StringBuilder();
    private State state = State.BETWEEN;
    private boolean checks = true;
    private boolean escaped;
    private boolean overlong;
    private int sum;
    private int expected;

    PacketReader(Sink sink) {
        this.sink = sink;
    }

    /** Forgets a packet that has begun; checksums count again. */
    void reset() {
        state = State.BETWEEN;
        checks = true;
    }

    /** From now on checksums do not matter: the line is reliable. */
    void ignoreChecksums() {
        checks = false;
    }

    void take(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            take(bytes[i] & 0xff);
        }
    }

    private void take(int c) {
        switch (state) {
            case BETWEEN -> between(c);
            case BODY -> body(c);
            case FIRST_DIGIT -> {
                expected = Character.digit(c, 16) << 4;
                state = State.SECOND_DIGIT;
            }
            case SECOND_DIGIT -> {
                expected |= Character.digit(c, 16);
                state = State.BETWEEN;
                end();
            }
        }
    }

    private void between(int c) {
        switch (c) {
            case '$' -> begin();
            case '-' -> sink.sendAgain();
            case INTERRUPT -> sink.interrupt();
            default -> {
                // Acknowledgements, and noise of a line.
            }
        }
    }

    private void begin() {
        body.setLength(0);
        sum = 0;
        escaped = false;
        overlong = false;
        state = State.BODY;
    }

    private void body(int c) {
        if (c == '#') {
            state = State.FIRST_DIGIT;
            return;
        }
        if (c == '$') {
            // The end of the packet before was lost.
            begin();
            return;
        }
        sum += c;
        if (c == ESCAPE && !escaped) {
            escaped = true;
        } else if (body.length() == MOST) {
            overlong = true;
        } else {
            body.append((char) (escaped ? c ^ ESCAPED : c));
            escaped = false;
        }
    }

    private void end() {
        if (checks && expected != (sum & 0xff)) {
            sink.damaged();
        } else if (overlong) {
            sink.tooLong();
        } else {
            sink.packet(body.toString());
        }
    }
}
