package dev.fuselage.kernel.exec;

import static dev.fuselage.kernel.exec.TestElf.addi;
import static dev.fuselage.kernel.exec.TestElf.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.GuestPrograms;
import dev.fuselage.kernel.syscall.Program;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.SignalAction;
import dev.fuselage.kernel.vfs.MountFlags;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** execve(2): its results, and what a process is afterwards (execve(2), credentials(7)). */
class ExecTest {
    private static final int GETEUID = 175;
    private static final int GETEGID = 177;
    private static final int ILLEGAL = 0;

    /** j . */
    private static final int FOR_EVER = 0x0000_006f;

    private final GuestPrograms g = new GuestPrograms(1);

    @AfterEach
    void close() {
        g.close();
    }

    /** What wait4 tells of a child that executes a file: a status, or the errno of execve. */
    private static long exec(Program p, String path, String... arguments) {
        return exec(p, sys -> {}, path, arguments);
    }

    private static long exec(
            Program p, Consumer<Syscalls> before, String path, String... arguments) {
        long[] refused = new long[1];
        long pid =
                p.sys.fork(
                        "child",
                        sys -> {
                            before.accept(sys);
                            refused[0] = sys.execve(path, List.of(arguments), List.of());
                            return 0;
                        });
        long status = p.sys.wait4((int) pid, 0);
        return refused[0] != 0 ? refused[0] : status & 0xffff_ffffL;
    }

    /** Starts a child that executes a file, and gives it time to. */
    private static int start(Program p, String path) {
        long pid = p.sys.fork("child", sys -> (int) sys.execve(path, List.of(path), List.of()));
        long _ = p.sys.nanosleep(1_000_000);
        return (int) pid;
    }

    /** Ends a child by a signal; the signal that it ended by. */
    private static long kill(Program p, int pid, int signal) {
        long _ = p.sys.kill(pid, signal);
        return p.sys.wait4(pid, 0) & 0xff;
    }

    private static long exited(int code) {
        return (long) code << 8;
    }

    private void say(long result) {
        g.guest.say("" + result);
    }

    // ---- what is a program

    @Test
    void aProgramRunsAndItsExitCodeIsWaitedFor() {
        g.run(p -> {
            TestElf.exits(42).write(p, "/tmp/x");
            assertThat(exec(p, "/tmp/x", "x")).isEqualTo(exited(42));
        });
    }

    @Test
    void theCallerOfAFailedExecGoesOn() {
        g.run(p -> {
            p.file("/tmp/plain", "x");
            TestElf.write(p, "/tmp/text", "echo hello\n");
            TestElf.write(p, "/tmp/empty", "");
            long _ = p.mkdir("/tmp/d", 0755);
            assertThat(exec(p, "/tmp/none")).isEqualTo(-Errno.ENOENT);
            assertThat(exec(p, "")).isEqualTo(-Errno.ENOENT);
            assertThat(exec(p, "/tmp/plain")).isEqualTo(-Errno.EACCES);
            assertThat(exec(p, "/tmp/d")).isEqualTo(-Errno.EACCES);
            assertThat(exec(p, "/dev/null")).isEqualTo(-Errno.EACCES);
            assertThat(exec(p, "/tmp/text")).isEqualTo(-Errno.ENOEXEC);
            assertThat(exec(p, "/tmp/empty")).isEqualTo(-Errno.ENOEXEC);
            assertThat(exec(p, "/tmp/text/x")).isEqualTo(-Errno.ENOTDIR);
        });
    }

    @Test
    void filesForOtherMachinesAndKindsAreNoPrograms() {
        List<Consumer<TestElf>> mistakes =
                List.of(e -> e.machine = 62, e -> e.type = 1, e -> e.headerSize = 32);
        g.run(p -> {
            for (Consumer<TestElf> mistake : mistakes) {
                TestElf elf = TestElf.exits(0);
                mistake.accept(elf);
                elf.write(p, "/tmp/x");
                assertThat(exec(p, "/tmp/x")).isEqualTo(-Errno.ENOEXEC);
            }
            TestElf.write(p, "/tmp/x", TestElf.exits(0).image().substring(0, 100));
            assertThat(exec(p, "/tmp/x")).isEqualTo(-Errno.ENOEXEC);
        });
    }

    @Test
    void whatCannotBeMappedKillsTheProcessThatWasGivenUpAlready() {
        g.run(p -> {
            TestElf elf = TestElf.exits(0);
            elf.zeros = -1;
            elf.write(p, "/tmp/x");
            assertThat(exec(p, "/tmp/x")).isEqualTo(Signal.SIGSEGV);
        });
    }

