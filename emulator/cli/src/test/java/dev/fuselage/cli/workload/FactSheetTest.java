package dev.fuselage.cli.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.session.HangException;
import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.kernel.program.workload.WorkloadScript;
import dev.fuselage.kernel.program.workload.WorkloadSyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What recordings that are not at hand have shown of a Linux 6.12 guest, as the sheet of facts
 * tells it: requests of one line, without arguments.
 */
final class FactSheetTest {
    private static final String SETUP =
            """
            + mkdir d
            + file d/f 100
            + file d/g 100
            """;

    private static WorkloadRecording run(WorkloadMode mode, String lines)
            throws WorkloadSyntaxException, HangException {
        WorkloadScript script = WorkloadScript.parse("facts", (SETUP + lines).lines().toList());
        return WorkloadRun.run(script, mode, ShareSpec.IN_MEMORY);
    }

    /** The requests of the last line, each as opcode, node and name. */
    private static List<String> last(WorkloadMode mode, String lines)
            throws WorkloadSyntaxException, HangException {
        List<String> trace = run(mode, lines).trace();
        long number =
                lines.lines()
                        .filter(line -> !line.startsWith("!") && !line.startsWith("+"))
                        .count();
        List<String> requests = new ArrayList<>();
        boolean inLine = false;
        for (String line : trace) {
            if (line.startsWith(">") || line.startsWith("!")) {
                inLine = line.startsWith("> " + number + " ");
            } else if (inLine) {
                requests.add(
                        line.replaceAll("'\\d+", "")
                                .replaceAll("^H:", "")
                                .replaceAll("^(\\S+ \\S+)(?:(?: name=(\\S+))| .*?)?.*$", "$1 $2")
                                .strip());
            }
        }
        return requests;
    }

    @Test
    void creatOfANameThatIsOpenElsewhereChecksTheDirectoryOnce()
            throws WorkloadSyntaxException, HangException {
        String open = "open b /mnt/d/f r\n";
        assertThat(last(WorkloadMode.NONE, open + "open a /mnt/d/f rw|creat\n"))
                .containsExactly(
                        "GETATTR /",
                        "LOOKUP / d",
                        "GETATTR /d",
                        "LOOKUP /d f",
                        "GETATTR /d/f",
                        "OPEN /d/f");
        assertThat(last(WorkloadMode.NONE, open + "open a /mnt/d/f rw|creat|excl\n"))
                .containsExactly("GETATTR /", "LOOKUP / d", "GETATTR /d", "LOOKUP /d f");
    }

    @Test
    void aSymlinkIsForgottenBeforeTheAttributesOfItsTargetAreAskedFor()
            throws WorkloadSyntaxException, HangException {
        assertThat(last(WorkloadMode.NONE, "symlink f /mnt/d/l\nstat /mnt/d/l\n"))
                .containsExactly(
                        "GETATTR /",
                        "LOOKUP / d",
                        "GETATTR /d",
                        "LOOKUP /d l",
                        "READLINK /d/l",
                        "GETATTR /d",
                        "LOOKUP /d f",
                        "FORGET /d/l",
                        "GETATTR /d/f",
                        "FORGET /d/f",
                        "FORGET /d");
    }

    @Test
    void aTargetIsReadAtEachFollowingOfALink() throws WorkloadSyntaxException, HangException {
        assertThat(last(WorkloadMode.ALWAYS, "symlink f /mnt/d/l\nstat /mnt/d/l\nstat /mnt/d/l\n"))
                .containsExactly("READLINK /d/l");
    }

    @Test
    void dotDotForgetsTheDirectoryBeforeItsParentIsAsked()
            throws WorkloadSyntaxException, HangException {
        assertThat(last(WorkloadMode.NONE, "+ mkdir d/e\nstat /mnt/d/e/../f\n"))
                .startsWith(
                        "GETATTR /",
                        "LOOKUP / d",
                        "GETATTR /d",
                        "LOOKUP /d e",
                        "GETATTR /d/e",
                        "FORGET /d/e",
                        "GETATTR /d",
                        "LOOKUP /d f");
    }

    @Test
    void aSynchronousWriteIsFollowedByFsyncUnlessItIsDirect()
            throws WorkloadSyntaxException, HangException {
        assertThat(last(WorkloadMode.AUTO, "open a /mnt/d/f w|sync\nwrite a 1\nwrite a 10\n"))
                .containsExactly("WRITE /d/f", "FSYNC /d/f");
        assertThat(last(WorkloadMode.NONE, "open a /mnt/d/f w|sync\nwrite a 1\nwrite a 10\n"))
                .containsExactly("WRITE /d/f");
        assertThat(last(WorkloadMode.METADATA, "open a /mnt/d/f w|dsync\nwrite a 1\nwrite a 10\n"))
                .containsExactly("WRITE /d/f");
    }

    @Test
    void renamingAFileToItselfSendsNoRename() throws WorkloadSyntaxException, HangException {
        assertThat(last(WorkloadMode.AUTO, "stat /mnt/d/f\nrename /mnt/d/f /mnt/d/f\n"))
                .containsExactly("LOOKUP /d f");
        assertThat(
                        last(
                                WorkloadMode.ALWAYS,
                                """
                                link /mnt/d/f /mnt/d/l
                                stat /mnt/d/l
                                rename /mnt/d/f /mnt/d/l
                                """))
                .containsExactly("LOOKUP /d l");
    }

