package dev.fuselage.kernel.program.workload;

import dev.fuselage.kernel.syscall.Syscalls;
import java.util.Arrays;
import java.util.TreeSet;

/** The descriptors that a script has opened, and the letters they are known by. */
final class Handles {
    private static final int LETTERS = 128;
    private static final int NONE = -1;

    private final Syscalls sys;
    private final int[] letters = new int[LETTERS];

    /** Descriptors that are open, those without a letter included. */
    private final TreeSet<Integer> open = new TreeSet<>();

    Handles(Syscalls sys) {
        this.sys = sys;
        Arrays.fill(letters, NONE);
    }

    /** The handles of a forked child are its parent's. */
    Handles(Syscalls sys, Handles parent) {
        this.sys = sys;
        System.arraycopy(parent.letters, 0, letters, 0, LETTERS);
        open.addAll(parent.open);
    }

    /** The letter's descriptor; -1 if it has none, which system calls refuse. */
    int of(char letter) {
        return letter < LETTERS ? letters[letter] : NONE;
    }

    /**
     * Takes what an open returned; a failed one leaves the letter as it is, a further one leaves
     * the earlier descriptor open.
     */
    String opened(char letter, long result) {
        if (result < 0) {
            return Results.of(result);
        }
        letters[letter] = (int) result;
        open.add((int) result);
        return "0";
    }

    String close(char letter) {
        int fd = of(letter);
        long result = sys.close(fd);
        open.remove(fd);
        letters[letter] = NONE;
        return Results.of(result);
    }

    /** Whether anything is left to close. */
    boolean hasOpen() {
        return !open.isEmpty();
    }

    /** Closes all descriptors in their order; how many there were. */
    int closeAll() {
        for (int fd : open) {
            long _ = sys.close(fd);
        }
        int count = open.size();
        open.clear();
        Arrays.fill(letters, NONE);
        return count;
    }
}
