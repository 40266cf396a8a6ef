package dev.fuselage.machine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IoVectorTest {
    private static final int SIZE = 4096;

    /** Pieces of a segment in random order of place, and the flat bytes they stand for. */
    private static IoVector pieces(SplittableRandom random, MemorySegment memory) {
        IoVector vector = new IoVector();
        long at = 0;
        for (int i = 0; i < 40; i++) {
            int length = random.nextInt(3) == 0 ? 0 : random.nextInt(1, 60);
            vector.add(memory.address() + at, length);
            at += length + random.nextInt(20);
        }
        return vector;
    }

    private static byte[] flat(IoVector vector) {
        byte[] bytes = new byte[(int) vector.bytes()];
        int n = 0;
        for (int i = 0; i < vector.count(); i++) {
            for (int j = 0; j < vector.length(i); j++) {
                bytes[n++] = HostMemory.getByte(vector.address(i) + j);
            }
        }
        return bytes;
    }

    private static byte[] noise(SplittableRandom random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void gatherScatterFillAndSliceAgreeWithFlatBytes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(SIZE);
            MemorySegment.copy(noise(random, SIZE), 0, memory, ValueLayout.JAVA_BYTE, 0, SIZE);
            IoVector vector = pieces(random, memory);
            IoVector slice = new IoVector();
            for (int i = 0; i < 2000; i++) {
                byte[] model = flat(vector);
                int skip = random.nextInt(model.length + 1);
                int length = random.nextInt(model.length - skip + 1);
                byte[] data = noise(random, length + 8);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        vector.copyOut(skip, MemorySegment.ofArray(data), 3, length);
                        assertThat(Arrays.copyOfRange(data, 3, 3 + length))
                                .as("seed %d: gather", seed)
                                .isEqualTo(Arrays.copyOfRange(model, skip, skip + length));
                    }
                    case 1 -> {
                        vector.copyIn(skip, MemorySegment.ofArray(data), 5, length);
                        System.arraycopy(data, 5, model, skip, length);
                    }
                    case 2 -> {
                        vector.fill(skip, length, (byte) i);
                        Arrays.fill(model, skip, skip + length, (byte) i);
                    }
                    default ->
                            assertThat(flat(vector.slice(slice, skip, length)))
                                    .as("seed %d: slice", seed)
                                    .isEqualTo(Arrays.copyOfRange(model, skip, skip + length));
                }
                assertThat(flat(vector)).as("seed %d, step %d", seed, i).isEqualTo(model);
            }
        }
    }

    @Test
    void rangePastTheEndIsRefusedBeforeAnyByteIsMoved() {
        try (Arena arena = Arena.ofConfined()) {
            IoVector vector = new IoVector();
            vector.add(arena.allocate(16).address(), 16);
            byte[] source = new byte[32];
            Arrays.fill(source, (byte) 1);
            MemorySegment segment = MemorySegment.ofArray(source);
            for (long[] range :
                    new long[][] {{0, 17}, {16, 1}, {-1, 1}, {1, Long.MAX_VALUE}, {0, -1}}) {
                assertThatThrownBy(() -> vector.copyIn(range[0], segment, 0, range[1]))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> vector.copyOut(range[0], segment, 0, range[1]))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> vector.fill(range[0], range[1], (byte) 1))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> vector.slice(new IoVector(), range[0], range[1]))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThat(flat(vector)).containsOnly(0);
        }
    }

    @Test
    void clearedListIsEmptyAndReusable() {
        IoVector vector = new IoVector();
        for (int i = 0; i < 100; i++) {
            vector.add(i, i);
        }
        assertThat(vector.count()).isEqualTo(100);
        assertThat(vector.bytes()).isEqualTo(4950);
        vector.clear();
        assertThat(vector.count()).isZero();
        assertThat(vector.bytes()).isZero();
        assertThatThrownBy(() -> vector.address(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void negativeLengthAndSliceOfItselfAreRefused() {
        IoVector vector = new IoVector();
        assertThatThrownBy(() -> vector.add(0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> vector.slice(vector, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
