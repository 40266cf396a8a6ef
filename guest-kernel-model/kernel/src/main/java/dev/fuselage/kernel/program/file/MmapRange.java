package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.SizeText;

/** The part of a file that mmap-read and mmap-write are about. */
final class MmapRange {
    private MmapRange() {}

    /** Byte of the file. */
    static long offset(Options o) throws BadUsage {
        return size(o.value('o', "0"), "offset");
    }

    /** Bytes; -1 for all there are. */
    static long length(Options o) throws BadUsage {
        return o.has('l') ? size(o.value('l', ""), "length") : -1;
    }

    private static long size(String text, String what) throws BadUsage {
        long value = SizeText.parse(text);
        if (value < 0) {
            throw BadUsage.ofValue("invalid " + what + " '" + text + "'");
        }
        return value;
    }
}
