package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.ProgramTest;
import org.junit.jupiter.api.Test;

/** mmap-read and mmap-write. */
class MmapProgramsTest extends ProgramTest {
    @Test
    void aFileIsReadThroughAMapping() {
        prints("seq 3 > f; mmap-read f", "1\n2\n3\n");
        prints("seq 3 > f; mmap-read -p -o 2 -l 1 f; echo", "2\n");
        prints(
                "seq 1 20000 > f; mmap-read -r f | cmp f -; mmap-read -o 5000 f | wc -c",
                "103894\n");
        prints(": > f; mmap-read f", "");
    }

    @Test
    void aTextIsWrittenThroughAMapping() {
        prints("echo hello > f; mmap-write -o 1 f ola; cat f", "holao\n");
        prints("echo hello > f; mmap-write -s f J; cat f", "Jello\n");
    }

    @Test
    void behindTheLastPageTheProgramDies() {
        // 128 and SIGBUS.
        fails("echo x > f; mmap-write -o 4096 f y", 135, "Bus error\n");
        fails("echo x > f; mmap-read -o 4096 -l 1 f", 135, "Bus error\n");
    }

    @Test
    void whatCannotBeMappedIsTold() {
        fails("mmap-read nothing", 1, "mmap-read: nothing: No such file or directory\n");
        fails("mmap-read -l 1 /", 1, "mmap-read: /: No such device\n");
        fails(
                "mmap-write f",
                1,
                """
                mmap-write: a file and a text are needed
                Usage: mmap-write [-s] [-o OFFSET] FILE TEXT
                """);
        fails("mmap-read -o x f", 1, "mmap-read: invalid offset 'x'\n");
    }
}
