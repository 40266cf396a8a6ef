package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.ProgramTest;
import org.junit.jupiter.api.Test;

final class CopyTest extends ProgramTest {

    @Test
    void aFileIsCopiedToANameOrIntoADirectory() {
        prints("echo x > a; cp a b; mkdir d; cp a b d; cat b d/a d/b", "x\nx\nx\n");
    }

    @Test
    void largeFilesAreCopiedWhole() {
        prints(
                "dd if=/dev/zero of=a bs=1M count=3 status=none; echo end >> a; cp a b; cmp a b;"
                        + " stat -c %s b",
                "3145732\n");
    }

    @Test
    void treesNeedAnOption() {
        fails("mkdir d; cp d e", 1, "cp: -r not specified; omitting directory 'd'\n");
        prints(
                "mkdir -p d/s; echo x > d/s/f; ln -s f d/s/l; cp -r d e; cat e/s/f; readlink e/s/l",
                "x\nf\n");
    }

    @Test
    void archivesKeepOwnersModesTimesAndNames() {
        prints(
                "mkdir d; echo x > d/a; ln d/a d/b; chown 5:6 d/a; chmod 640 d/a; touch -d @77 d/a;"
                        + " touch -d @99 d; cp -a d e; stat -c '%u:%g %a %h %Y' e/a; stat -c %Y e;"
                        + " test e/a -ef e/b",
                "5:6 640 2 77\n99\n");
    }

    @Test
    void aDirectoryIsNotCopiedIntoItself() {
        fails("mkdir d; cp -r d d/e", 1, "cp: cannot copy a directory, 'd', into itself, 'd/e'\n");
    }

    @Test
    void whatCannotBeCopiedIsSaid() {
        fails("cp x y", 1, "cp: cannot stat 'x': No such file or directory\n");
        fails("echo > a; cp a a", 1, "cp: 'a' and 'a' are the same file\n");
        fails("cp a no/b", 1, "cp: cannot create regular file 'no/b': No such file or directory\n");
        fails(
                "cp a",
                1,
                """
                cp: missing destination file operand after 'a'
                Usage: cp [-adfiLlnPprsTuv] {SOURCE... TARGET | -t DIRECTORY SOURCE...}
                """);
        fails(
                "cp a a b",
                1,
                """
                cp: target 'b': No such file or directory
                """);
    }

    @Test
    void movingRenamesAndReplaces() {
        prints("echo x > a; echo y > b; mv a b; cat b; ls", "x\nb\n");
        prints("mkdir d; mv b d; ls d", "b\n");
    }

    @Test
    void movingToAnotherFileSystemCopiesAndRemoves() {
        prints(
                "mount -t ramfs none /mnt; mkdir d; echo x > d/a; touch -d @5 d/a; mv d /mnt; ls;"
                        + " cat /mnt/d/a; stat -c %Y /mnt/d/a",
                "x\n5\n");
    }

    @Test
    void whatCannotBeMovedIsSaid() {
        fails("mv x y", 1, "mv: cannot stat 'x': No such file or directory\n");
        fails("mkdir d; mv d d/e", 1, "mv: cannot move 'd' to a subdirectory of itself, 'd/e'\n");
        fails("echo > f; mv d f", 1, "mv: cannot overwrite non-directory 'f' with directory 'd'\n");
    }

    @Test
    void removingDirectoriesNeedsAnOption() {
        fails("mkdir d; rm d", 1, "rm: cannot remove 'd': Is a directory\n");
        fails("rm x", 1, "rm: cannot remove 'x': No such file or directory\n");
        prints("mkdir -p d/e/f; touch d/a d/e/b; rm -r d; rm -f x; ls", "");
        fails("rm -r .", 1, "rm: refusing to remove '.' or '..' directory: skipping '.'\n");
        fails("rm -rf /", 1, "rm: it is dangerous to operate recursively on '/'\n");
        fails("rm", 1, "rm: missing operand\nUsage: rm [-dfirv] FILE...\n");
    }

    @Test
    void linksAreMadeOfBothKinds() {
        prints("echo x > a; ln a b; ln -s a c; stat -c '%h %N' a c", "2 'a'\n1 'c' -> 'a'\n");
        fails("ln a b", 1, "ln: failed to create hard link 'b': File exists\n");
        fails("ln -s a c", 1, "ln: failed to create symbolic link 'c': File exists\n");
        prints("ln -sf b c; readlink c", "b\n");
        fails("mkdir d; ln d e", 1, "ln: d: hard link not allowed for directory\n");
        fails("ln x y", 1, "ln: failed to access 'x': No such file or directory\n");
    }

    @Test
    void directoriesAreMadeWithTheirParentsAndModes() {
        prints("mkdir -p a/b/c; mkdir -m 700 d; stat -c %a a/b d", "755\n700\n");
        fails("mkdir a", 1, "mkdir: cannot create directory 'a': File exists\n");
        fails("mkdir x/y", 1, "mkdir: cannot create directory 'x/y': No such file or directory\n");
        fails("rmdir a", 1, "rmdir: failed to remove 'a': Directory not empty\n");
        prints("rmdir -p a/b/c; ls", "d\n");
    }
}