    @Test
    void nothingIsExecutedOnANoexecMount() {
        g.run(p -> {
            TestElf.exits(1).write(p, "/tmp/x");
            long _ = p.sys.mount("/tmp", "/mnt", "", MountFlags.MS_BIND, "");
            int noexec = MountFlags.MS_REMOUNT | MountFlags.MS_BIND | MountFlags.MS_NOEXEC;
            assertThat(exec(p, "/mnt/x")).isEqualTo(exited(1));
            assertThat(p.sys.mount("", "/mnt", "", noexec, "")).isZero();
            assertThat(exec(p, "/mnt/x")).isEqualTo(-Errno.EACCES);
        });
    }

    @Test
    void argumentsOfMoreThanAQuarterOfTheStackAreTooMany() {
        g.run(p -> {
            TestElf.exits(3).write(p, "/tmp/x");
            String most = "a".repeat(131071);
            assertThat(exec(p, "/tmp/x", most)).isEqualTo(exited(3));
            assertThat(exec(p, "/tmp/x", most + "a")).isEqualTo(-Errno.E2BIG);
            String[] many = new String[16];
            Arrays.fill(many, most);
            assertThat(exec(p, "/tmp/x", many)).isEqualTo(-Errno.E2BIG);
        });
    }

    // ---- writers

    @Test
    void aFileThatIsWrittenToCannotBeExecuted() {
        g.run(p -> {
            TestElf.exits(0).write(p, "/tmp/x");
            int fd = (int) p.open("/tmp/x", OpenFlags.O_WRONLY);
            assertThat(exec(p, "/tmp/x")).isEqualTo(-Errno.ETXTBSY);
            long _ = p.sys.close(fd);
            assertThat(exec(p, "/tmp/x")).isEqualTo(exited(0));
        });
    }

    @Test
    void aRunningProgramCannotBeWrittenToOrCut() {
        g.run(p -> {
            new TestElf(FOR_EVER).write(p, "/tmp/x");
            int pid = start(p, "/tmp/x");
            assertThat(p.tryOpen("/tmp/x", OpenFlags.O_RDWR)).isEqualTo(-Errno.ETXTBSY);
            assertThat(p.sys.truncate("/tmp/x", 0)).isEqualTo(-Errno.ETXTBSY);
            assertThat(p.unlink("/tmp/x")).isZero();
            assertThat(kill(p, pid, Signal.SIGKILL)).isEqualTo(Signal.SIGKILL);
        });
    }

    @Test
    void afterItsEndItCanBeWrittenToAgain() {
        g.run(p -> {
            TestElf.exits(0).write(p, "/tmp/x");
            assertThat(exec(p, "/tmp/x")).isZero();
            assertThat(p.tryOpen("/tmp/x", OpenFlags.O_RDWR)).isNotNegative();
        });
    }

    // ---- whom it acts for

    private List<String> idsOf(String path, int uid, int gid) {
        g.start("user", Credentials.of(uid, gid), p -> say(exec(p, path)));
        g.run(p -> {});
        return g.guest.said();
    }

    private void ownedBy(int uid, int gid, int mode, int call) {
        g.run(p -> {
            TestElf.of(call(call), call(93)).write(p, "/tmp/x");
            long _ = p.chown("/tmp/x", uid, gid);
            long _ = p.chmod("/tmp/x", mode);
        });
    }

    @Test
    void aSetUserIdProgramActsForItsOwner() {
        ownedBy(7, 8, 04755, GETEUID);
        assertThat(idsOf("/tmp/x", 5, 6)).containsExactly("" + exited(7));
    }

    @Test
    void aSetGroupIdProgramActsForItsGroupWhenTheGroupMayExecuteIt() {
        ownedBy(7, 8, 02755, GETEGID);
        assertThat(idsOf("/tmp/x", 5, 6)).containsExactly("" + exited(8));
    }

    @Test
    void withoutThatRightTheBitMeansSomethingElse() {
        ownedBy(7, 8, 02745, GETEGID);
        assertThat(idsOf("/tmp/x", 5, 6)).containsExactly("" + exited(6));
    }

    @Test
    void onANosuidMountItActsForItsCaller() {
        ownedBy(7, 8, 04755, GETEUID);
        g.run(p -> {
            long _ = p.sys.mount("/tmp", "/mnt", "", MountFlags.MS_BIND, "");
            int nosuid = MountFlags.MS_REMOUNT | MountFlags.MS_BIND | MountFlags.MS_NOSUID;
            assertThat(p.sys.mount("", "/mnt", "", nosuid, "")).isZero();
        });
        assertThat(idsOf("/mnt/x", 5, 6)).containsExactly("" + exited(5));
    }

