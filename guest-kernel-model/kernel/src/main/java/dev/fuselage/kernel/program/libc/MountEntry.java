package dev.fuselage.kernel.program.libc;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of {@code /proc/mounts}.
 *
 * @param source what is mounted: a device, or a virtio-fs tag
 * @param directory where
 * @param type file system type
 * @param options joined by commas
 */
public record MountEntry(String source, String directory, String type, String options) {

    /** Where the kernel lists mounts. */
    public static final String FILE = "/proc/mounts";

    /** Reads the list, oldest first; empty if it cannot be read. */
    public static List<MountEntry> all(Libc c) {
        List<MountEntry> entries = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        if (c.readFile(FILE, text) < 0) {
            return entries;
        }
        for (String line : text.toString().split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            if (fields.length >= 4) {
                entries.add(
                        new MountEntry(
                                unescape(fields[0]), unescape(fields[1]), fields[2], fields[3]));
            }
        }
        return entries;
    }

    /** Blanks and backslashes stand there as {@code \040} and the like. */
    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            boolean octal =
                    field.charAt(i) == '\\'
                            && i + 3 < field.length()
                            && field.substring(i + 1, i + 4).matches("[0-3][0-7][0-7]");
            if (octal) {
                out.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                out.append(field.charAt(i));
            }
        }
        return out.toString();
    }
}
