package dev.fuselage.riscv.gdb;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Puts packets into a stream of bytes, and keeps the last for when it has to be sent again. */
final class PacketWriter {
    private static final HexFormat HEX = HexFormat.of();

    private final Consumer<byte[]> out;
    private byte[] last = {};

    PacketWriter(Consumer<byte[]> out) {
        this.out = out;
    }

    void reset() {
        last = new byte[0];
    }

    void acknowledge(boolean good) {
        out.accept(new byte[] {(byte) (good ? '+' : '-')});
    }

    /** Sends a packet; each char of the body is a byte. */
    void send(String body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream(body.length() + 4);
        int sum = 0;
        packet.write('$');
        for (int i = 0; i < body.length(); i++) {
            int c = body.charAt(i) & 0xff;
            if (c == '$' || c == '#' || c == '*' || c == PacketReader.ESCAPE) {
                packet.write(PacketReader.ESCAPE);
                sum += PacketReader.ESCAPE;
                c ^= PacketReader.ESCAPED;
            }
            packet.write(c);
            sum += c;
        }
        packet.write('#');
        packet.write(HEX.toLowHexDigit(sum >>> 4));
        packet.write(HEX.toLowHexDigit(sum));
        last = packet.toByteArray();
        out.accept(last);
    }

    void sendAgain() {
        if (last.length > 0) {
            out.accept(last);
        }
    }
}
