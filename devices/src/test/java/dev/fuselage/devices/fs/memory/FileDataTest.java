package dev.fuselage.devices.fs.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.memory.IoVector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sparse map of blocks against an array of bytes and an array of block states. */
class FileDataTest {

    private static final int BLOCK = 4096;
    private static final int BLOCKS = 200;
    private static final int SIZE = BLOCKS * BLOCK;

    private enum State {
        HOLE,
        UNWRITTEN,
        DATA
    }

    private final byte[] bytes = new byte[SIZE];
    private final State[] states = new State[BLOCKS];

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyOperationEqualsTheModel(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Arrays.fill(states, State.HOLE);
        try (BlockStore store = new BlockStore(BLOCKS);
                Arena arena = Arena.ofConfined()) {
            FileData data = new FileData(store);
            MemorySegment memory = arena.allocate(SIZE);
            for (int step = 0; step < 600; step++) {
                int from = random.nextInt(SIZE);
                int length = 1 + random.nextInt(Math.min(SIZE - from, 60_000));
                switch (random.nextInt(6)) {
                    case 0, 1 -> write(data, memory, random, from, length);
                    case 2 -> punch(data, from, length);
                    case 3 -> zero(data, from, length);
                    case 4 -> allocate(data, from, length);
                    default -> {
                        if (random.nextInt(4) == 0) {
                            truncate(data, from);
                        }
                    }
                }
                check(data, store, memory, random, "step %d of seed %d".formatted(step, seed));
            }
            data.truncate(0);
            assertThat(store.freeBlocks()).isEqualTo(BLOCKS);
        }
    }

    private static IoVector vector(MemorySegment memory, int length, SplittableRandom random) {
        IoVector v = new IoVector();
        int at = 0;
        while (at < length) {
            int n = Math.min(length - at, 1 + random.nextInt(9000));
            v.add(memory.address() + at, n);
            at += n;
        }
        return v;
    }

    private void write(
            FileData data, MemorySegment memory, SplittableRandom random, int from, int length) {
        byte[] content = new byte[length];
        random.nextBytes(content);
        MemorySegment.copy(content, 0, memory, ValueLayout.JAVA_BYTE, 0, length);
        long n = data.write(from, vector(memory, length, random), 0, length);
        assertThat(n).isEqualTo(length);
        System.arraycopy(content, 0, bytes, from, length);
        Arrays.fill(states, from / BLOCK, (from + length - 1) / BLOCK + 1, State.DATA);
    }

    private void punch(FileData data, int from, int length) {
        data.punch(from, length);
        Arrays.fill(bytes, from, from + length, (byte) 0);
        wholeBlocks(from, length, State.HOLE);
    }

    private void zero(FileData data, int from, int length) {
        data.zero(from, length);
        Arrays.fill(bytes, from, from + length, (byte) 0);
        for (int b = (from + BLOCK - 1) / BLOCK; b < (from + length) / BLOCK; b++) {
            states[b] = states[b] == State.HOLE ? State.HOLE : State.UNWRITTEN;
        }
    }

    private void wholeBlocks(int from, int length, State state) {
        for (int b = (from + BLOCK - 1) / BLOCK; b < (from + length) / BLOCK; b++) {
            states[b] = state;
        }
    }

    private void allocate(FileData data, int from, int length) {
        assertThat(data.allocate(from, length)).isTrue();
        for (int b = from / BLOCK; b <= (from + length - 1) / BLOCK; b++) {
            states[b] = states[b] == State.HOLE ? State.UNWRITTEN : states[b];
        }
    }

    private void truncate(FileData data, int size) {
        data.truncate(size);
        Arrays.fill(bytes, size, SIZE, (byte) 0);
        Arrays.fill(states, (size + BLOCK - 1) / BLOCK, BLOCKS, State.HOLE);
    }

    private void check(
            FileData data,
            BlockStore store,
            MemorySegment memory,
            SplittableRandom random,
            String what) {
        memory.fill((byte) 0x5a);
        data.read(0, vector(memory, SIZE, random), 0, SIZE);
        int difference = Arrays.mismatch(memory.toArray(ValueLayout.JAVA_BYTE), bytes);
        assertThat(difference).as("first differing byte after %s", what).isEqualTo(-1);
        int allocated = 0;
        for (State s : states) {
            allocated += s == State.HOLE ? 0 : 1;
        }
        assertThat(data.blocks()).as(what).isEqualTo(allocated);
        assertThat(store.freeBlocks()).as(what).isEqualTo(BLOCKS - allocated);
        int at = random.nextInt(SIZE);
        assertThat(data.nextData(at, SIZE))
                .as("data after %d, %s", at, what)
                .isEqualTo(next(at, true));
        assertThat(data.nextHole(at, SIZE))
                .as("hole after %d, %s", at, what)
                .isEqualTo(next(at, false));
    }

    private long next(int from, boolean wanted) {
        for (int b = from / BLOCK; b < BLOCKS; b++) {
            if ((states[b] == State.DATA) == wanted) {
                return Math.max(from, b * BLOCK);
            }
        }
        return SIZE;
    }
}
