package dev.fuselage.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code fuselage boot} says of what it cannot do: one line, status 125. */
final class BootBadInputTest {

    @TempDir private Path folder;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.writeString(folder.resolve("text"), "not a kernel at all, but some text\n".repeat(9));
        Files.createDirectory(folder.resolve("empty"));
    }

    static Stream<Arguments> calls() {
        String rooted = "--kernel F/text --share a=F/empty --root a ";
        return Stream.of(
                Arguments.of(
                        "--share a=mem: --root a",
                        "no kernel: write --kernel FILE, or run fuselage fetch to bring one"),
                Arguments.of(
                        "--kernel F/text",
                        "no root file system: write --share TAG=DIR --root TAG, or run fuselage"
                                + " fetch"),
                Arguments.of(
                        "--kernel F/none --share mem: --root myfs",
                        "--kernel: F/none: no such file"),
                Arguments.of(
                        "--kernel F/empty --share mem: --root myfs",
                        "--kernel: F/empty: is no regular file"),
                Arguments.of(
                        "--kernel F/text --root a",
                        "--root: no share has the tag 'a': write --share a=DIR"),
                Arguments.of(
                        "--kernel F/text --share abc=F/empty --root abd",
                        "--root: no share has the tag 'abd' (did you mean abc?)"),
                Arguments.of(
                        "--kernel F/text --share a=F/none --root a",
                        "--share: F/none: no such directory"),
                Arguments.of(
                        rooted + "--harts 9", "--harts: '9' is not a whole number from 1 to 8"),
                Arguments.of(
                        rooted + "--memory 1M",
                        "--memory: '1M' is not from 64M to 64G in whole pages of 4K"),
                Arguments.of(
                        rooted + "--irqchip apic",
                        "--irqchip: unknown value 'apic' (did you mean aplic?)"),
                Arguments.of(
                        rooted + "--timing inorder",
                        "--timing: 'inorder' is not there yet: functional is, a cycle an instruction"),
                Arguments.of(rooted + "--clock 1K", "--clock: '1K' is not from 1M to 9G"),
                Arguments.of(
                        rooted + "--max-instructions 0",
                        "--max-instructions: '0' is not a whole number from 1 on"),
                Arguments.of(
                        rooted + "--gdb 70000",
                        "--gdb: '70000' is not a whole number from 1 to 65535"),
                Arguments.of(rooted + "--bios F/none", "--bios: F/none: no such file"),
                Arguments.of(rooted + "--save F/none/x", "--save: F/none/x: no such directory"),
                Arguments.of(
                        "--kernel F/text --share mem: --root myfs --load F/text",
                        "--kernel: a loaded snapshot has its own: give --load without --kernel"),
                Arguments.of("--krenel x", "unknown option '--krenel' (did you mean --kernel?)"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void isToldInOneLine(String call, String message) {
        String[] words = ("boot " + call.replace("F/", folder + "/")).strip().split(" ");
        Cli.Result result = Cli.fuselage(words);
        assertThat(result.err())
                .isEqualTo("fuselage: " + message.replace("F/", folder + "/") + "\n");
        assertThat(result.status()).isEqualTo(125);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void fileThatIsNoKernelIsToldByWhatItIs() {
        Cli.Result result =
                Cli.fuselage(
                        "boot",
                        "--kernel",
                        folder.resolve("text").toString(),
                        "--share",
                        "mem:",
                        "--root",
                        "myfs");
        assertThat(result.status()).isEqualTo(125);
        assertThat(result.err())
                .startsWith(
                        "fuselage: "
                                + folder.resolve("text")
                                + ": neither a riscv64 Linux Image nor a riscv64 ELF executable")
                .hasLineCount(1);
    }
}
