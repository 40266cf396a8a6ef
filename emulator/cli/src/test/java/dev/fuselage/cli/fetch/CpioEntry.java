package dev.fuselage.cli.fetch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of a newc archive, read as the kernel's buffer-format.rst lays it out.
 *
 * @param mode type and permissions
 * @param links c_nlink
 * @param device c_rmaj and c_rmin, as MAJOR:MINOR
 * @param content a character a byte
 */
record CpioEntry(String name, int mode, int links, String device, String content) {

    static List<CpioEntry> read(byte[] archive) {
        List<CpioEntry> entries = new ArrayList<>();
        int at = 0;
        while (true) {
            if (!text(archive, at, 6).equals("070701")) {
                throw new AssertionError("no header at " + at);
            }
            int size = field(archive, at, 54);
            int nameSize = field(archive, at, 94);
            String name = text(archive, at + 110, nameSize - 1);
            int content = at + 110 + nameSize + 3 & ~3;
            if (name.equals("TRAILER!!!")) {
                if (content != archive.length) {
                    throw new AssertionError("more after the trailer");
                }
                return entries;
            }
            entries.add(
                    new CpioEntry(
                            name,
                            field(archive, at, 14),
                            field(archive, at, 38),
                            field(archive, at, 78) + ":" + field(archive, at, 86),
                            text(archive, content, size)));
            at = content + size + 3 & ~3;
        }
    }

    private static int field(byte[] archive, int header, int offset) {
        return Integer.parseUnsignedInt(text(archive, header + offset, 8), 16);
    }

    private static String text(byte[] archive, int at, int length) {
        return new String(archive, at, length, StandardCharsets.ISO_8859_1);
    }
}
