package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.program.libc.SizeText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The operands of {@code dd}.
 *
 * @param input file to read, empty for standard input
 * @param output file to write, empty for standard output
 * @param blockSize bytes of a block
 * @param count input blocks, -1 for all
 * @param skip blocks to pass over in the input
 * @param seek blocks to pass over in the output
 * @param conversions the words of {@code conv=}
 * @param inputFlags {@code O_} bits for opening the input
 * @param outputFlags {@code O_} bits for opening the output
 * @param status {@code none}, {@code noxfer} or empty
 */
record DdArguments(
        String input,
        String output,
        long blockSize,
        long count,
        long skip,
        long seek,
        Set<String> conversions,
        int inputFlags,
        int outputFlags,
        String status) {

    private static final Set<String> NAMES =
            Set.of("if", "of", "bs", "count", "skip", "seek", "conv", "iflag", "oflag", "status");
    private static final Set<String> CONVERSIONS =
            Set.of("notrunc", "fsync", "fdatasync", "sync", "excl", "nocreat", "noerror");
    private static final Map<String, Integer> FLAGS =
            Map.of(
                    "direct", OpenFlags.O_DIRECT,
                    "append", OpenFlags.O_APPEND,
                    "sync", OpenFlags.O_SYNC,
                    "dsync", OpenFlags.O_DSYNC,
                    "nonblock", OpenFlags.O_NONBLOCK,
                    "noatime", OpenFlags.O_NOATIME,
                    "nofollow", OpenFlags.O_NOFOLLOW,
                    "directory", OpenFlags.O_DIRECTORY,
                    "fullblock", 0);

    static DdArguments parse(List<String> args) throws BadUsage {
        Map<String, String> given = new HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (equals < 0 || !NAMES.contains(arg.substring(0, equals))) {
                throw new BadUsage("unrecognized operand " + Quote.name(arg));
            }
            given.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        long blockSize = number(given, "bs", 512);
        if (blockSize == 0) {
            throw BadUsage.ofValue("invalid number: " + Quote.name(given.getOrDefault("bs", "0")));
        }
        return new DdArguments(
                given.getOrDefault("if", ""),
                given.getOrDefault("of", ""),
                blockSize,
                number(given, "count", -1),
                number(given, "skip", 0),
                number(given, "seek", 0),
                conversions(given.getOrDefault("conv", "")),
                flags(given.getOrDefault("iflag", ""), "input"),
                flags(given.getOrDefault("oflag", ""), "output"),
                status(given.getOrDefault("status", "")));
    }

    boolean conversion(String name) {
        return conversions.contains(name);
    }

    private static long number(Map<String, String> given, String name, long absent)
            throws BadUsage {
        String text = given.get(name);
        if (text == null) {
            return absent;
        }
        long value = SizeText.parse(text);
        if (value < 0) {
            throw BadUsage.ofValue("invalid number: " + Quote.name(text));
        }
        return value;
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
    }

    private static Set<String> conversions(String text) throws BadUsage {
        for (String word : words(text)) {
            if (!CONVERSIONS.contains(word)) {
                throw BadUsage.ofValue("invalid conversion: " + Quote.name(word));
            }
        }
        return Set.copyOf(words(text));
    }

    private static int flags(String text, String side) throws BadUsage {
        int bits = 0;
        for (String word : words(text)) {
            Integer flag = FLAGS.get(word);
            if (flag == null) {
                throw BadUsage.ofValue("invalid " + side + " flag: " + Quote.name(word));
            }
            bits |= flag;
        }
        return bits;
    }

    private static String status(String text) throws BadUsage {
        return switch (text) {
            case "", "none", "noxfer" -> text;
            case "progress" -> "";
            default -> throw BadUsage.ofValue("invalid status level: " + Quote.name(text));
        };
    }
}
