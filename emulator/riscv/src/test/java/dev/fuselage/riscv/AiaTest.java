package dev.fuselage.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.riscv.decode.Instruction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the CSRs of the AIA reach an interrupt file (RISC-V AIA 1.0, 2 and 3). */
final class AiaTest {
    private static final int SISELECT = 0x150;
    private static final int SIREG = 0x151;
    private static final int STOPEI = 0x15c;

    private final Board board = new Board(1);
    private final Hart hart = board.hart();
    private final RecordingFile file = new RecordingFile();

    @AfterEach
    void close() {
        board.close();
    }

    private static final class RecordingFile implements ImsicFile {
        private final List<String> calls = new ArrayList<>();

        @Override
        public long read(int register) {
            calls.add("read 0x%x".formatted(register));
            return 0x100L + register;
        }

        @Override
        public void write(int register, long value) {
            calls.add("write 0x%x 0x%x".formatted(register, value));
        }

        @Override
        public long top() {
            return 5 << 16 | 5;
        }

        @Override
        public void claim() {
            calls.add("claim");
        }
    }

    private void execute(Instruction instruction, int csr, int source) {
        board.start(new Assembler().i(instruction, Assembler.A0, source, csr));
        hart.setSupervisorFile(file);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x70, 0x71, 0x72, 0x7f, 0x80, 0xbe, 0xc0, 0xfe})
    void selectedRegisterOfTheFileIsReadAndWritten(int select) {
        execute(Instruction.CSRRW, SIREG, Assembler.A1);
        hart.setCsr(SISELECT, select);
        hart.setRegister(Assembler.A1, 7);

        board.step(1);

        assertThat(hart.register(Assembler.A0)).isEqualTo(0x100 + select);
        assertThat(file.calls)
                .containsExactly("read 0x%x".formatted(select), "write 0x%x 0x7".formatted(select));
    }

    @ParameterizedTest
    @CsvSource({
        "0x30, 0",
        "0x3e, 0",
        "0x31, 2",
        "0x40, 2",
        "0x6f, 2",
        "0x81, 2",
        "0x100, 2",
        "0, 2"
    })
    void selectionThatDoesNotExistIsIllegal(String select, long cause) {
        execute(Instruction.CSRRS, SIREG, 0);
        hart.setCsr(SISELECT, Long.decode(select));

        board.step(1);

        assertThat(hart.csr(0x342)).isEqualTo(cause);
        assertThat(file.calls).isEmpty();
    }

    @Test
    void swapOfTheTopInterruptClaimsIt() {
        execute(Instruction.CSRRW, STOPEI, 0);

        board.step(1);

        assertThat(hart.register(Assembler.A0)).isEqualTo(5 << 16 | 5);
        assertThat(file.calls).containsExactly("claim");
    }

    @Test
    void readOfTheTopInterruptClaimsNothing() {
        execute(Instruction.CSRRS, STOPEI, 0);

        board.step(1);

        assertThat(hart.register(Assembler.A0)).isEqualTo(5 << 16 | 5);
        assertThat(file.calls).isEmpty();
    }

    @Test
    void withoutAFileItsRegistersAreIllegal() {
        board.start(new Assembler().i(Instruction.CSRRS, Assembler.A0, 0, STOPEI));

        board.step(1);

        assertThat(hart.csr(0x342)).isEqualTo(Cause.ILLEGAL_INSTRUCTION);
    }
}
