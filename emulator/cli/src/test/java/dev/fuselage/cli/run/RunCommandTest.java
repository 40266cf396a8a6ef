package dev.fuselage.cli.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.Cli;
import dev.fuselage.cli.ExitStatus;
import dev.fuselage.scenarios.report.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunCommandTest {

    private static final String MOUNT = "mount -t virtiofs myfs /mnt; ";

    @TempDir private Path folder;

    private static String inMemory(String commands) {
        return Cli.output("run", "--share", "mem:", "-c", MOUNT + commands);
    }

    @Test
    void aGuestWorksWithARealDirectory() throws IOException {
        Files.writeString(folder.resolve("README.md"), "read me\n");
        String out =
                Cli.output(
                        "run",
                        "--share",
                        folder.toString(),
                        "-c",
                        "mount -t virtiofs myfs /mnt && ls /mnt && cat /mnt/README.md && echo hello >"
                                + " /mnt/hello.txt && stat -c '%n %s' /mnt/hello.txt",
                        "--stats");
        assertThat(out)
                .startsWith(
                        """
                        README.md
                        read me
                        /mnt/hello.txt 6
                        cycles  \
                        """)
                .containsPattern("guest1 share myfs: CREATE +1\n")
                .containsPattern("guest1.vm-exits +[1-9]");
        assertThat(folder.resolve("hello.txt")).hasContent("hello\n");
    }

    @Test
    void namesOutsideAsciiPassThrough() {
        assertThat(inMemory("echo grün > /mnt/süß; ls /mnt; cat /mnt/s*")).isEqualTo("süß\ngrün\n");
    }

    @Test
    void theStatusIsThatOfTheLastCommand() {
        assertThat(Cli.fuselage("run", "-c", "true; false").status()).isEqualTo(1);
        assertThat(Cli.fuselage("run", "-c", "exit 7; echo not this").status()).isEqualTo(7);
        assertThat(Cli.fuselage("run", "-c", "nosuch").status()).isEqualTo(127);
        assertThat(Cli.fuselage("run", "-c", "").status()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void theSessionEndsWithTheShell() {
        Cli.Result result = Cli.fuselage("run", "-c", "kill -9 6; echo not this");
        assertThat(result.out()).isEmpty();
        assertThat(result.status()).isEqualTo(137);
    }

    @Test
    void commandsComeFromAFileOrFromStandardInput() throws IOException {
        Path script = Files.writeString(folder.resolve("s.sh"), "# says a\necho a &&\n echo b\n");
        assertThat(Cli.output("run", script.toString())).isEqualTo("a\nb\n");
        assertThat(Cli.withInput("echo c\ncat\n", "run").out()).isEqualTo("c\n");
    }

    @Test
    void guestsShareFilesAndNothingElse() {
        String out =
                Cli.output(
                        "run",
                        "--share",
                        "mem:",
                        "--guests",
                        "2",
                        "-c",
                        MOUNT
                                + "echo one > /mnt/f; echo own > /tmp/f; @2 mount -t virtiofs myfs"
                                + " /mnt; @2 cat /mnt/f; @2 uname -n; @2 cat /tmp/f 2> /dev/null || echo"
                                + " $?");
        assertThat(out).isEqualTo("one\nguest2\n1\n");
    }

    @Test
    void theHostChangesFilesAtThatPointOfTime() {
        assertThat(
                        inMemory(
                                "host write a first; cat /mnt/a; host append a more; sleep 2; cat"
                                        + " /mnt/a; host truncate a 2; sleep 2; cat /mnt/a; echo; host mv a"
                                        + " b; host mkdir d; host chmod 600 b; sleep 2; ls /mnt; stat -c %a"
                                        + " /mnt/b; host rm -r d; host rm b; sleep 2; ls /mnt; host ls"))
                .isEqualTo("first\nfirst\nmore\nfi\nb\nd\n600\n");
    }

    @Test
    void theHostNeverLeavesTheShare() throws IOException {
        Path share = Files.createDirectory(folder.resolve("share"));
        Files.writeString(folder.resolve("secret"), "x");
        Files.createSymbolicLink(share.resolve("up"), Path.of(".."));
        for (String path : List.of("../secret", "up/secret", "/../secret")) {
            Cli.Result result =
                    Cli.fuselage("run", "--share", share.toString(), "-c", "host cat " + path);
            assertThat(result.out()).as(path).isEmpty();
            assertThat(result.status()).as(path).isEqualTo(1);
        }
        assertThat(folder.resolve("secret")).hasContent("x");
    }

    @Test
    void whatTheHostCannotDoIsSaid() {
        Cli.Result result =
                Cli.fuselage("run", "--share", "mem:", "-c", "host rm x; host mv a; host cat no/x");
        assertThat(result.err())
                .startsWith(
                        """
                        host: rm: x: No such file or directory
                        host: mv: write: host write FILE TEXT | append FILE TEXT\
                        """)
                .endsWith("host: cat: no/x: No such file or directory\n");
        assertThat(Cli.fuselage("run", "-c", "host ls").err())
                .isEqualTo("host: ls: there is no share\n");
    }

    @Test
    void aHangEndsWithWhoWaitsForWhat() {
        Cli.Result result =
                Cli.fuselage("run", "-c", "mkfifo /tmp/p; echo before; cat /tmp/p; echo after");
        assertThat(result.status()).isEqualTo(ExitStatus.HANG);
        assertThat(result.out()).isEqualTo("before\n");
        assertThat(result.err()).contains("guest1: nothing can run any more").contains("cat [");
    }

    @Test
    void tasksThatHoldEachOthersFileLocksAreToldAsADeadlock() {
        Cli.Result result =
                Cli.fuselage(
                        "run",
                        "-c",
                        "touch /tmp/a /tmp/b;"
                                + " flock /tmp/a sh -c 'sleep 1; flock /tmp/b true' &"
                                + " flock /tmp/b sh -c 'sleep 1; flock /tmp/a true'");
        assertThat(result.status()).isEqualTo(ExitStatus.HANG);
        assertThat(result.err())
                .contains("DEADLOCK  guest1     4 nodes in cycle")
                .containsPattern("flock \\[(\\d+)] +waits for +file lock on inode (\\d+) of rootfs")
                .containsPattern("file lock on inode (\\d+) of rootfs +comes from +flock \\[");
    }

    @Test
    void whoeverWaitsForAChildIsToldWithItsOwnChildren() {
        Cli.Result result =
                Cli.fuselage("run", "-c", "mkfifo /tmp/p; sh -c 'cat /tmp/p' & cat /tmp/p");
        assertThat(result.err())
                .contains("LOST WAKE-UP")
                .doesNotContain("DEADLOCK")
                .containsPattern(
                        "exit of a child of sh \\[6], delivered by sh \\[\\d+] or cat \\[\\d+],")
                .contains("data in FIFO with 2 readers and 0 writers");
    }

    @Test
    void sysrqAndInfoShowTheInside() {
        assertThat(inMemory("cat /dev/console & sleep 1; sysrq w"))
                .contains("sh [")
                .contains("console, delivered by the user");
        String inside =
                inMemory(
                        "cat /proc/mounts > /mnt/x; info tasks; info locks; info queues; info pages;"
                                + " info dax; info requests; info pci; info counters");
        assertThat(inside)
                .contains("worker_thread", "no task waits for a lock", "queue 1: enabled size 128")
                .contains("pages of 4 KiB in use", "myfs: no window", "myfs: 0 in flight")
                .contains("1af4:105a", "guest1.vm-exits");
    }

    @Test
    void statisticsComeAsJsonToo() {
        String out = Cli.output("run", "--share", "mem:", "--stats=json", "-c", MOUNT + "ls /mnt");
        Map<?, ?> stats = requireNonNull((Map<?, ?>) JsonReader.read(out));
        assertThat(stats.keySet().iterator().next()).isEqualTo("schema");
        assertThat(stats.get("schema")).isEqualTo("fuselage.stats/1");
        assertThat((Long) stats.get("cycles")).isPositive();
    }

    @Test
    void aGuestThatRunsOutOfMemoryIsLostAndTheEmulatorIsNot() {
        Cli.Result result =
                Cli.fuselage(
                        "run",
                        "--memory",
                        "32M",
                        "-c",
                        "dd if=/dev/zero of=/tmp/big bs=1M count=64");
        assertThat(result.status()).isEqualTo(ExitStatus.PANIC);
        assertThat(result.err())
                .matches(
                        "fuselage: the guest is lost: Kernel panic - not syncing: System is deadlocked on memory:"
                                + " \\d+ of \\d+ pages in use, \\d+ more wanted: try more with --memory\n");
    }

    @Test
    void theTraceHasALineForEachRequestAndTheTimelineIsJson() throws IOException {
        Path trace = folder.resolve("trace.jsonl");
        Path timeline = folder.resolve("timeline.json");
        String stats =
                Cli.output(
                        "run",
                        "--share",
                        "mem:",
                        "--trace",
                        trace.toString(),
                        "--timeline",
                        timeline.toString(),
                        "--stats",
                        "-c",
                        MOUNT + "echo x > /mnt/f; cat /mnt/f > /dev/null");
        List<String> lines = Files.readAllLines(trace);
        assertThat(stats).containsPattern("share myfs: requests +" + lines.size() + "\n");
        assertThat(lines)
                .allSatisfy(line -> assertThat(JsonReader.read(line)).isInstanceOf(Map.class));
        Map<?, ?> file = (Map<?, ?>) JsonReader.read(Files.readString(timeline));
        List<?> events = (List<?>) requireNonNull(requireNonNull(file).get("traceEvents"));
        assertThat(events).hasSizeGreaterThan(lines.size());
        for (Object event : events) {
            assertThat(((Map<?, ?>) event).keySet().toString())
                    .startsWith("[ph, name, pid, tid, ts");
        }
        assertThat(Cli.output("trace", "summary", trace.toString()))
                .contains("CREATE")
                .contains(lines.size() + " requests in ");
    }

    @Test
    void helpIsThereForEveryCommand() {
        for (String command : List.of("run", "bench", "trace", "workload")) {
            assertThat(Cli.output(command, "--help")).startsWith("Usage: fuselage " + command);
            assertThat(Cli.output(command, "--version")).startsWith("fuselage ");
        }
        assertThat(Cli.output("--help")).contains("run", "bench", "trace", "workload");
        assertThat(Cli.output("--version")).startsWith("fuselage ");
    }
}
