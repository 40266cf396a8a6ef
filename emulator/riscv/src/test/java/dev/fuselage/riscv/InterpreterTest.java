package dev.fuselage.riscv;

import static dev.fuselage.riscv.Assembler.A0;
import static dev.fuselage.riscv.Assembler.A1;
import static dev.fuselage.riscv.Assembler.A2;
import static dev.fuselage.riscv.decode.Instruction.*;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fuselage.machine.memory.MmioRegion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the interpreter promises beyond the results of instructions. */
final class InterpreterTest {
    private static final long DEVICE = 0x1000_0000L;

    private final Board board = new Board(1);

    @AfterEach
    void close() {
        board.close();
    }

    /** HotSpot's HugeMethodLimit: what is larger is never compiled. */
    @Test
    void innerLoopIsSmallEnoughToBeCompiled() throws IOException {
        byte[] file;
        try (InputStream in = Interpreter.class.getResourceAsStream("Interpreter.class")) {
            file = Objects.requireNonNull(in).readAllBytes();
        }
        int largest = 0;
        for (MethodModel method : ClassFile.of().parse(file).methods()) {
            int length =
                    method.findAttribute(Attributes.code())
                            .map(CodeAttribute::codeLength)
                            .orElse(0);
            largest = Math.max(largest, length);
        }
        assertThat(largest).isBetween(1000, 7999);
    }

    @Test
    void runningCodeAllocatesNothing() {
        Assembler program =
                new Assembler()
                        .li(A1, Board.DATA)
                        .label("loop")
                        .i(LD, A0, A1, 0)
                        .i(ADDI, A0, A0, 1)
                        .s(SD, A0, A1, 0)
                        .r(AMOADD_D, A2, A1, A0)
                        .i(CSRRS, A2, 0, 0xb02)
                        .s(SD, A2, A1, 4093)
                        .jump(0, "loop");
        Hart hart = board.start(program);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] end = {300_000};
        BooleanSupplier until = () -> hart.now() > end[0];
        board.simulation.run(until);
        long least = Long.MAX_VALUE;
        // Three times, since the host's compiler may make this thread allocate once, however long
        // the run; what the code allocates itself, it allocates each time.
        for (int i = 0; i < 3; i++) {
            end[0] += 1_200_000;
            long before = threads.getCurrentThreadAllocatedBytes();
            board.simulation.run(until);
            long window = threads.getCurrentThreadAllocatedBytes() - before;
            least = Math.min(least, window);
        }

        // A few bytes of the measurement itself.
        assertThat(least).isLessThan(500);
    }

    @Test
    void storeToCodeIsSeenAfterFence() {
        Assembler program =
                new Assembler()
                        .li(A2, ADDI.pattern().encode(A0, 0, 0, 2))
                        .jump(1, "patched")
                        .s(SW, A2, A1, 0)
                        .o(FENCE_I)
                        .jump(1, "patched")
                        .jump(0, "rest")
                        .label("patched")
                        .i(ADDI, A0, 0, 1)
                        .i(JALR, 0, 1, 0);
        Hart hart = board.start(program);
        hart.setRegister(A1, Board.BASE + program.offset("patched"));

        board.runToRest();

        assertThat(hart.register(A0)).isEqualTo(2);
    }

    @Test
    void fenceKeepsPagesThatHaveNotChanged() {
        Hart hart = board.start(new Assembler().i(ADDI, A0, 0, 1));
        board.runToRest();
        CodePage page = Objects.requireNonNull(hart.mmu.fetchPage(Board.BASE));
        long generation = page.generation();

        hart.fenceInstructions();

        assertThat(hart.mmu.fetchPage(Board.BASE)).isSameAs(page);
        assertThat(page.generation()).isEqualTo(generation);
        board.memory.write32(Board.BASE + 64, 1);
        hart.fenceInstructions();
        assertThat(hart.mmu.fetchPage(Board.BASE)).isSameAs(page);
        assertThat(page.generation()).isGreaterThan(generation);
    }

    @Test
    void moreCodeThanTheCacheHoldsRunsToo() {
        int pages = CodeCache.CAPACITY + 100;
        long base = 0x1_0000_0000L;
        board.memory.addRam(base, 4096L * pages);
        for (int i = 0; i < pages; i++) {
            board.memory.write32(base + 4096L * i, ADDI.pattern().encode(A0, A0, 0, 1));
            board.memory.write32(base + 4096L * i + 4, JAL.pattern().encode(0, 0, 0, 4092));
        }
        board.memory.write32(base + 4096L * pages - 4092, WFI.pattern().encode(0, 0, 0, 0));
        Hart hart = board.start(new Assembler());
        hart.setPc(base);

        board.runToRest();

        assertThat(hart.register(A0)).isEqualTo(pages);
    }

    @Test
    void deviceSeesTheTimeOfTheAccess() {
        Clock device = new Clock();
        board.memory.addDevice(DEVICE, 4096, device);
        Hart hart =
                board.start(
                        new Assembler()
                                .li(A1, DEVICE)
                                .i(ADDI, 0, 0, 0)
                                .i(ADDI, 0, 0, 0)
                                .i(LW, A0, A1, 4)
                                .s(SB, A0, A1, 8));

        board.runToRest();

        assertThat(device.seen.toString()).isEqualTo("read 4 4 at 3; write 8 1 5a at 4; ");
        assertThat(hart.register(A0)).isEqualTo(0xffff_ffff_8000_005aL);
    }

    private final class Clock implements MmioRegion {
        private final StringBuilder seen = new StringBuilder();

        @Override
        public long read(long offset, int size) {
            seen.append("read %d %d at %d; ".formatted(offset, size, board.simulation.now()));
            return 0x8000_005aL;
        }

        @Override
        public void write(long offset, int size, long value) {
            seen.append(
                    "write %d %d %x at %d; "
                            .formatted(offset, size, value, board.simulation.now()));
        }
    }

    @Test
    void accessWhereNothingAnswersIsAnAccessFault() {
        Hart hart = board.start(new Assembler().li(A1, DEVICE).i(LD, A0, A1, 0));
        board.runToRest();
        assertThat(hart.csr(0x342)).isEqualTo(Cause.LOAD_ACCESS_FAULT);
        assertThat(hart.csr(0x343)).isEqualTo(DEVICE);

        hart = board.start(new Assembler().li(A1, DEVICE).s(SD, A0, A1, 0));
        board.runToRest();
        assertThat(hart.csr(0x342)).isEqualTo(Cause.STORE_ACCESS_FAULT);

        hart = board.start(new Assembler().li(A1, DEVICE).i(JALR, 0, A1, 0));
        board.runToRest();
        assertThat(hart.csr(0x342)).isEqualTo(Cause.INSTRUCTION_ACCESS_FAULT);
        assertThat(hart.csr(0x341)).isEqualTo(DEVICE);
    }

    @Test
    void memoryThatIsTakenAwayIsForgotten() {
        board.memory.addRam(0x2_0000_0000L, 4096);
        Hart hart = board.start(new Assembler().i(LD, A0, A1, 0).i(LD, A0, A1, 0));
        hart.setRegister(A1, 0x2_0000_0000L);
        board.step(1);
        assertThat(hart.csr(0x342)).isZero();

        board.memory.remove(0x2_0000_0000L);
        board.step(1);

        assertThat(hart.csr(0x342)).isEqualTo(Cause.LOAD_ACCESS_FAULT);
    }
}
