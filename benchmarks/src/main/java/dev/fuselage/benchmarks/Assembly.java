package dev.fuselage.benchmarks;

import dev.fuselage.riscv.decode.Instruction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A program in RISC-V assembly, as words at a fixed address: the instructions that the instruction
 * table knows in their 32-bit form, labels, the pseudo-instructions of the assembly manual that the
 * benchmarks use, and the directives {@code .align} and {@code .dword}.
 */
final class Assembly {
    private static final String[] NAMES =
            ("zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7"
                            + " s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6")
                    .split(" ", -1);

    private static final Map<String, Integer> CSRS =
            Map.of(
                    "sstatus",
                    0x100,
                    "stvec",
                    0x105,
                    "sscratch",
                    0x140,
                    "sepc",
                    0x141,
                    "scause",
                    0x142,
                    "stval",
                    0x143,
                    "satp",
                    0x180,
                    "time",
                    0xc01);

    private record Line(long address, String mnemonic, List<String> operands) {}

    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Long> labels = new HashMap<>();
    private final List<Integer> words = new ArrayList<>();

    private Assembly() {}

    /** The program in a resource beside this class. */
    static Assembly ofResource(String name, long base) {
        try (InputStream in =
                Objects.requireNonNull(Assembly.class.getResourceAsStream(name), name)) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8), base);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Assembly of(String text, long base) {
        Assembly assembly = new Assembly();
        long address = base;
        for (String line : text.split("\n", -1)) {
            address = assembly.read(line.replaceFirst("#.*", "").strip(), address);
        }
        assembly.lines.forEach(assembly::emit);
        return assembly;
    }

    /** The address of a label. */
    long address(String label) {
        return Objects.requireNonNull(labels.get(label), label);
    }

    int[] words() {
        return words.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Takes labels and the rest of a line apart; returns the address behind it. */
    private long read(String line, long address) {
        int colon = line.indexOf(':');
        if (colon >= 0) {
            labels.put(line.substring(0, colon), address);
            return read(line.substring(colon + 1).strip(), address);
        }
        if (line.isEmpty()) {
            return address;
        }
        String[] parts = line.split("\\s+", 2);
        List<String> operands =
                parts.length == 1 ? List.of() : List.of(parts[1].split("\\s*,\\s*", -1));
        switch (parts[0]) {
            case ".align" -> {
                long unit = 1L << Integer.parseInt(operands.get(0));
                while (address % unit != 0) {
                    address = add(address, 4, "nop", List.of());
                }
            }
            case ".dword" -> {
                for (String operand : operands) {
                    address = add(address, 8, ".dword", List.of(operand));
                }
            }
            case "la" -> address = add(address, 8, "la", operands);
            default -> address = add(address, 4, parts[0], operands);
        }
        return address;
    }

    private long add(long address, int size, String mnemonic, List<String> operands) {
        lines.add(new Line(address, mnemonic, operands));
        return address + size;
    }

    private void emit(Line line) {
        String first = line.operands.isEmpty() ? "" : line.operands.get(0);
        String last = line.operands.isEmpty() ? "" : line.operands.get(line.operands.size() - 1);
        switch (line.mnemonic) {
            case ".dword" -> {
                long value = labels.containsKey(first) ? address(first) : Long.decode(first);
                words.add((int) value);
                words.add((int) (value >>> 32));
            }
            case "la" -> {
                int distance = (int) (address(last) - line.address);
                int low = distance << 20 >> 20;
                instruction(line, "auipc", List.of(first, "" + (distance - low)));
                instruction(line, "addi", List.of(first, first, "" + low));
            }
            case "nop" -> instruction(line, "addi", List.of("zero", "zero", "0"));
            case "li" -> instruction(line, "addi", List.of(first, "zero", last));
            case "lui" -> instruction(line, "lui", List.of(first, "" + (Long.decode(last) << 12)));
            case "mv" -> instruction(line, "addi", List.of(first, last, "0"));
            case "j" -> instruction(line, "jal", List.of("zero", first));
            case "call" -> instruction(line, "jal", List.of("ra", first));
            case "jr" -> instruction(line, "jalr", List.of("zero", "0(" + first + ")"));
            case "ret" -> instruction(line, "jalr", List.of("zero", "0(ra)"));
            case "beqz" -> instruction(line, "beq", List.of(first, "zero", last));
            case "bnez" -> instruction(line, "bne", List.of(first, "zero", last));
            case "blez" -> instruction(line, "bge", List.of("zero", first, last));
            case "csrr" -> instruction(line, "csrrs", List.of(first, last, "zero"));
            case "csrw" -> instruction(line, "csrrw", List.of("zero", first, last));
            default -> instruction(line, line.mnemonic, line.operands);
        }
    }

    private void instruction(Line line, String mnemonic, List<String> operands) {
        Instruction instruction =
                Instruction.valueOf(mnemonic.replace('.', '_').toUpperCase(Locale.ROOT));
        List<String> fields = List.of(instruction.pattern().toString().split(" ", -1));
        int immediate = 0;
        Integer pointer = null;
        Deque<Integer> registers = new ArrayDeque<>();
        for (String operand : operands) {
            int bracket = operand.indexOf('(');
            Integer register = register(operand);
            if (bracket >= 0) {
                immediate = bracket == 0 ? 0 : Integer.decode(operand.substring(0, bracket));
                pointer = register(operand.substring(bracket + 1, operand.length() - 1));
            } else if (register != null) {
                registers.add(register);
            } else {
                immediate = immediate(operand, line.address);
            }
        }
        int rd = fields.contains("rd") ? registers.remove() : 0;
        int rs1 = 0;
        if (fields.contains("rs1")) {
            rs1 = pointer != null ? pointer : registers.remove();
        }
        int rs2 = fields.contains("rs2") ? registers.remove() : 0;
        words.add(instruction.pattern().encode(rd, rs1, rs2, immediate));
    }

    /** A number, a CSR, or the distance to a label. */
    private int immediate(String operand, long address) {
        Integer csr = CSRS.get(operand);
        if (csr != null) {
            return csr;
        }
        Long label = labels.get(operand);
        return label != null ? (int) (label - address) : Integer.decode(operand);
    }

    private static @Nullable Integer register(String name) {
        for (int i = 0; i < NAMES.length; i++) {
            if (NAMES[i].equals(name)) {
                return i;
            }
        }
        return null;
    }
}
