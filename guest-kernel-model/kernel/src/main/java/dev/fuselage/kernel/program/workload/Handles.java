package dev.fuselage.kernel.program.workload;

import dev.fuselage.kernel.syscall.Syscalls;
import java.util.Arrays;

/** The descriptors behind the letters of a script. */
final class Handles {
    private static final int LETTERS = 128;
    private static final int NONE = -1;

    private final Syscalls sys;
    private final int[] descriptors = new int[LETTERS];

    Handles(Syscalls sys) {
        this.sys = sys;
        Arrays.fill(descriptors, NONE);
    }

    /** The handles of a forked child are its parent's. */
    Handles(Syscalls sys, Handles parent) {
        this.sys = sys;
        System.arraycopy(parent.descriptors, 0, descriptors, 0, LETTERS);
    }

    /** The letter's descriptor; -1 if it is not open, which system calls refuse. */
    int of(char letter) {
        return letter < LETTERS ? descriptors[letter] : NONE;
    }

    /** Takes what an open returned; a failed one leaves the letter as it is. */
    String opened(char letter, long result) {
        if (result < 0) {
            return Results.of(result);
        }
        descriptors[letter] = (int) result;
        return "0";
    }

    String close(char letter) {
        long result = sys.close(of(letter));
        descriptors[letter] = NONE;
        return Results.of(result);
    }

    /** How many letters are open. */
    int open() {
        int count = 0;
        for (int fd : descriptors) {
            count += fd == NONE ? 0 : 1;
        }
        return count;
    }

    /** Closes all in the order of the alphabet; how many there were. */
    int closeAll() {
        int count = 0;
        for (char letter = 0; letter < LETTERS; letter++) {
            if (descriptors[letter] != NONE) {
                String _ = close(letter);
                count++;
            }
        }
        return count;
    }
}
