package dev.fuselage.riscv.fdt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a blob as a guest does: properties by their paths, nodes as paths with a slash behind. */
final class BlobReader {
    private final ByteBuffer blob;
    private final int strings;
    private final Map<String, byte[]> content = new LinkedHashMap<>();

    private BlobReader(byte[] bytes) {
        blob = ByteBuffer.wrap(bytes);
        strings = blob.getInt(12);
    }

    static Map<String, byte[]> read(byte[] bytes) {
        BlobReader reader = new BlobReader(bytes);
        reader.blob.position(reader.blob.getInt(8));
        reader.node("");
        return reader.content;
    }

    private void node(String parent) {
        expect(1);
        String path = parent + text(blob.position()) + "/";
        blob.position(blob.position() + path.length() - parent.length());
        align();
        content.put(path, new byte[0]);
        while (true) {
            int token = blob.getInt(blob.position());
            if (token == 1) {
                node(path);
            } else if (token == 3) {
                blob.getInt();
                byte[] value = new byte[blob.getInt()];
                String name = text(strings + blob.getInt());
                blob.get(value);
                align();
                content.put(path + name, value);
            } else {
                expect(2);
                return;
            }
        }
    }

    private void expect(int token) {
        int found = blob.getInt();
        if (found != token) {
            throw new AssertionError("token %d instead of %d".formatted(found, token));
        }
    }

    private void align() {
        blob.position(blob.position() + 3 & -4);
    }

    private String text(int offset) {
        int end = offset;
        while (blob.get(end) != 0) {
            end++;
        }
        return new String(blob.array(), offset, end - offset, StandardCharsets.US_ASCII);
    }
}
