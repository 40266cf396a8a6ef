package dev.fuselage.cli.gdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real GDB at the other end. */
final class RealGdbTest {
    private static final String GDB = "gdb-multiarch";
    private static final long LIMIT_SECONDS = 120;

    private final DebuggedGuest guest = new DebuggedGuest();

    @TempDir private Path directory;

    @BeforeEach
    void requireGdb() {
        boolean found =
                List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, GDB)));
        assumeTrue(found, GDB + " is not installed");
    }

    @AfterEach
    void close() {
        guest.close();
    }

    /** What GDB prints when it connects and is given these commands. */
    private String gdb(String... commands) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(GDB, "-nx", "-batch"));
        words.addAll(List.of("-ex", "set architecture riscv:rv64", "-ex", "set confirm off"));
        words.addAll(List.of("-ex", "target remote 127.0.0.1:" + guest.server.port()));
        for (String command : commands) {
            words.addAll(List.of("-ex", command));
        }
        Path output = directory.resolve("output");
        Process process =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended).as(text).isTrue();
        return text;
    }

    @Test
    void breakpointRegistersStepAndDetach() throws Exception {
        String said =
                gdb(
                        "break *0xffffffc000000008",
                        "continue",
                        "printf \"t0 %d pc %#lx priv %d\\n\", $t0, $pc, $priv",
                        "stepi",
                        "printf \"pc %#lx cause %d sepc %#lx\\n\", $pc, $scause, $sepc",
                        "stepi",
                        "stepi",
                        "x/i $pc",
                        "printf \"t1 %#lx hart %d satp %#lx\\n\", $t1, $mhartid, $satp",
                        "set var $t0 = 41",
                        "continue",
                        "continue",
                        "printf \"t0 %d\\n\", $t0",
                        "detach");
        assertThat(said)
                .contains("Breakpoint 1, 0xffffffc000000008")
                .contains("t0 1 pc 0xffffffc000000008 priv 1\n")
                // GDB steps RISC-V by breakpoints of its own, and takes a call for one instruction.
                .contains("pc 0xffffffc00000000c cause 9 sepc 0xffffffc00000000c\n")
                .contains("=> 0xffffffc000000004:\tsd\tt0,0(a0)")
                .contains("t1 0xffffffc00000000c hart 0 satp 0x8000000000080008\n")
                .contains("t0 42\n")
                .contains("[Inferior 1 (Remote target) detached]");
        assertThat(guest.end()).isGreaterThan(42);
    }

    @Test
    void memoryThreadsAndMonitorCommands() throws Exception {
        String said =
                gdb(
                        "x/2i 0xffffffc000000000",
                        "set {long} 0xffffffc000003000 = 0x1122334455667788",
                        "x/gx 0xffffffc000003000",
                        "x/gx 0x80003000",
                        "maintenance packet Qqemu.PhyMemMode:1",
                        "x/gx 0x80003000",
                        "maintenance packet Qqemu.PhyMemMode:0",
                        "info threads",
                        "thread 2",
                        "printf \"hart %d a0 %#lx\\n\", $mhartid, $a0",
                        "monitor info harts",
                        "print $ft0 = 1.5",
                        "print $ft0.double",
                        "print $fcsr");
        assertThat(said)
                .contains("t0,t0,1")
                .contains("sd\tt0,0(a0)")
                .contains("0xffffffc000003000:\t0x1122334455667788")
                .contains("Cannot access memory at address 0x80003000")
                .contains("0x80003000:\t0x1122334455667788")
                .contains("(hart 0, S mode, runs)")
                .contains("hart 1 a0 0xffffffc000002008")
                .contains("hart 1, S mode, runs, pc 0xffffffc000000000, 0 instructions, cycle 0");
    }

    @Test
    void watchpointTellsOldAndNewValue() throws Exception {
        String said =
                gdb(
                        "watch *(long *) 0xffffffc000002008",
                        "continue",
                        "continue",
                        "printf \"hart %d pc %#lx\\n\", $mhartid, $pc",
                        "delete",
                        "detach");
        assertThat(said)
                .contains("Hardware watchpoint 1: *(long *) 0xffffffc000002008")
                .contains("Old value = 0\nNew value = 1\n")
                .contains("Old value = 1\nNew value = 2\n")
                .contains("hart 1 pc 0xffffffc000000008\n");
    }

    @Test
    void otherHartStandsStillUnderSchedulerLocking() throws Exception {
        String said =
                gdb(
                        "set scheduler-locking on",
                        "thread 2",
                        "stepi 400",
                        "printf \"second %d\\n\", $t0",
                        "thread 1",
                        "printf \"first %d\\n\", $t0",
                        "detach");
        assertThat(said).contains("second 100\n").contains("first 0\n");
    }
}
