package dev.fuselage.cli.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a BusyBox program has in it, read without running it: it is not for this host. */
final class BusyBox {

    /** Its names stand in order, each with a zero after it; these two are always the first. */
    private static final byte[] FIRST_NAMES = "[\0[[\0".getBytes(StandardCharsets.ISO_8859_1);

    private static final String NAME = "[a-z0-9_.-]{1,30}";

    private BusyBox() {}

    /** The names it can be called by. */
    static List<String> applets(Path program) throws IOException {
        byte[] bytes = Files.readAllBytes(program);
        List<String> names = new ArrayList<>();
        int at = find(bytes);
        while (at < bytes.length && bytes[at] != 0) {
            int end = at;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            String name = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
            if (!name.startsWith("[") && !name.matches(NAME)) {
                break;
            }
            names.add(name);
            at = end + 1;
        }
        return names;
    }

    private static int find(byte[] bytes) {
        for (int at = 0; at + FIRST_NAMES.length <= bytes.length; at++) {
            int same = 0;
            while (same < FIRST_NAMES.length && bytes[at + same] == FIRST_NAMES[same]) {
                same++;
            }
            if (same == FIRST_NAMES.length) {
                return at;
            }
        }
        return bytes.length;
    }
}
