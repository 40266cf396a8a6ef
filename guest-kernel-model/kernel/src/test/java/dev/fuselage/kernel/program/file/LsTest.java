package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.ProgramTest;
import org.junit.jupiter.api.Test;

final class LsTest extends ProgramTest {

    private static final String FILES =
            "echo hello > b; touch -d '2025-11-20 05:00:00' b; mkdir d; touch -d @0 d; ln -s b l;"
                    + " touch -h -d @0 l; touch .h; ";

    @Test
    void namesComeOneALineInTheOrderOfBytes() {
        prints(FILES + "touch B a; ls", "B\na\nb\nd\nl\n");
    }

    @Test
    void hiddenNamesNeedAnOption() {
        prints(FILES + "ls -A", ".h\nb\nd\nl\n");
        prints("ls -a", ".\n..\n.h\nb\nd\nl\n");
    }

    @Test
    void longLinesAreAligned() {
        prints(
                FILES
                        + "rm .h; chown 1000:100 b; truncate -s 12345 b; touch -d '2025-11-20"
                        + " 05:00:00' b; ls -l",
                """
                total 0
                -rw-r--r-- 1 1000 100  12345 Nov 20 05:00 b
                drwxr-xr-x 2 root root     0 Jan  1  1970 d
                lrwxrwxrwx 1 root root     1 Jan  1  1970 l -> b
                """);
    }

    @Test
    void directoriesOfTheCommandLineComeAfterFilesUnderTitles() {
        prints(FILES + "touch d/x; ls d b", "b\n\nd:\nx\n");
        prints("ls -d d b", "b\nd\n");
    }

    @Test
    void treesAreListedDirectoryByDirectory() {
        prints("mkdir -p t/u/v; touch t/a t/u/b; ls -R t", "t:\na\nu\n\nt/u:\nb\nv\n\nt/u/v:\n");
    }

    @Test
    void theOrderCanBeByTimeOrSizeOrReversed() {
        prints(
                "echo 1 > a; echo 333 > b; echo 22 > c; touch -d @1 c; touch -d @3 a; touch -d @2"
                        + " b; ls -t; ls -S; ls -r",
                """
                a
                b
                c
                b
                c
                a
                c
                b
                a
                """);
    }

    @Test
    void columnsAreFilledFromTheTop() {
        prints(
                "touch aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bb c"
                        + " dddddddddddddddddddddddddddddddddddddddddd e; ls -C",
                """
                aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
                bb
                c
                dddddddddddddddddddddddddddddddddddddddddd
                e
                """);
        prints("rm *; touch a b c d; ls -C", "a  b  c  d\n");
    }

    @Test
    void marksShowTypes() {
        prints(FILES + "mkfifo p; chmod +x b; ls -F", "b*\nd/\nl@\np|\n");
    }

    @Test
    void whatIsNotThereIsSerious() {
        fails("ls x", 2, "ls: cannot access 'x': No such file or directory\n");
        fails("ls -z", 2, "ls: invalid option -- 'z'\nUsage: ls " + new Ls().synopsis() + "\n");
        fails(
                "mkdir d; chmod 0 d; su 1000 -c 'ls d'",
                2,
                "ls: cannot open directory 'd': Permission denied\n");
    }

    @Test
    void deviceNodesShowTheirNumbers() {
        prints(
                "mknod z c 1 5; touch -d @0 z; ls -l z",
                "crw-r--r-- 1 root root 1, 5 Jan  1  1970 z\n");
    }
}
