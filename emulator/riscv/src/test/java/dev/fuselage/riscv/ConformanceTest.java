package dev.fuselage.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.memory.HostMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The official riscv-tests, built elsewhere: {@code -Driscv.tests=DIRECTORY} names a directory of
 * their executables (rv64ui-p-add and so on). Skipped without. A test passes when it writes 1 to
 * its {@code tohost}.
 */
final class ConformanceTest {
    private static final long CYCLES = 20_000_000;
    private static final int ELF_MAGIC = 0x464c457f;
    private static final int PT_LOAD = 1;
    private static final int SHT_SYMTAB = 2;

    @TestFactory
    Stream<DynamicTest> officialTestPasses() throws IOException {
        String directory = System.getProperty("riscv.tests");
        if (directory == null) {
            Assumptions.abort("-Driscv.tests does not name a directory of riscv-tests");
            return Stream.empty();
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of(directory))) {
            files = all.filter(ConformanceTest::isExecutable).sorted().toList();
        }
        assertThat(files).as("executables in " + directory).isNotEmpty();
        return files.stream()
                .map(file ->
                        DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)));
    }

    private static boolean isExecutable(Path file) {
        try {
            return Files.isRegularFile(file)
                    && Files.size(file) > 64
                    && elf(file).getInt(0) == ELF_MAGIC;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static ByteBuffer elf(Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void run(Path file) throws IOException {
        ByteBuffer elf = elf(file);
        long tohost = symbol(elf, "tohost");
        try (Board board = new Board(1)) {
            load(elf, board);
            Hart hart = board.hart();
            hart.startMachine(elf.getLong(24), 0);
            board.simulation.run(() -> hart.now() > CYCLES || board.memory.read64(tohost) != 0);
            assertThat(board.memory.read64(tohost))
                    .as("tohost (test number * 2 + 1) with pc 0x%x", hart.pc())
                    .isEqualTo(1);
        }
    }

    private static void load(ByteBuffer elf, Board board) {
        int headers = (int) elf.getLong(32);
        for (int i = 0; i < elf.getShort(56); i++) {
            int header = headers + i * elf.getShort(54);
            int size = (int) elf.getLong(header + 32);
            if (elf.getInt(header) == PT_LOAD && size > 0) {
                long address = elf.getLong(header + 24);
                long host = board.memory.address(address, size);
                byte[] content = new byte[size];
                elf.get((int) elf.getLong(header + 8), content);
                HostMemory.copy(content, 0, host, size);
            }
        }
        board.harts.codeChanged();
    }

    private static long symbol(ByteBuffer elf, String name) {
        int sections = (int) elf.getLong(40);
        int sectionSize = elf.getShort(58);
        for (int i = 0; i < elf.getShort(60); i++) {
            int section = sections + i * sectionSize;
            if (elf.getInt(section + 4) == SHT_SYMTAB) {
                int strings =
                        (int) elf.getLong(sections + elf.getInt(section + 40) * sectionSize + 24);
                int first = (int) elf.getLong(section + 24);
                int end = first + (int) elf.getLong(section + 32);
                for (int entry = first; entry < end; entry += 24) {
                    if (text(elf, strings + elf.getInt(entry)).equals(name)) {
                        return elf.getLong(entry + 8);
                    }
                }
            }
        }
        throw new AssertionError("no symbol " + name);
    }

    private static String text(ByteBuffer elf, int offset) {
        int end = offset;
        while (elf.get(end) != 0) {
            end++;
        }
        byte[] name = new byte[end - offset];
        elf.get(offset, name);
        return new String(name, StandardCharsets.US_ASCII);
    }
}
