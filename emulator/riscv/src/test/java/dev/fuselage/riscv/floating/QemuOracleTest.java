package dev.fuselage.riscv.floating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fuselage.riscv.floating.Instruction.OperandRegisters;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every instruction of F and D on a million operands, bit for bit as QEMU executes it. */
final class QemuOracleTest {

    private static final long SEED = 0x754_2019;
    private static final int RANDOM_BATCHES = 1_000_000 / OracleProgram.BATCH + 1;
    private static final Instruction[] INSTRUCTIONS = Instruction.values();

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Operands wide = new Operands(Width.BINARY64, random);
    private final Operands narrow = new Operands(Width.BINARY32, random);
    private final OperandRegisters operands = new OperandRegisters();
    private final FloatingPointState state = new FloatingPointState();

    @Test
    void agreesWithQemuOnAMillionOperandsOfEveryInstruction(@TempDir Path directory)
            throws IOException, InterruptedException {
        compare(directory, RANDOM_BATCHES, (record, index) -> putRandomRecord(record));
    }

    @Test
    void agreesWithQemuOnAllPairsOfCornersInAllModes(@TempDir Path directory)
            throws IOException, InterruptedException {
        int corners = Operands.corners(Width.BINARY64).length;
        int records = corners * corners * 5;
        compare(directory, records / OracleProgram.BATCH + 1, this::putCornerRecord);
    }

    private interface RecordSource {
        void put(ByteBuffer record, int index);
    }

    private void compare(Path directory, int batches, RecordSource source)
            throws IOException, InterruptedException {
        assumeTrue(isQemuInstalled(), "no qemu-riscv64 on PATH (Debian package qemu-user)");
        Path program = directory.resolve("oracle");
        Files.write(program, OracleProgram.elf());
        assumeTrue(program.toFile().setExecutable(true), "cannot mark a file executable");
        Process qemu = new ProcessBuilder("qemu-riscv64", program.toString()).start();
        try (OutputStream input = qemu.getOutputStream();
                InputStream output = qemu.getInputStream()) {
            byte[] current = batch();
            byte[] next = batch();
            fill(current, 0, source);
            send(current, input);
            byte[] results = new byte[OracleProgram.BATCH * OracleProgram.OUTPUT_BYTES];
            for (int i = 1; i <= batches; i++) {
                if (i < batches) {
                    // One batch ahead, so that QEMU computes while its last answers are compared. A
                    // batch
                    // fits into a pipe that QEMU has drained before it writes.
                    fill(next, i * OracleProgram.BATCH, source);
                    send(next, input);
                }
                assertEquals(
                        results.length,
                        output.readNBytes(results, 0, results.length),
                        "QEMU ended");
                check(view(current), view(results));
                byte[] checked = current;
                current = next;
                next = checked;
            }
        } finally {
            qemu.destroy();
        }
        qemu.waitFor();
    }

    private static boolean isQemuInstalled() {
        String path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(File.pathSeparator, -1))
                        .anyMatch(directory ->
                                Files.isExecutable(Path.of(directory, "qemu-riscv64")));
    }

    private static byte[] batch() {
        return new byte[OracleProgram.BATCH * OracleProgram.INPUT_BYTES];
    }

    private static ByteBuffer view(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void fill(byte[] batch, int first, RecordSource source) {
        ByteBuffer records = view(batch);
        for (int i = 0; i < OracleProgram.BATCH; i++) {
            source.put(records, first + i);
        }
    }

    private static void send(byte[] batch, OutputStream input) throws IOException {
        input.write(batch);
        input.flush();
    }

    private void putRandomRecord(ByteBuffer record) {
        record.putLong(wide.next()).putLong(wide.next()).putLong(wide.next());
        for (int i = 0; i < 3; i++) {
            long box = random.nextInt(64) == 0 ? random.nextLong() << 32 : -1L << 32;
            record.putLong(narrow.next() | box);
        }
        record.putLong(wide.nextInteger()).putLong(random.nextInt(5));
    }

    private void putCornerRecord(ByteBuffer record, int index) {
        long[] wideCorners = Operands.corners(Width.BINARY64);
        long[] narrowCorners = Operands.corners(Width.BINARY32);
        int count = wideCorners.length;
        int first = index / 5 % count;
        int second = index / 5 / count % count;
        int third = random.nextInt(count);
        record.putLong(wideCorners[first]).putLong(wideCorners[second]).putLong(wideCorners[third]);
        record.putLong(NanBoxing.box((int) narrowCorners[first]));
        record.putLong(NanBoxing.box((int) narrowCorners[second]));
        record.putLong(NanBoxing.box((int) narrowCorners[third]));
        record.putLong(wide.nextInteger()).putLong(index % 5);
    }

    private void check(ByteBuffer batch, ByteBuffer results) {
        for (int i = 0; i < OracleProgram.BATCH; i++) {
            int at = i * OracleProgram.INPUT_BYTES;
            operands.a = batch.getLong(at);
            operands.b = batch.getLong(at + 8);
            operands.c = batch.getLong(at + 16);
            operands.boxedD = batch.getLong(at + 24);
            operands.boxedE = batch.getLong(at + 32);
            operands.boxedF = batch.getLong(at + 40);
            operands.x = batch.getLong(at + 48);
            int mode = batch.getInt(at + 56);
            int answer = i * OracleProgram.OUTPUT_BYTES;
            for (int index = 0; index < INSTRUCTIONS.length; index++) {
                check(
                        INSTRUCTIONS[index],
                        mode,
                        results.getLong(answer + 8 * index),
                        results.get(answer + 8 * OracleProgram.RESULTS + index));
            }
        }
    }

    /** Once with no flag set and once with NX set, which takes other ways through the code. */
    private void check(Instruction instruction, int mode, long expected, int expectedFlags) {
        for (int before = 0; before <= Flags.INEXACT; before++) {
            state.setFlags(before);
            long actual = instruction.semantics.apply(operands, mode, state);
            if (actual != expected || state.flags() != (expectedFlags | before)) {
                fail(
                        "%s mode %d flags %02x, %s: QEMU %016x %02x, here %016x %02x (seed %x)"
                                .formatted(
                                        instruction,
                                        mode,
                                        before,
                                        operands,
                                        expected,
                                        expectedFlags,
                                        actual,
                                        state.flags(),
                                        SEED));
            }
        }
    }
}
