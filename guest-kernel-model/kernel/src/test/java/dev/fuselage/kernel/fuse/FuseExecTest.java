package dev.fuselage.kernel.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.exec.TestElf;
import dev.fuselage.kernel.syscall.Program;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.vfs.MountFlags;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Programs on FUSE file systems: capabilities(7) of files, which only their server knows. */
class FuseExecTest {
    private static final int CAP_SETUID = 1 << 7;
    private static final int EFFECTIVE = 1;
    private static final int REVISION_2 = 0x0200_0000;

    /** setresuid(0, 0, 0), then exit with getuid(). */
    private static final TestElf BECOMES_ROOT =
            TestElf.of(
                    new int[] {
                        TestElf.addi(10, 0, 0), TestElf.addi(11, 0, 0), TestElf.addi(12, 0, 0)
                    },
                    TestElf.call(147),
                    TestElf.call(174),
                    TestElf.call(93));

    private final DaemonGuest g = new DaemonGuest();
    private int asked;

    @AfterEach
    void close() {
        g.close();
    }

    /** What becomes of user 5 executing a program whose file has that value. */
    private String executed(int mountFlags, byte[] capability) {
        g.tree.timeout(1_000_000_000L);
        g.serve(d ->
                d.on(
                        Opcode.GETXATTR,
                        (me, in, out) -> {
                            asked++;
                            out.bytes(capability, 0, capability.length);
                            return 0;
                        }));
        g.run(p -> {
            BECOMES_ROOT.write(p, "/mnt/a/x");
            int flags = MountFlags.MS_REMOUNT | MountFlags.MS_BIND | mountFlags;
            assertThat(p.sys.mount("", "/mnt/a", "", flags, "")).isZero();
        });
        asked = 0;
        g.guest.start("user", Credentials.of(5, 6), this::exec);
        g.settle();
        return g.said().getLast();
    }

    private void exec(Program p) {
        long[] refused = new long[1];
        long pid =
                p.sys.fork(
                        "child",
                        sys -> {
                            refused[0] = sys.execve("/mnt/a/x", List.of("x"), List.of());
                            return 0;
                        });
        long status = p.sys.wait4((int) pid, 0) & 0xffff_ffffL;
        g.say(refused[0] != 0 ? "refused " + refused[0] : "user " + (status >> 8));
    }

    private static byte[] capability(int magic, int permitted) {
        return ByteBuffer.allocate(20)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(magic)
                .putInt(permitted)
                .array();
    }

    @Test
    void aProgramHasTheCapabilitiesOfItsFile() {
        assertThat(executed(0, capability(REVISION_2 | EFFECTIVE, CAP_SETUID))).isEqualTo("user 0");
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void capabilitiesThatAreOnlyPermittedDoNothingYet() {
        assertThat(executed(0, capability(REVISION_2, CAP_SETUID))).isEqualTo("user 5");
    }

    @Test
    void aValueThatIsNoneMakesTheProgramUnusable() {
        assertThat(executed(0, capability(0x7700_0000, CAP_SETUID)))
                .isEqualTo("refused " + -Errno.EINVAL);
    }

    @Test
    void onANosuidMountNobodyAsksForThem() {
        byte[] value = capability(REVISION_2 | EFFECTIVE, CAP_SETUID);
        assertThat(executed(MountFlags.MS_NOSUID, value)).isEqualTo("user 5");
        assertThat(asked).isZero();
    }

    @Test
    void theShellRunsProgramsAndScriptsAndSaysWhyItCannot() {
        g.tree.file("plain", "");
        g.serve(d -> {});
        g.run(p -> {
            TestElf.exits(6).write(p, "/mnt/a/six");
            TestElf.write(p, "/mnt/a/text", "echo words; exit 3\n");
            TestElf.write(p, "/mnt/a/script", "#!/bin/sh\necho script\n");
            TestElf.write(p, "/mnt/a/cat", "#! /usr/bin/head -n1\nmore\n");
            TestElf.write(p, "/mnt/a/bad", "#!/opt/perl\n");
            TestElf.write(p, "/mnt/a/binary", "\u0001\u0000\u0002");
            TestElf.write(p, "/mnt/a/empty", "");
        });
        List<String> commands =
                List.of(
                        "./six",
                        "./text",
                        "./script",
                        "./cat",
                        "./bad",
                        "./binary",
                        "./empty",
                        "./none",
                        "./plain",
                        "/mnt/a");
        String status = "; echo $?; ";
        assertThat(g.shell("cd /mnt/a; " + String.join(status, commands) + status))
                .isEqualTo(
                        """
                        6
                        words
                        3
                        script
                        0
                        #! /usr/bin/head -n1
                        0
                        sh: ./bad: /opt/perl: bad interpreter: No such file or directory
                        126
                        sh: ./binary: cannot execute binary file: Exec format error
                        126
                        0
                        sh: ./none: No such file or directory
                        127
                        sh: ./plain: Permission denied
                        126
                        sh: /mnt/a: Is a directory
                        126
                        """);
    }
}
