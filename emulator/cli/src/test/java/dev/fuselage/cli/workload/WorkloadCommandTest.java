package dev.fuselage.cli.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkloadCommandTest {
    @TempDir Path folder;

    private String script(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines)).toString();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    @Test
    void requestsAndResultsGoToStandardOutput() throws IOException {
        String wl = script("one.wl", "+ file f 5", "stat /mnt/f");
        CommandRun run = CommandRun.of("workload", wl, "--source", "mem:");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("# one.auto.trace\n# workload one mode auto ")
                .contains(
                        """
                        > 1 stat /mnt/f
                        GETATTR / c=X -> t=1 mode=40755 nlink=2 size=4096
                        LOOKUP / name=f c=X -> node=/f t=1/1 mode=100644 nlink=1 size=5
                        > 2 umount
                        """)
                .endsWith(
                        """
                        # one.auto.result
                        0 mount = 0
                        1 stat /mnt/f = 0 mode=100644 nlink=1 size=5 uid=0 gid=0
                        2 umount = 0
                        """);
    }

    @Test
    void severalScriptsInSeveralModesFillAFolder() throws IOException {
        String one = script("one.wl", "stat /mnt");
        String two = script("two.wl", "statfs /mnt");
        Path output = folder.resolve("out");
        CommandRun run =
                CommandRun.of(
                        "workload",
                        one,
                        two,
                        "--mode",
                        "none,always",
                        "--source",
                        "mem:",
                        "--output",
                        output.toString());
        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        assertThat(names(output))
                .containsExactly(
                        "one.always.result",
                        "one.always.trace",
                        "one.none.result",
                        "one.none.trace",
                        "two.always.result",
                        "two.always.trace",
                        "two.none.result",
                        "two.none.trace");
    }

    @Test
    void aDirectoryIsTheShareAndKeepsWhatWasMade() throws IOException {
        String wl = script("one.wl", "+ mkdir d", "open a /mnt/d/f w|creat", "write a 3");
        Path share = Files.createDirectory(folder.resolve("share"));
        CommandRun run = CommandRun.of("workload", wl, "--source", share.toString());
        assertThat(run.err()).isEmpty();
        assertThat(Files.readString(share.resolve("d/f"))).isEqualTo("www");
    }

    @Test
    void severalRunsOnADirectoryGetOneEach() throws IOException {
        String wl = script("one.wl", "mkdir /mnt/d");
        Path share = Files.createDirectory(folder.resolve("share"));
        CommandRun run =
                CommandRun.of("workload", wl, "--mode", "none,auto", "--source", share.toString());
        assertThat(run.err()).isEmpty();
        assertThat(names(share)).containsExactly("one.auto", "one.none");
        assertThat(names(share.resolve("one.none"))).containsExactly("d");
    }

    @Test
    void theSameRunTwiceWritesTheSameBytes() throws IOException {
        String wl = script("one.wl", "+ file f 300000", "open a /mnt/f rw", "seqread a 4096 70");
        CommandRun first = CommandRun.of("workload", wl, "--source", "mem:");
        assertThat(CommandRun.of("workload", wl, "--source", "mem:")).isEqualTo(first);
    }

    @Test
    void whatCannotRunIsRefusedInOneLineBeforeAnythingIsWritten() throws IOException {
        String good = script("good.wl", "stat /mnt");
        Path output = folder.resolve("out");
        refused("broken.wl:2: command 'stta' is unknown", good, script("broken.wl", "#", "stta x"));
        refused("the name of a workload ends in .wl", good, script("note.txt", "stat /mnt"));
        refused("missing.wl: no such file", good, folder.resolve("missing.wl").toString());
        refused("--mode: unknown mode 'nine' (did you mean none?)", good, "--mode", "nine");
        refused("--mode: autowb is not available", good, "--mode", "autowb");
        refused("'rm f' failed: ENOENT", script("step.wl", "+ rm f", "stat /mnt"));
        assertThat(output).doesNotExist();
    }

    private void refused(String why, String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "workload";
        all[1] = "--output";
        all[2] = folder.resolve("out").toString();
        System.arraycopy(words, 0, all, 3, words.length);
        CommandRun run = CommandRun.of(all);
        assertThat(run.status()).isEqualTo(125);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("fuselage: ").contains(why).endsWith("\n");
        assertThat(run.err().lines()).hasSize(1);
    }
}