    // ---- what is left of the old program

    @Test
    void theProcessHasTheNameOfTheFile() {
        g.run(p -> {
            new TestElf(FOR_EVER).write(p, "/tmp/a-name-of-twenty-ch");
            int pid = start(p, "/tmp/a-name-of-twenty-ch");
            assertThat(p.read("/proc/" + pid + "/comm")).isEqualTo("a-name-of-twent\n");
            assertThat(kill(p, pid, Signal.SIGTERM)).isEqualTo(Signal.SIGTERM);
        });
    }

    @Test
    void descriptorsStayOpenUnlessTheyAreToBeClosed() {
        // write(a0, BASE, 3), then exit with the result.
        int[] writes = {0x000105b7, addi(12, 0, 3)};
        g.run(p -> {
            TestElf.of(new int[] {addi(10, 0, 5)}, writes, call(64), call(93)).write(p, "/tmp/x");
            int kept = (int) p.open("/tmp/kept", OpenFlags.O_CREAT | OpenFlags.O_RDWR);
            assertThat(p.sys.dup3(kept, 5, 0)).isEqualTo(5);
            assertThat(exec(p, "/tmp/x")).isEqualTo(exited(3));
            assertThat(p.read("/tmp/kept")).isEqualTo("\u007fEL");
            assertThat(p.sys.dup3(kept, 5, OpenFlags.O_CLOEXEC)).isEqualTo(5);
            assertThat(exec(p, "/tmp/x")).isEqualTo(exited(-Errno.EBADF & 0xff));
        });
    }

    private static void does(Syscalls sys, SignalAction action) {
        long _ = sys.sigaction(Signal.SIGUSR1, action);
    }

    @Test
    void handlersAreGoneAndIgnoredSignalsStayIgnored() {
        g.run(p -> {
            // kill(getpid(), SIGUSR1), then exit(9).
            TestElf.of(
                            call(172),
                            new int[] {addi(11, 0, Signal.SIGUSR1)},
                            call(129),
                            new int[] {addi(10, 0, 9)},
                            call(93))
                    .write(p, "/tmp/x");
            assertThat(exec(p, sys -> does(sys, SignalAction.HANDLE), "/tmp/x"))
                    .isEqualTo(Signal.SIGUSR1);
            assertThat(exec(p, sys -> does(sys, SignalAction.IGNORE), "/tmp/x"))
                    .isEqualTo(exited(9));
        });
    }

    // ---- interpreters

    @Test
    void aScriptIsReadByTheProgramInItsFirstLine() {
        // Exits with its argument count.
        int[] count = {0x00012503};
        g.run(p -> {
            TestElf.of(count, call(93)).write(p, "/tmp/x");
            TestElf.write(p, "/tmp/plain", "#!/tmp/x\nanything");
            TestElf.write(p, "/tmp/option", "#! /tmp/x  one and the same \n");
            TestElf.write(p, "/tmp/missing", "#!/tmp/nowhere\n");
            TestElf.write(p, "/tmp/nothing", "#! \n");
            assertThat(exec(p, "/tmp/plain", "plain")).isEqualTo(exited(2));
            assertThat(exec(p, "/tmp/option", "option", "a")).isEqualTo(exited(4));
            assertThat(exec(p, "/tmp/missing", "m")).isEqualTo(-Errno.ENOENT);
            assertThat(exec(p, "/tmp/nothing", "n")).isEqualTo(-Errno.ENOEXEC);
        });
    }

    @Test
    void aProgramThatCanLieAnywhereRunsWhereThereIsRoom() {
        // auipc a0, 0; srli a0, a0, 32; exit: the upper half of its own address.
        int[] where = {0x0000_0517, 0x0205_5513};
        g.run(p -> {
            TestElf elf = TestElf.of(where, call(93));
            elf.type = ElfHeader.ET_DYN;
            elf.write(p, "/tmp/x");
            assertThat(exec(p, "/tmp/x")).isEqualTo(exited(0x3f));
        });
    }

    @Test
    void theLinkerThatAnElfFileNamesRunsInItsPlace() {
        g.run(p -> {
            TestElf linker = TestElf.exits(9);
            linker.type = ElfHeader.ET_DYN;
            linker.write(p, "/tmp/ld.so");
            TestElf elf = TestElf.exits(1);
            elf.interpreter = "/tmp/ld.so";
            elf.write(p, "/tmp/x");
            assertThat(exec(p, "/tmp/x")).isEqualTo(exited(9));
            elf.interpreter = "/tmp/none";
            elf.write(p, "/tmp/x");
            assertThat(exec(p, "/tmp/x")).isEqualTo(-Errno.ENOENT);
            TestElf.write(p, "/tmp/ld.so", "x".repeat(64));
            elf.interpreter = "/tmp/ld.so";
            elf.write(p, "/tmp/x");
            assertThat(exec(p, "/tmp/x")).isEqualTo(-Errno.ELIBBAD);
            TestElf.write(p, "/tmp/ld.so", "short");
            assertThat(exec(p, "/tmp/x")).isEqualTo(-Errno.EIO);
        });
    }

