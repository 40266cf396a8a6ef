package dev.fuselage.kernel.mm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.kernel.TestGuest;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.memory.GuestMemory;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree of a page cache against a sorted map. */
class PageTreeTest {
    private static final long RAM = 4L << 20;
    private static final long LARGEST = Long.MAX_VALUE >>> Page.SHIFT;

    private final GuestMemory memory = new GuestMemory();
    private final PageTree.Nodes nodes = new PageTree.Nodes();
    private final PageTree tree = new PageTree(nodes);
    private final PageAllocator allocator;

    PageTreeTest() {
        memory.addRam(MemoryMap.RAM_BASE, RAM);
        allocator = new PageAllocator(new TestGuest(1).scheduler, memory, MemoryMap.RAM_BASE, RAM);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    /** Indexes near each other, far from each other and at the ends of what nodes hold. */
    private static long index(Random random) {
        int bits = random.nextInt(52);
        long index = random.nextLong(1L << bits | 1) + (1L << bits) - 64;
        return Math.clamp(index, 0, LARGEST);
    }

    private void compare(NavigableMap<Long, Page> model, long index) {
        assertThat(tree.get(index)).isSameAs(model.get(index));
        Map.Entry<Long, Page> next = model.ceilingEntry(index);
        assertThat(tree.next(index)).isSameAs(next == null ? null : next.getValue());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdsWhatASortedMapHolds(long seed) {
        Random random = new Random(seed);
        NavigableMap<Long, Page> model = new TreeMap<>();
        for (int step = 0; step < 4000; step++) {
            long index = index(random);
            Long present = model.ceilingKey(index);
            if (present != null && random.nextBoolean()) {
                tree.remove(present);
                requireNonNull(model.remove(present)).put();
            } else if (!model.containsKey(index) && model.size() < 200) {
                Page page = allocator.allocate();
                tree.put(index, page);
                model.put(index, page);
            }
            compare(model, index);
            compare(model, index(random));
        }
        for (Long index : model.keySet()) {
            tree.remove(index);
        }
        assertThat(tree.next(0)).isNull();
    }

    @Test
    void theFirstAndTheLastIndexOfAFileFitTogether() {
        Page first = allocator.allocate();
        Page last = allocator.allocate();
        tree.put(0, first);
        tree.put(LARGEST, last);
        assertThat(tree.get(0)).isSameAs(first);
        assertThat(tree.next(1)).isSameAs(last);
        assertThat(tree.next(LARGEST)).isSameAs(last);
    }

    @Test
    void anIndexIsTakenOnceAndGivenBackOnce() {
        tree.put(7, allocator.allocate());
        Page other = allocator.allocate();
        assertThatThrownBy(() -> tree.put(7, other)).isInstanceOf(IllegalStateException.class);
        tree.remove(7);
        assertThatThrownBy(() -> tree.remove(7)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nodesAreUsedAgain() {
        tree.put(LARGEST, allocator.allocate());
        tree.remove(LARGEST);
        PageTree.Node pooled = nodes.take();
        assertThat(pooled.used).isZero();
        assertThat(pooled.slots).containsOnlyNulls();
    }
}
