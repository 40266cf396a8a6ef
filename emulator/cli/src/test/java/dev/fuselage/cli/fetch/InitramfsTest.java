package dev.fuselage.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InitramfsTest {

    @TempDir private Path folder;

    private Path tree(String name, long seconds) throws IOException {
        Path tree = Files.createDirectories(folder.resolve(name));
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-x---"));
        Files.createDirectory(tree.resolve("b"));
        Path script = Files.writeString(tree.resolve("b/run"), "12345");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.createSymbolicLink(tree.resolve("a"), Path.of("b/run"));
        Files.setPosixFilePermissions(
                tree.resolve("b"), PosixFilePermissions.fromString("rwx------"));
        Files.setLastModifiedTime(script, FileTime.fromMillis(seconds * 1000));
        return tree;
    }

    private byte[] pack(Path tree) throws IOException {
        Path file = folder.resolve(tree.getFileName() + ".cpio");
        Initramfs.pack(tree, file);
        return Files.readAllBytes(file);
    }

    @Test
    void everyKindOfFileIsPackedWithItsModeInTheOrderOfNames() throws IOException {
        List<CpioEntry> entries = CpioEntry.read(pack(tree("t", 5)));
        assertThat(
                        entries.stream()
                                .map(e ->
                                        "%s %o %d %s"
                                                .formatted(
                                                        e.name(), e.mode(), e.links(), e.device())))
                .containsExactly(
                        ". 40750 2 0:0",
                        "dev 40755 2 0:0",
                        "dev/console 20600 1 5:1",
                        "dev/null 20666 1 1:3",
                        "a 120777 1 0:0",
                        "b 40700 2 0:0",
                        "b/run 100751 1 0:0");
        assertThat(entries.get(4).content()).isEqualTo("b/run");
        assertThat(entries.get(6).content()).isEqualTo("12345");
    }

    @Test
    void theSameFilesGiveTheSameBytes() throws IOException {
        assertThat(pack(tree("one", 1_000_000))).isEqualTo(pack(tree("two", 2_000_000)));
    }
}
