package dev.fuselage.cli.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.Fuselage;
import dev.fuselage.cli.HostEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiffCommandTest {
    private static final String GETATTR = "GETATTR / c=X -> t=0 mode=40755 nlink=3 size=4096";

    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... words) {
        HostEnvironment host =
                new HostEnvironment(InputStream.nullInputStream(), out, err, Map.of(), () -> false);
        return Fuselage.run(host, words);
    }

    private String file(String name, String... lines) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.resolveSibling(""));
        return Files.write(path, List.of(lines)).toString();
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void recordingsThatSayTheSameAreEqual() throws IOException {
        String a = file("a.trace", "# of a real guest", "> 1 stat /mnt", GETATTR + " ||");
        String b = file("b.trace", "> 1 stat /mnt", GETATTR.replace("4096", "60"));
        assertThat(run("trace", "diff", a, b)).isZero();
        assertThat(output()).isEqualTo("1 of 1 equal\n");
    }

    @Test
    void theFirstDifferenceIsShownWithFiveLinesOfContext() throws IOException {
        String[] lines = new String[20];
        for (int i = 0; i < 20; i++) {
            lines[i] = i + " close a = 0";
        }
        String a = file("a.result", lines);
        lines[10] = "10 close a = -EBADF";
        String b = file("b.result", lines);
        assertThat(run("trace", "diff", a, b)).isEqualTo(1);
        assertThat(output())
                .contains("first difference at line 11\n  5 close a = 0\n")
                .contains("  9 close a = 0\n- 10 close a = 0\n")
                .contains("+ 10 close a = -EBADF\n")
                .doesNotContain("4 close a = 0\n  5")
                .contains("- 15 close a = 0\n+ 10")
                .endsWith("0 of 1 equal\n");
    }

    @Test
    void foldersAreCountedAndWhatIsMissingIsNamed() throws IOException {
        file("a/x.trace", GETATTR);
        file("a/y.trace", GETATTR);
        file("a/z.trace", GETATTR);
        file("b/x.trace", GETATTR);
        file("b/y.trace", GETATTR, GETATTR);
        String a = folder.resolve("a").toString();
        String b = folder.resolve("b").toString();
        assertThat(run("trace", "diff", a, b)).isEqualTo(1);
        assertThat(output())
                .contains("y.trace: first difference at line 2\n")
                .contains("z.trace: only in " + a)
                .endsWith("1 of 2 equal\n");
    }

    @Test
    void badUsageIsOneLineAndStatus125() throws IOException {
        String a = file("a.trace", GETATTR);
        assertThat(run("trace", "diff", a)).isEqualTo(125);
        assertThat(run("trace", "diff", a, folder.resolve("none").toString())).isEqualTo(125);
        assertThat(run("trace", "diff", a, folder.toString())).isEqualTo(125);
        assertThat(output()).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("fuselage: "));
    }

    @Test
    void aSummaryCountsTheRequestsOfARecording() throws IOException {
        String a =
                file(
                        "a.trace",
                        "# comment",
                        "> 1 read a 10",
                        GETATTR,
                        "READ /f fh=1 off=0 size=10 rf=2 lo fl=RDONLY c=X -> 10 ||",
                        "READ /f fh=1 off=10 size=10 rf=2 lo fl=RDONLY c=X -> 5",
                        "LOOKUP / name=x c=X -> ENOENT",
                        "H:FORGET /f nlookup=1 c=N",
                        "DESTROY - c=N -> (no reply header)");
        assertThat(run("trace", "summary", a)).isZero();
        assertThat(output().lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "opcode requests errors data bytes",
                        "DESTROY 1 0 0",
                        "FORGET 1 0 0",
                        "GETATTR 1 0 0",
                        "LOOKUP 1 1 0",
                        "READ 2 0 15",
                        "6 requests");
    }

    @Test
    void aSummaryOfSomethingElseIsRefusedWithTheLine() throws IOException {
        assertThat(run("trace", "summary", file("a.trace", GETATTR, "hello"))).isEqualTo(125);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("line 2: not a line of a trace");
    }
}
