package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.ProgramTest;
import org.junit.jupiter.api.Test;

final class AttributesTest extends ProgramTest {

    @Test
    void statPrintsGnusForm() {
        prints(
                "echo hello > f; chmod 640 f; chown 1000:100 f; touch -d '2025-11-20 05:00:00' f;"
                        + " stat f | head -n 4 | grep -v Device; stat f | grep Modify",
                """
                  File: f
                  Size: 6         \tBlocks: 0          IO Block: 4096   regular file
                Access: (0640/-rw-r-----)  Uid: ( 1000/    1000)   Gid: (  100/     100)
                Modify: 2025-11-20 05:00:00.000000000 +0000
                """);
    }

    @Test
    void statHasFormats() {
        prints(
                "echo x > f; ln -s f l; stat -c '%n %s %F %a %A %h %u %U %g %G' f l; stat -L -c %F"
                        + " l",
                """
                f 2 regular file 644 -rw-r--r-- 1 0 root 0 root
                l 1 symbolic link 777 lrwxrwxrwx 1 0 root 0 root
                regular file
                """);
        fails("stat x", 1, "stat: cannot statx 'x': No such file or directory\n");
    }

    @Test
    void modesChangeByNumberAndByLetters() {
        prints("touch f; chmod 600 f; chmod g+rw,o=r f; stat -c %a f", "664\n");
        prints("chmod -w f; stat -c %a f; chmod a-rwx f; stat -c %a f", "464\n0\n");
        prints("mkdir -p d/e; touch d/e/f; chmod -R 700 d; stat -c %a d/e/f d", "700\n700\n");
        fails("chmod 999 f", 1, "chmod: invalid mode: '999'\n");
        fails("chmod 600 x", 1, "chmod: cannot access 'x': No such file or directory\n");
        fails(
                "su 1000 -c 'chmod 777 f'",
                1,
                "chmod: changing permissions of 'f': Operation not permitted\n");
    }

    @Test
    void ownersChangeByNumberAndByName() {
        prints(
                "touch f; chown 7:8 f; stat -c %u:%g f; chown root f; chgrp nogroup f; stat -c"
                        + " %U:%G f",
                "7:8\nroot:nogroup\n");
        fails("chown who f", 1, "chown: invalid user: 'who'\n");
        fails(
                "su 1000 -c 'chown 1000 f'",
                1,
                "chown: changing ownership of 'f': Operation not permitted\n");
    }

    @Test
    void timesAreSetAndCopied() {
        prints(
                "touch -d @100 a; touch -r a b; touch -m -d @50 b; stat -c '%X %Y' b; touch -c x;"
                        + " ls",
                "100 50\na\nb\n");
        fails("touch no/x", 1, "touch: cannot touch 'no/x': No such file or directory\n");
    }

    @Test
    void sizesAreSetAbsoluteAndRelative() {
        prints(
                "truncate -s 10 f; truncate -s +5 f; stat -c %s f; truncate -s -20 f; stat -c %s f",
                "15\n0\n");
        fails("truncate -s x f", 1, "truncate: Invalid number: 'x'\n");
    }

    @Test
    void findFiltersByNameTypeDepthAndSize() {
        String tree = "mkdir -p d/e; echo x > d/a.c; truncate -s 5000 d/e/b.c; touch d/e/n; ";
        prints(tree + "find d -name '*.c' | sort", "d/a.c\nd/e/b.c\n");
        prints("find d -type d", "d\nd/e\n");
        prints("find d -maxdepth 1 -type f", "d/a.c\n");
        prints("find d -mindepth 2 ! -empty", "d/e/b.c\n");
        prints("find d -size +4k -print", "d/e/b.c\n");
        prints("find d -delete; ls", "");
        fails("find x", 1, "find: 'x': No such file or directory\n");
    }

    @Test
    void testAnswersByItsStatus() {
        prints("touch f; test -f f && [ ! -d f ] && [ a = a ] && [ 3 -gt 2 ] && echo yes", "yes\n");
        fails("[ -e x ]", 1, "");
        fails("[ 1 -eq x ]", 2, "[: invalid integer 'x'\n");
    }

    @Test
    void ddCopiesBlocksAndReports() {
        prints(
                "echo 0123456789 > a; dd if=a of=b bs=2 skip=1 count=2 status=none; cat b; echo;"
                        + " dd if=a of=b bs=2 seek=3 count=1 conv=notrunc status=none; cat b; echo",
                "2345\n2345\0\000" + "01\n");
        fails("dd if=x", 1, "dd: failed to open 'x': No such file or directory\n");
        fails("dd of=y bs=0", 1, "dd: invalid number: '0'\n");
    }

    @Test
    void ddSaysHowFastItWasInVirtualTime() {
        Object complaints = outputOfDd();
        org.assertj.core.api.Assertions.assertThat(complaints.toString())
                .matches(
                        "(?s)4\\+0 records in\n"
                                + "4\\+0 records out\n"
                                + "4096 bytes \\(4.1 kB, 4.0 KiB\\) copied, [0-9.e-]+ s, [0-9.]+"
                                + " [kMG]?B/s\n");
    }

    private String outputOfDd() {
        return output("dd if=/dev/zero of=z bs=1k count=4 2> log; cat log");
    }

    @Test
    void dfReportsNothingOfFileSystemsWithoutBlocksUnlessAsked() {
        fails("df", 1, "df: no file systems processed\n");
        prints(
                "df -a | head -n 2",
                """
                Filesystem     1K-blocks  Used Available Use% Mounted on
                rootfs                 0     0         0    - /
                """);
    }

    @Test
    void pathsAreCanonical() {
        prints(
                "mkdir -p a/b; ln -s a/b l; ln -s /tmp/l k; readlink -f k/../b/x; readlink k",
                "/tmp/a/b/x\n/tmp/l\n");
    }
}
