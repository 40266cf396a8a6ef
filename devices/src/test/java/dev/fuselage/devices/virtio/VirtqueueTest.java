package dev.fuselage.devices.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.devices.virtio.DriverRing.Element;
import dev.fuselage.devices.virtio.DriverRing.Used;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.HostMemory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ring formats against a driver written independently from the specification. */
final class VirtqueueTest {

    private static final long RAM = 0x8000_0000L;
    private static final long RAM_BYTES = 16 << 20;
    private static final long RING = RAM + 0x10_0000;
    private static final long TABLES = RAM + 0x40_0000;
    private static final long BUFFERS = RAM + 0x80_0000;

    private GuestMemory memory = new GuestMemory();

    @BeforeEach
    void giveMemory() {
        memory = new GuestMemory();
        memory.addRam(RAM, RAM_BYTES);
    }

    @AfterEach
    void takeMemory() {
        memory.close();
    }

    private Virtqueue deviceSide(DriverRing ring, boolean packed) throws VirtqueueError {
        return packed
                ? new PackedVirtqueue(memory, ring.layout(true))
                : new SplitVirtqueue(memory, ring.layout(true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBufferIsSeenElementByElement(boolean packed) throws VirtqueueError {
        DriverRing driver = DriverRing.at(memory, RING, 8, packed, false);
        Virtqueue queue = deviceSide(driver, packed);
        Element[] elements = {
            new Element(BUFFERS, 40, false),
            new Element(BUFFERS + 0x1000, 8, false),
            new Element(BUFFERS + 0x2000, 16, true),
            new Element(BUFFERS + 0x3000, 4096, true),
        };
        int id = driver.add(elements, 0);
        DescriptorChain chain = new DescriptorChain();

        assertThat(queue.pop(chain)).isTrue();
        assertThat(chain.id()).isEqualTo(id);
        assertThat(chain.readable().count()).isEqualTo(2);
        assertThat(chain.readable().bytes()).isEqualTo(48);
        assertThat(chain.readable().address(1)).isEqualTo(memory.address(BUFFERS + 0x1000, 8));
        assertThat(chain.writable().count()).isEqualTo(2);
        assertThat(chain.writable().bytes()).isEqualTo(4112);
        assertThat(chain.writable().length(1)).isEqualTo(4096);
        assertThat(queue.pop(new DescriptorChain())).as("nothing else is available").isFalse();

        queue.push(chain, 17);
        assertThat(driver.take()).isEqualTo(new Used(id, 17));
        assertThat(driver.take()).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void elementsWithoutBytesAreLegalAndHoldNothing(boolean packed) throws VirtqueueError {
        DriverRing driver = DriverRing.at(memory, RING, 8, packed, false);
        Virtqueue queue = deviceSide(driver, packed);
        driver.add(
                new Element[] {
                    new Element(0xdead_0000_0000L, 0, false), new Element(BUFFERS, 16, true)
                },
                0);
        DescriptorChain chain = new DescriptorChain();

        assertThat(queue.pop(chain)).isTrue();
        assertThat(chain.readable().count()).isZero();
        assertThat(chain.writable().bytes()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTableHoldsMoreElementsThanTheRingHasFreeDescriptors(boolean packed)
            throws VirtqueueError {
        DriverRing driver = DriverRing.at(memory, RING, 4, packed, false);
        Virtqueue queue = deviceSide(driver, packed);
        for (int i = 0; i < 4; i++) {
            Element[] elements = new Element[4];
            for (int j = 0; j < 4; j++) {
                elements[j] = new Element(BUFFERS + 0x1000L * (4 * i + j), 16 + j, j >= 2);
            }
            assertThat(driver.add(elements, TABLES + 0x1000L * i)).isNotNegative();
        }
        for (int i = 0; i < 4; i++) {
            DescriptorChain chain = new DescriptorChain();
            assertThat(queue.pop(chain)).isTrue();
            assertThat(chain.readable().bytes()).isEqualTo(33);
            assertThat(chain.writable().bytes()).isEqualTo(37);
        }
        assertThat(queue.pop(new DescriptorChain())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void buffersComeBackInTheOrderTheyAreFinished(boolean packed) throws VirtqueueError {
        DriverRing driver = DriverRing.at(memory, RING, 8, packed, false);
        Virtqueue queue = deviceSide(driver, packed);
        int[] ids = new int[4];
        List<DescriptorChain> chains = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids[i] =
                    driver.add(
                            new Element[] {
                                new Element(BUFFERS, 8, false), new Element(BUFFERS, 8, true)
                            },
                            0);
            chains.add(new DescriptorChain());
            queue.pop(chains.get(i));
        }
        for (int i : new int[] {2, 0, 3, 1}) {
            queue.push(chains.get(i), i);
            assertThat(driver.take()).isEqualTo(new Used(ids[i], i));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRingFollowsItsMemoryWhenTheMapChanges(boolean packed) throws VirtqueueError {
        DriverRing driver = DriverRing.at(memory, RING, 8, packed, false);
        Virtqueue queue = deviceSide(driver, packed);
        memory.addRam(0x10_0000, 0x1000);
        driver.add(new Element[] {new Element(BUFFERS, 8, false)}, 0);
        DescriptorChain chain = new DescriptorChain();
        assertThat(queue.pop(chain)).isTrue();

        memory.remove(RAM);

        assertThatThrownBy(() -> queue.push(chain, 0))
                .isInstanceOf(VirtqueueError.class)
                .hasMessageContaining("descriptor area of 0x80 bytes at 0x80100000");
    }

    /** At every place of the ring, so that the named entry lies before, at and after the wrap. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptComesWithTheNamedEntryAndNotBefore(boolean packed) throws VirtqueueError {
        int size = 4;
        DriverRing driver = DriverRing.at(memory, RING, size, packed, true);
        Virtqueue queue = deviceSide(driver, packed);
        DescriptorChain chain = new DescriptorChain();
        for (int start = 0; start < 3 * size; start++) {
            for (int more = 0; more < size; more++) {
                driver.interruptAfter(more);
                for (int batch = 0; batch < size; batch++) {
                    driver.add(new Element[] {new Element(BUFFERS, 8, true)}, 0);
                    assertThat(queue.pop(chain)).isTrue();
                    queue.push(chain, 1);
                    assertThat(queue.interruptNeeded())
                            .as("entry %d after naming entry %d", batch, more)
                            .isEqualTo(batch == more);
                    assertThat(queue.interruptNeeded()).as("nothing new was used").isFalse();
                }
                while (driver.take() != null) {}
            }
            driver.add(new Element[] {new Element(BUFFERS, 8, true)}, 0);
            queue.pop(chain);
            queue.push(chain, 1);
            queue.interruptNeeded();
            driver.take();
        }
    }

    /** Else a driver that never looks at its used ring could have the device hold any number. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aQueueHoldsNoMoreThanItsDescriptors(boolean packed) throws VirtqueueError {
        DriverRing driver = DriverRing.at(memory, RING, 4, packed, false);
        Virtqueue queue = deviceSide(driver, packed);
        for (int i = 0; i < 4; i++) {
            driver.add(new Element[] {new Element(BUFFERS, 8, false)}, 0);
            queue.pop(new DescriptorChain());
        }
        if (packed) {
            memory.write16(RING + 14, 1 << 15);
        } else {
            memory.write16(driver.driverArea() + 2, 5);
        }
        assertThatThrownBy(() -> queue.pop(new DescriptorChain()))
                .isInstanceOf(VirtqueueError.class)
                .hasMessage("more descriptors are in use than the queue's 4");
    }

    @Test
    void ofAPackedTableOnlyTheWriteFlagCounts() throws VirtqueueError {
        DriverRing driver = DriverRing.at(memory, RING, 4, true, false);
        Virtqueue queue = deviceSide(driver, true);
        driver.add(
                new Element[] {new Element(BUFFERS, 8, false), new Element(BUFFERS, 16, true)},
                TABLES);
        memory.write16(TABLES + 14, 0xffff & ~DriverRing.WRITE);
        memory.write16(TABLES + 16 + 14, 0xffff);
        DescriptorChain chain = new DescriptorChain();
        assertThat(queue.pop(chain)).isTrue();
        assertThat(chain.readable().bytes()).isEqualTo(8);
        assertThat(chain.writable().bytes()).isEqualTo(16);
    }

    @Test
    void aSplitChainMayEndInATable() throws VirtqueueError {
        DriverRing driver = DriverRing.at(memory, RING, 4, false, false);
        Virtqueue queue = deviceSide(driver, false);
        driver.add(
                new Element[] {new Element(BUFFERS, 8, false), new Element(TABLES, 32, true)}, 0);
        memory.write16(RING + 16 + 12, DriverRing.INDIRECT | DriverRing.WRITE);
        memory.write64(TABLES, BUFFERS + 0x1000);
        memory.write32(TABLES + 8, 5);
        memory.write16(TABLES + 12, DriverRing.NEXT);
        memory.write16(TABLES + 14, 1);
        memory.write64(TABLES + 16, BUFFERS + 0x2000);
        memory.write32(TABLES + 24, 7);
        memory.write16(TABLES + 28, DriverRing.WRITE);
        DescriptorChain chain = new DescriptorChain();
        assertThat(queue.pop(chain)).isTrue();
        assertThat(chain.readable().bytes())
                .as("the write flag of the table itself is ignored")
                .isEqualTo(13);
        assertThat(chain.writable().bytes()).isEqualTo(7);
    }

    @Test
    void elementsOfMoreThanAnIntAreCutInPieces() throws VirtqueueError {
        long far = 0x1_0000_0000L;
        memory.addRam(far, 4L << 30);
        DriverRing driver = DriverRing.at(memory, RING, 4, false, false);
        Virtqueue queue = deviceSide(driver, false);
        driver.add(new Element[] {new Element(far, -1, true)}, 0);
        DescriptorChain chain = new DescriptorChain();
        assertThat(queue.pop(chain)).isTrue();
        assertThat(chain.writable().bytes()).isEqualTo(0xffff_ffffL);
        queue.push(chain, 0xffff_ffffL);
        assertThat(driver.take()).isEqualTo(new Used(0, 0xffff_ffffL));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pushingWhatIsNotHeldIsOurOwnMistake(boolean packed) throws VirtqueueError {
        DriverRing driver = DriverRing.at(memory, RING, 8, packed, false);
        Virtqueue queue = deviceSide(driver, packed);
        driver.add(new Element[] {new Element(BUFFERS, 8, true)}, 0);
        DescriptorChain chain = new DescriptorChain();
        queue.pop(chain);

        assertThatThrownBy(() -> queue.push(chain, 9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x9 bytes into 0x8");
        queue.push(chain, 8);
        assertThatThrownBy(() -> queue.push(chain, 8)).isInstanceOf(IllegalStateException.class);
    }

    /**
     * A driver and a device take random turns for more than two laps of the 16-bit indices. Every
     * buffer carries a number out and another back; whatever the order, each comes back once, with
     * its own length and its own bytes. Kicks and interrupts are asked for at random entries and
     * must come exactly then.
     */
    @ParameterizedTest
    @CsvSource({
        "false, 1, false", "false, 4, true", "false, 256, true", "false, 128, false",
        "true, 1, true", "true, 7, true", "true, 256, true", "true, 100, false",
    })
    void buffersSurviveEveryWrapOfTheIndices(boolean packed, int size, boolean eventIndex)
            throws VirtqueueError {
        long seed = 31L * size + (packed ? 1 : 0) + (eventIndex ? 2 : 0);
        new Conversation(packed, size, eventIndex, seed).run(140_000);
    }

    /** One long exchange over one ring. */
    private final class Conversation {

        private static final int SLOT_BYTES = 64;

        private final SplittableRandom random;
        private final String what;
        private final DriverRing driver;
        private final Virtqueue queue;
        private final boolean packed;
        private final boolean eventIndex;
        private final int size;
        private final List<DescriptorChain> held = new ArrayList<>();
        private final List<DescriptorChain> idle = new ArrayList<>();
        private final Map<Integer, Long> numberOfId = new HashMap<>();
        private final Map<Integer, Long> answerOfId = new HashMap<>();

        /** Free places for buffers; one more than there can be buffers. */
        private final ArrayDeque<Integer> places = new ArrayDeque<>();

        private final Map<Integer, Integer> placeOfId = new HashMap<>();
        private long sent;
        private long finished;

        Conversation(boolean packed, int size, boolean eventIndex, long seed)
                throws VirtqueueError {
            this.packed = packed;
            this.size = size;
            this.eventIndex = eventIndex;
            random = new SplittableRandom(seed);
            what = "packed=" + packed + " size=" + size + " seed=" + seed;
            driver = DriverRing.at(memory, RING, size, packed, eventIndex);
            queue = deviceSide(driver, packed);
            for (int i = 0; i <= size; i++) {
                places.add(i);
            }
        }

        void run(int total) throws VirtqueueError {
            boolean kicksWanted = true;
            queue.requestKicks();
            while (finished < total) {
                switch (random.nextInt(4)) {
                    case 0 -> {
                        boolean any = send();
                        boolean kick = driver.kickNeeded();
                        assertThat(kick)
                                .as("%s: a kick comes exactly when it was asked for", what)
                                .isEqualTo(any && kicksWanted);
                        kicksWanted &= !kick || !eventIndex;
                    }
                    case 1 -> {
                        queue.suppressKicks();
                        // A split ring's event index cannot be taken back, only left behind.
                        kicksWanted &= eventIndex && !packed;
                        receive();
                        if (random.nextBoolean()) {
                            kicksWanted = true;
                            assertThat(queue.requestKicks())
                                    .as("%s: the ring was emptied", what)
                                    .isFalse();
                        }
                    }
                    case 2 -> answer();
                    default -> take();
                }
            }
        }

        /** The driver adds some buffers. */
        private boolean send() {
            boolean any = false;
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                int elements = random.nextInt(1, Math.min(size, 4) + 1);
                boolean table = random.nextBoolean();
                long number = sent;
                int place = places.getFirst();
                long area = BUFFERS + SLOT_BYTES * 4L * place;
                Element[] list = new Element[elements];
                int readable = elements == 1 ? random.nextInt(2) : random.nextInt(1, elements);
                for (int i = 0; i < elements; i++) {
                    list[i] = new Element(area + (long) SLOT_BYTES * i, 8 + i, i >= readable);
                }
                int id = driver.add(list, table ? TABLES + 0x100L * place : 0);
                if (id < 0) {
                    return any;
                }
                memory.write64(area, number);
                assertThat(numberOfId.put(id, number)).isNull();
                placeOfId.put(id, places.removeFirst());
                sent++;
                any = true;
            }
            return any;
        }

        /** The device empties the ring. */
        private void receive() throws VirtqueueError {
            DescriptorChain chain = idle.isEmpty() ? new DescriptorChain() : idle.removeLast();
            while (queue.pop(chain)) {
                held.add(chain);
                chain = idle.isEmpty() ? new DescriptorChain() : idle.removeLast();
            }
            idle.add(chain);
        }

        /** The device finishes some buffers in any order and asks whether to interrupt. */
        private void answer() throws VirtqueueError {
            if (held.isEmpty()) {
                return;
            }
            boolean wanted = random.nextBoolean();
            if (wanted) {
                driver.enableInterrupts();
            } else {
                driver.disableInterrupts();
            }
            // Nothing may be left to take, or the event index would name an entry of the past.
            take();
            if (wanted && eventIndex) {
                driver.interruptAfter(0);
            }
            for (int n = random.nextInt(1, held.size() + 1); n > 0; n--) {
                DescriptorChain chain = held.remove(random.nextInt(held.size()));
                long written = random.nextLong(chain.writable().bytes() + 1);
                if (chain.readable().count() > 0) {
                    assertThat(HostMemory.getLong(chain.readable().address(0)))
                            .as("%s: the buffer's number", what)
                            .isEqualTo(numberOfId.get(chain.id()));
                }
                if (written > 0) {
                    HostMemory.putByte(chain.writable().address(0), (byte) written);
                }
                answerOfId.put(chain.id(), written);
                queue.push(chain, written);
                idle.add(chain);
            }
            assertThat(queue.interruptNeeded())
                    .as("%s: an interrupt comes exactly when it was asked for", what)
                    .isEqualTo(wanted);
        }

        /** The driver takes what came back. */
        private void take() {
            Used used;
            while ((used = driver.take()) != null) {
                assertThat(numberOfId.remove(used.id()))
                        .as("%s: id %d was in use", what, used.id())
                        .isNotNull();
                assertThat(answerOfId.remove(used.id()))
                        .as("%s: length of id %d", what, used.id())
                        .isEqualTo(used.length());
                places.addLast(Objects.requireNonNull(placeOfId.remove(used.id())));
                finished++;
            }
        }
    }
}
