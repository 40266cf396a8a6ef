package dev.fuselage.riscv;

import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.riscv.decode.Decoder;
import dev.fuselage.riscv.decode.Op;
import dev.fuselage.riscv.decode.Packed;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A physical page of code: a copy of its bytes, and for each halfword the predecoded instruction
 * that starts there, once it has been executed. A copy, because what a hart fetches need not follow
 * stores before FENCE.I: so stores to code cost nothing, and FENCE.I keeps every page whose bytes
 * are still the same.
 *
 * <p>The seam for a translator: a block starts at a halfword of a page, lives as long as the page's
 * {@link #generation}, and stands for the same packed instructions.
 */
final class CodePage {
    static final int HALFWORDS = 2048;

    private static final int BYTES = 4096;
    private static final ValueLayout.OfShort HALFWORD =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** One entry a halfword; the two after the end lead into the next page. */
    final long[] code = new long[HALFWORDS + 2];

    /** The op of each entry of {@link #code} again: what the interpreter switches over. */
    final short[] ops = new short[HALFWORDS + 2];

    private final byte[] bytes = new byte[BYTES];
    private final MemorySegment copy = MemorySegment.ofArray(bytes);

    /** Physical address. */
    long physical;

    /** The {@link CodeCache#epoch} at which the copy was last found to be true. */
    long epoch;

    /** Changes whenever the content does. */
    private long generation;

    long generation() {
        return generation;
    }

    /** Takes the bytes at a host address as the content. */
    void fill(long host) {
        HostMemory.copy(host, bytes, 0, BYTES);
        changed();
    }

    private void changed() {
        fill(0, HALFWORDS, Op.UNDECODED);
        fill(HALFWORDS, code.length, Op.LEAVE_PAGE);
        generation++;
    }

    boolean isSame(long host) {
        return MemorySegment.mismatch(HostMemory.ALL, host, host + BYTES, copy, 0, BYTES) < 0;
    }

    int halfword(int index) {
        return copy.get(HALFWORD, 2L * index) & 0xffff;
    }

    /** Decodes the instruction that starts at a halfword and keeps it. */
    void decode(int index) {
        set(index, decoded(index));
    }

    /** What the instruction that starts at a halfword is, whatever is planted there. */
    long decoded(int index) {
        int word = halfword(index);
        if (!Decoder.isCompressed(word)) {
            if (index == HALFWORDS - 1) {
                return Packed.of(Op.STRADDLING, 2);
            }
            word |= halfword(index + 1) << 16;
        }
        return Decoder.decode(word);
    }

    /** The index of the halfword at an address. */
    static int index(long address) {
        return (int) (address & BYTES - 1) >>> 1;
    }

    /** Makes who comes to a halfword ask whether to stop. */
    void plant(int index) {
        set(index, Packed.of(Op.BREAKPOINT, 1));
        generation++;
    }

    /** Takes back what was planted. */
    void clear(int index) {
        set(index, Packed.of(Op.UNDECODED, 1));
        generation++;
    }

    private void fill(int from, int to, int op) {
        Arrays.fill(code, from, to, Packed.of(op, 1));
        Arrays.fill(ops, from, to, (short) op);
    }

    /** Puts an instruction at a halfword. */
    void set(int index, long insn) {
        code[index] = insn;
        ops[index] = (short) Packed.op(insn);
    }

    /** A page that holds one instruction at a time, the one that straddles the end of a page. */
    static CodePage scratch() {
        CodePage page = new CodePage();
        page.fill(0, page.code.length, Op.LEAVE_PAGE);
        return page;
    }

    /** Writes the bytes. */
    void save(SnapshotWriter to) {
        to.putBytes(bytes);
    }

    /** Takes the bytes that {@link #save} wrote as the content. */
    void load(SnapshotReader from) {
        from.getBytes(bytes);
        changed();
    }
}
