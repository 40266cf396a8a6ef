package dev.fuselage.kernel.program.libc;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads what {@code getdents64} leaves in memory: {@code struct linux_dirent64}s. */
final class Dirents {

    private static final int RECORD_LENGTH = 16;
    private static final int TYPE = 18;
    private static final int NAME = 19;

    private Dirents() {}

    static void parse(UserBuffer buffer, int bytes, List<DirectoryEntry> entries) {
        byte[] raw = new byte[bytes];
        buffer.get(0, raw, 0, bytes);
        int at = 0;
        while (at < bytes) {
            int length =
                    (raw[at + RECORD_LENGTH] & 0xff) | (raw[at + RECORD_LENGTH + 1] & 0xff) << 8;
            int end = at + NAME;
            while (raw[end] != 0) {
                end++;
            }
            String name = new String(raw, at + NAME, end - at - NAME, StandardCharsets.ISO_8859_1);
            entries.add(new DirectoryEntry(name, inode(raw, at), raw[at + TYPE]));
            at += length;
        }
    }

    private static long inode(byte[] raw, int at) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | (raw[at + i] & 0xff);
        }
        return value;
    }
}
