package dev.fuselage.cli.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.session.HostFiles;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.kernel.program.workload.WorkloadScript;
import dev.fuselage.kernel.program.workload.WorkloadSyntaxException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HostStepsTest {
    private final MemoryFileSystem fs = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS);
    private final HostFiles files = new HostFiles(fs);

    @AfterEach
    void close() {
        fs.close();
    }

    private void run(String steps) throws WorkloadSyntaxException {
        HostSteps host = new HostSteps("t", files);
        WorkloadScript.parse("t", steps.lines().map(line -> "+ " + line).toList())
                .setup()
                .forEach(host::run);
    }

    private String content(String path) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        assertThat(files.read(path, content)).isZero();
        return content.toString(StandardCharsets.ISO_8859_1);
    }

    private NodeResult stat(String path) {
        NodeResult found = new NodeResult();
        assertThat(files.stat(path, found)).as(path).isZero();
        return found;
    }

    @Test
    void aFilesBytesFollowThePattern() throws WorkloadSyntaxException {
        run("file f 66000");
        String content = content("f");
        assertThat(content).hasSize(66000);
        assertThat((int) content.charAt(1)).isEqualTo(7);
        assertThat((int) content.charAt(255)).isEqualTo(255 * 7 % 256);
        assertThat((int) content.charAt(256)).isEqualTo(3);
        assertThat((int) content.charAt(65536)).isEqualTo((65536 * 7 + 256 * 3 + 1) % 256);
    }

    @Test
    void contentIsChangedInPlace() throws WorkloadSyntaxException {
        run("file f 4\nappend f 3\nover f 1 2 Z");
        assertThat(content("f")).isEqualTo("\0ZZ\u0015AAA");
        run("trunc f 2");
        assertThat(content("f")).isEqualTo("\0Z");
        run("sparse s 5");
        assertThat(content("s")).isEqualTo("\0\0\0\0\0");
    }

    @Test
    void directoriesAreMadeWithThoseAboveThem() throws WorkloadSyntaxException {
        run("mkdir a/b/c 2775\nmkdir a/b/d");
        assertThat(stat("a/b/c").attributes.mode).isEqualTo(042775);
        assertThat(stat("a/b/d").attributes.mode).isEqualTo(040755);
        assertThat(stat("a").attributes.mode).isEqualTo(040755);
    }

    @Test
    void namesOwnersAndModesAreChanged() throws WorkloadSyntaxException {
        run(
                """
                file f 1
                link f g
                symlink f l
                chown g 5 6
                chmod f 6755
                mv g h
                mkdir d
                rmdir d
                many . 3
                xattr f user.a b
                tiny t
                rm f000
                """);
        List<String> names = new ArrayList<>();
        assertThat(files.list("", names)).isZero();
        names.sort(null);
        assertThat(names).containsExactly("f", "f001", "f002", "h", "l", "t");
        assertThat(stat("h").attributes.uid).isEqualTo(5);
        assertThat(stat("h").attributes.gid).isEqualTo(6);
        assertThat(stat("h").attributes.nlink).isEqualTo(2);
        assertThat(stat("h").attributes.mode).isEqualTo(0106755);
        assertThat(stat("l").attributes.mode).isEqualTo(0120777);
        assertThat(stat("f001").attributes.size).isZero();
        assertThat(stat("t").attributes.mode).isEqualTo(0100755);
        assertThat(content("t")).startsWith("\u007fELF").hasSize(1384);
    }

    @Test
    void onlyKernelsFrom613OnGiveEachChangeATimeOfItsOwn() {
        assertThat(HostTick.isFine("6.13.0")).isTrue();
        assertThat(HostTick.isFine("6.18.44-x")).isTrue();
        assertThat(HostTick.isFine("7.0")).isTrue();
        assertThat(HostTick.isFine("6.12.107")).isFalse();
        assertThat(HostTick.isFine("5.15.0-91-generic")).isFalse();
        assertThat(HostTick.isFine("")).isFalse();
    }
}
