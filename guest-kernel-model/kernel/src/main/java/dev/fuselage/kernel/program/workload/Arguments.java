package dev.fuselage.kernel.program.workload;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The words behind a command, which the parser has checked, by their place. */
record Arguments(List<String> words) {

    int count() {
        return words.size();
    }

    char letter(int i) {
        return words.get(i).charAt(0);
    }

    String word(int i) {
        return words.get(i);
    }

    /** A path or a name as the kernel has it: one char for a byte. */
    String bytes(int i) {
        return new String(
                words.get(i).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    long number(int i) {
        return Long.parseLong(words.get(i));
    }

    int octal(int i, int otherwise) {
        return i < words.size() ? Integer.parseInt(words.get(i), 8) : otherwise;
    }

    int mask(int i, int otherwise) {
        return i < words.size() ? (int) (long) Long.decode(words.get(i)) : otherwise;
    }

    int flags(int i, WordSet set) {
        return i < words.size() ? set.of(words.get(i)) : 0;
    }
}
