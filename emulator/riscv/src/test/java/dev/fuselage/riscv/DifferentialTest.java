package dev.fuselage.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs give the same registers, flags and memory here and under QEMU's user mode
 * emulation (Debian package qemu-user). Skipped where that is not installed.
 */
final class DifferentialTest {
    private static final int INSTRUCTIONS = 4000;
    private static final int PROGRAMS_PER_BATCH = 4;
    private static final int HEADERS = 64 + 2 * 56;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void randomProgramEndsAsItDoesUnderQemu(long batch, @TempDir Path directory)
            throws IOException, InterruptedException {
        String qemu = qemu();
        if (qemu == null) {
            Assumptions.abort("qemu-riscv64 is not installed");
            return;
        }
        for (int i = 0; i < PROGRAMS_PER_BATCH; i++) {
            long seed = batch * PROGRAMS_PER_BATCH + i;
            RandomProgram program = new RandomProgram(seed, INSTRUCTIONS);
            byte[] expected = runUnder(qemu, program, directory.resolve("program" + i));

            assertThat(differences(runHere(program), expected)).as("seed %d", seed).isEmpty();
        }
    }

    private static @Nullable String qemu() {
        String path = System.getenv("PATH");
        for (String directory : (path == null ? "" : path).split(File.pathSeparator, -1)) {
            for (String name : new String[] {"qemu-riscv64", "qemu-riscv64-static"}) {
                Path file = Path.of(directory, name);
                if (Files.isExecutable(file)) {
                    return file.toString();
                }
            }
        }
        return null;
    }

    private static byte[] runHere(RandomProgram program) {
        try (Board board = new Board(1)) {
            copy(board, RandomProgram.TEXT, program.text());
            copy(board, RandomProgram.DATA, program.data());
            Hart hart = board.start(0);
            hart.setCsr(0x300, 1L << 13);
            hart.setPc(RandomProgram.TEXT);
            board.runToRest();
            assertThat(hart.csr(0x342)).as("mcause").isEqualTo(Cause.ECALL_FROM_M);
            byte[] result = new byte[RandomProgram.DATA_SIZE];
            for (int i = 0; i < result.length; i++) {
                result[i] = (byte) board.memory.read8(RandomProgram.DATA + i);
            }
            return result;
        }
    }

    private static void copy(Board board, long address, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            board.memory.write8(address + i, bytes[i]);
        }
    }

    private static byte[] runUnder(String qemu, RandomProgram program, Path file)
            throws IOException, InterruptedException {
        Files.write(file, executable(program));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        Path output = file.resolveSibling(file.getFileName() + ".out");
        Process process =
                new ProcessBuilder(qemu, file.toString())
                        .redirectOutput(output.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        assertThat(process.waitFor()).as("exit status of " + qemu).isZero();
        return Files.readAllBytes(output);
    }

    /** A static ELF executable of two segments. */
    private static byte[] executable(RandomProgram program) {
        byte[] text = program.text();
        byte[] data = program.data();
        int textAt = 4096;
        int dataAt = textAt + (text.length + 4095 & -4096);
        ByteBuffer file = ByteBuffer.allocate(dataAt + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        // ET_EXEC for EM_RISCV; one program header table right behind this header; RVC, lp64d.
        file.putShort((short) 2).putShort((short) 243).putInt(1);
        file.putLong(RandomProgram.TEXT).putLong(64).putLong(0).putInt(5);
        file.putShort((short) 64).putShort((short) 56).putShort((short) 2);
        file.position(64);
        segment(file, 5, textAt, RandomProgram.TEXT, text.length);
        segment(file, 6, dataAt, RandomProgram.DATA, data.length);
        assertThat(file.position()).isEqualTo(HEADERS);
        file.put(textAt, text).put(dataAt, data);
        return file.array();
    }

    private static void segment(ByteBuffer file, int flags, long offset, long address, long size) {
        file.putInt(1).putInt(flags).putLong(offset).putLong(address).putLong(address);
        file.putLong(size).putLong(size).putLong(4096);
    }

    private static List<String> differences(byte[] here, byte[] there) {
        assertThat(here).hasSameSizeAs(there);
        ByteBuffer ours = ByteBuffer.wrap(here).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer theirs = ByteBuffer.wrap(there).order(ByteOrder.LITTLE_ENDIAN);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < here.length; i += 8) {
            if (ours.getLong(i) != theirs.getLong(i)) {
                differences.add(
                        "%s: %016x here, %016x under QEMU"
                                .formatted(name(i - 4096), ours.getLong(i), theirs.getLong(i)));
            }
        }
        return differences;
    }

    private static String name(int offset) {
        if (offset == -2048) {
            return "fcsr";
        }
        if (offset > -2048 && offset < -2048 + 30 * 8) {
            return "x" + (offset + 2048) / 8;
        }
        if (offset >= -1024 && offset < -1024 + 32 * 8) {
            return "f" + (offset + 1024) / 8;
        }
        return "data %d".formatted(offset);
    }
}