    @Test
    void noReplaceAsksForTheTargetAgainAndExchangeDoesNot()
            throws WorkloadSyntaxException, HangException {
        String known = "stat /mnt/d/f\nstat /mnt/d/g\n";
        assertThat(last(WorkloadMode.AUTO, known + "rename2 /mnt/d/f /mnt/d/g noreplace\n"))
                .containsExactly("LOOKUP /d g");
        assertThat(last(WorkloadMode.AUTO, known + "rename2 /mnt/d/f /mnt/d/g exchange\n"))
                .containsExactly("RENAME2 /d f");
    }

    @Test
    void theDescriptorThatReadADirectoryFirstAsksOnceMoreForItsEnd()
            throws WorkloadSyntaxException, HangException {
        String pass = "open a /mnt/d r|dir\ngetdents a\ngetdents a\n";
        assertThat(last(WorkloadMode.ALWAYS, pass + "getdents a\n")).containsExactly("READDIR /d");
        assertThat(last(WorkloadMode.ALWAYS, pass + "getdents a\ngetdents a\n")).isEmpty();
        assertThat(last(WorkloadMode.ALWAYS, pass + "lseek a 0 set\ngetdents a\n")).isEmpty();
        assertThat(last(WorkloadMode.ALWAYS, pass + "open b /mnt/d r|dir\ngetdents b\n")).isEmpty();
    }

    @Test
    void aFifoIsOpenedWithoutTheServer() throws WorkloadSyntaxException, HangException {
        assertThat(last(WorkloadMode.NONE, "mknod /mnt/d/p fifo\nopen a /mnt/d/p rw|nonblock\n"))
                .containsExactly(
                        "GETATTR /", "LOOKUP / d", "GETATTR /d", "LOOKUP /d p", "GETATTR /d/p");
        assertThat(
                        last(
                                WorkloadMode.AUTO,
                                "mknod /mnt/d/p fifo\nopen a /mnt/d/p rw|nonblock\nclose a\n"))
                .isEmpty();
    }

    @Test
    void aChildsExitFlushesWhatItInherited() throws WorkloadSyntaxException, HangException {
        assertThat(
                        last(
                                WorkloadMode.AUTO,
                                "open a /mnt/d/f r\nopen b /mnt/d/g r\nchild lseek a 0 set\n"))
                .containsExactly("FLUSH /d/f", "FLUSH /d/g");
    }

    @Test
    void sendfileReadsThroughThePageCacheOfADirectFile()
            throws WorkloadSyntaxException, HangException {
        String once = "open a /mnt/d/f r\nopen b /mnt/d/g w\nsendfile b a 0 100\n";
        assertThat(last(WorkloadMode.NONE, once)).containsExactly("READ /d/f", "WRITE /d/g");
        assertThat(last(WorkloadMode.NONE, once + "sendfile b a 0 100\n"))
                .containsExactly("WRITE /d/g");
        assertThat(last(WorkloadMode.NONE, once + "pread a 100 0\n")).containsExactly("READ /d/f");
    }

    @Test
    void adviceFillsThePageCacheThatDirectReadsPassBy()
            throws WorkloadSyntaxException, HangException {
        String advice = "open a /mnt/d/f r\nfadvise a willneed 0 100\n";
        assertThat(last(WorkloadMode.NONE, advice)).containsExactly("READ /d/f");
        assertThat(last(WorkloadMode.NONE, advice + "pread a 100 0\n"))
                .containsExactly("READ /d/f");
        assertThat(last(WorkloadMode.AUTO, advice + "pread a 100 0\n")).isEmpty();
    }

    @Test
    void aDirectReadBeyondTheEndIsAnsweredByTheGuestAlone()
            throws WorkloadSyntaxException, HangException {
        String open = "open a /mnt/d/f r|direct\n";
        assertThat(last(WorkloadMode.AUTO, open + "pread a 4096 4096\n")).isEmpty();
        assertThat(last(WorkloadMode.NONE, open + "pread a 4096 4096\n"))
                .containsExactly("READ /d/f");
    }

    @Test
    void collapsingIsRefusedByTheGuestAlone() throws WorkloadSyntaxException, HangException {
        String lines = "open a /mnt/d/f rw\nfallocate a collapse 0 4096\n";
        assertThat(last(WorkloadMode.AUTO, lines)).isEmpty();
        assertThat(run(WorkloadMode.AUTO, lines).results())
                .contains("2 fallocate a collapse 0 4096 = -EOPNOTSUPP");
    }

    @Test
    void onlyUserAttributesAreCheckedForPermission() throws WorkloadSyntaxException, HangException {
        assertThat(last(WorkloadMode.NONEX, "setxattr /mnt/d/f user.a x\n"))
                .containsExactly(
                        "GETATTR /",
                        "LOOKUP / d",
                        "GETATTR /d",
                        "LOOKUP /d f",
                        "GETATTR /d/f",
                        "SETXATTR /d/f user.a",
                        "FORGET /d/f",
                        "FORGET /d");
        assertThat(last(WorkloadMode.NONEX, "listxattr /mnt/d/f 100\n"))
                .containsExactly(
                        "GETATTR /",
                        "LOOKUP / d",
                        "GETATTR /d",
                        "LOOKUP /d f",
                        "LISTXATTR /d/f",
                        "FORGET /d/f",
                        "FORGET /d");
    }

    @Test
    void aSecondMountOfTheTagIgnoresOptions() throws WorkloadSyntaxException, HangException {
        WorkloadRecording run = run(WorkloadMode.AUTO, "mount /mnt2 dax=always\numount /mnt2\n");
        assertThat(run.results()).contains("1 mount /mnt2 dax=always = 0", "2 umount /mnt2 = 0");
        assertThat(last(WorkloadMode.AUTO, "mount /mnt2 dax=always\n")).isEmpty();
    }
}