    @Test
    void interpretersOfInterpretersEndSomewhere() {
        g.run(p -> {
            TestElf.write(p, "/tmp/loop", "#!/tmp/loop\n");
            assertThat(exec(p, "/tmp/loop", "loop")).isEqualTo(-Errno.ELOOP);
        });
    }

    // ---- what goes wrong in user mode

    @Test
    void anIllegalInstructionAndABadAddressEndTheProcess() {
        g.run(p -> {
            new TestElf(ILLEGAL).write(p, "/tmp/illegal");
            new TestElf(0x0010_0073).write(p, "/tmp/breakpoint");
            // ld a0, 0(zero)
            new TestElf(0x0000_3503).write(p, "/tmp/null");
            // jr zero
            new TestElf(0x0000_0067).write(p, "/tmp/jump");
            assertThat(exec(p, "/tmp/illegal")).isEqualTo(Signal.SIGILL);
            assertThat(exec(p, "/tmp/breakpoint")).isEqualTo(Signal.SIGTRAP);
            assertThat(exec(p, "/tmp/null")).isEqualTo(Signal.SIGSEGV);
            assertThat(exec(p, "/tmp/jump")).isEqualTo(Signal.SIGSEGV);
        });
    }

    @Test
    void protectionOfSegmentsIsKept() {
        // sd zero, 0(pc rounded down to the page)
        int[] store = {0x000105b7, 0x0005_b023};
        g.run(p -> {
            TestElf readable = TestElf.of(store, call(93));
            readable.flags = 5;
            readable.write(p, "/tmp/x");
            assertThat(exec(p, "/tmp/x")).isEqualTo(Signal.SIGSEGV);
            TestElf writable = TestElf.of(store, new int[] {addi(10, 0, 4)}, call(93));
            writable.write(p, "/tmp/x");
            assertThat(exec(p, "/tmp/x")).isEqualTo(exited(4));
            assertThat(p.read("/tmp/x")).startsWith("\u007fELF");
            TestElf data = TestElf.exits(0);
            data.flags = 6;
            data.write(p, "/tmp/x");
            assertThat(exec(p, "/tmp/x")).isEqualTo(Signal.SIGSEGV);
        });
    }

    @Test
    void memoryBehindTheFileIsZero() {
        // lui a1, 0x11; lbu a0, 0(a1): the second page, all of it behind the file.
        int[] load = {0x000115b7, 0x0005_c503};
        g.run(p -> {
            TestElf elf = TestElf.of(load, call(93));
            elf.zeros = 8192;
            elf.write(p, "/tmp/x");
            assertThat(exec(p, "/tmp/x")).isZero();
        });
    }

    @Test
    void aChildOfMachineCodeGoesOnBehindTheFork() {
        // clone(SIGCHLD, 0): the child exits with 0 + 5, the parent with what wait4 wrote.
        int[] clone = {addi(10, 0, Signal.SIGCHLD), addi(11, 0, 0)};
        // bnez a0, +16; addi a0, a0, 5; exit
        int[] child = {0x0005_1863, addi(10, 10, 5)};
        // addi sp, sp, -16; mv a1, sp; li a2, 0; wait4; lbu a0, 1(sp); exit
        int[] parent = {addi(2, 2, -16), addi(11, 2, 0), addi(12, 0, 0)};
        int[] code = {0x0011_4503};
        g.run(p -> {
            TestElf.of(clone, call(220), child, call(93), parent, call(260), code, call(93))
                    .write(p, "/tmp/x");
            assertThat(exec(p, "/tmp/x")).isEqualTo(exited(5));
        });
    }

    @Test
    void aProgramThatExecutesItselfForEverHurtsNobody() {
        // execve(argv[0], argv, NULL): argv[0] at 8(sp).
        int[] again = {0x0081_3503, addi(11, 2, 8), addi(12, 0, 0)};
        g.run(p -> {
            TestElf.of(again, call(221), call(93)).write(p, "/tmp/x");
            int pid = start(p, "/tmp/x");
            assertThat(kill(p, pid, Signal.SIGKILL)).isEqualTo(Signal.SIGKILL);
        });
    }
}
