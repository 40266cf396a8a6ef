package dev.fuselage.kernel.mm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.TestGuest;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.memory.GuestMemory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Buffers of a program and the kernel's way through them. */
class UserMemoryTest {
    private static final long RAM = 4L << 20;

    private final GuestMemory ram = new GuestMemory();
    private final TestGuest guest = new TestGuest(1);
    private final PageAllocator allocator;
    private final UserMemory memory;

    UserMemoryTest() {
        ram.addRam(MemoryMap.RAM_BASE, RAM);
        allocator = new PageAllocator(guest.scheduler, ram, MemoryMap.RAM_BASE, RAM);
        memory = new UserMemory(allocator);
    }

    @AfterEach
    void close() {
        ram.close();
    }

    /** Runs on a task, which copies are charged to. */
    private void run(Runnable body) {
        guest.spawn("test", body);
        guest.run();
        assertThat(guest.said()).containsExactly("done");
    }

    private void done() {
        guest.say("done");
    }

    private void fill(long address, String text) {
        memory.write(address, text.getBytes(StandardCharsets.ISO_8859_1), 0, text.length());
    }

    private String text(long address, int length) {
        byte[] bytes = new byte[length];
        memory.read(address, bytes, 0, length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aBufferBeginsWhereItIsWantedAndIsZero() {
        long address = memory.allocate(10, 4090);
        assertThat(address & (Page.SIZE - 1)).isEqualTo(4090);
        assertThat(text(address, 10)).isEqualTo("\0".repeat(10));
        assertThat(memory.page(address, false)).isNotSameAs(memory.page(address + 9, false));
    }

    @Test
    void nobodyOwnsThePagesAroundABuffer() {
        long a = memory.allocate(Page.SIZE);
        long b = memory.allocate(3 * Page.SIZE);
        assertThat(memory.page(a - 1, false)).isNull();
        assertThat(memory.page(a + Page.SIZE, false)).isNull();
        assertThat(memory.page(b - 1, false)).isNull();
        assertThat(memory.page(b + 3 * Page.SIZE, false)).isNull();
        assertThat(memory.page(0, false)).isNull();
        assertThat(memory.page(-1, false)).isNull();
        assertThatThrownBy(() -> memory.read8(a + Page.SIZE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void freedRoomIsUsedAgainAndItsPagesGoBack() {
        long a = memory.allocate(2 * Page.SIZE);
        long b = memory.allocate(Page.SIZE);
        long used = allocator.used();
        memory.free(a, 2 * Page.SIZE);
        assertThat(allocator.used()).isEqualTo(used - 2);
        assertThat(memory.allocate(2 * Page.SIZE)).isEqualTo(a);
        assertThat(memory.allocate(Page.SIZE)).isGreaterThan(b);
    }

    @Test
    void copiesStopAtTheEndOfTheBuffer() {
        run(() -> {
            long from = memory.allocate(Page.SIZE);
            long to = memory.allocate(Page.SIZE);
            fill(from + Page.SIZE - 5, "hello");
            Page page = requireNonNull(memory.page(to, false));
            assertThat(memory.copyFrom(from + Page.SIZE - 5, page.hostAddress(), 300)).isEqualTo(5);
            assertThat(text(to, 5)).isEqualTo("hello");
            assertThat(memory.copyTo(from + Page.SIZE - 3, page.hostAddress(), 300)).isEqualTo(3);
            assertThat(text(from + Page.SIZE - 5, 5)).isEqualTo("hehel");
            done();
        });
    }

    @Test
    void bytesThatDoNotFitAreAFault() {
        run(() -> {
            long a = memory.allocate(Page.SIZE);
            byte[] bytes = new byte[10];
            assertThat(memory.put(a + Page.SIZE - 5, bytes, 0, 10)).isEqualTo(-Errno.EFAULT);
            assertThat(memory.get(a + Page.SIZE - 5, bytes, 0, 10)).isEqualTo(-Errno.EFAULT);
            assertThat(memory.put(a + Page.SIZE - 10, bytes, 0, 10)).isZero();
            assertThat(memory.clear(a + Page.SIZE - 10, 20)).isEqualTo(10);
            done();
        });
    }

    @Test
    void rangesOfTheKernelAreNoRangesOfAProgram() {
        assertThat(UserMemory.isUserRange(0x1000, 10)).isTrue();
        assertThat(UserMemory.isUserRange(-4096, 10)).isFalse();
        assertThat(UserMemory.isUserRange(Long.MAX_VALUE, 10)).isFalse();
        assertThat(UserMemory.isUserRange(0, -1)).isFalse();
    }

    @Test
    void aChildHasACopy() {
        run(() -> {
            long a = memory.allocate(4);
            fill(a, "same");
            UserMemory child = (UserMemory) memory.forChild(guest.scheduler.current());
            fill(a, "mine");
            byte[] bytes = new byte[4];
            child.read(a, bytes, 0, 4);
            assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).isEqualTo("same");
            long used = allocator.used();
            child.exit(guest.scheduler.current());
            assertThat(allocator.used()).isEqualTo(used - 1);
            done();
        });
    }

    @Test
    void anIteratorGoesOverRangesAndBack() {
        run(() -> {
            long a = memory.allocate(3);
            long b = memory.allocate(4, 4094);
            long kernel = memory.allocate(Page.SIZE);
            Page page = requireNonNull(memory.page(kernel, false));
            fill(a, "abc");
            fill(b, "defg");
            IovIter iter = new IovIter().user(memory, IovIter.SOURCE);
            iter.addRange(a, 3);
            iter.addRange(b, 0);
            iter.addRange(b, 4);
            assertThat(iter.count()).isEqualTo(7);
            assertThat(iter.pageCount(100)).isEqualTo(3);
            assertThat(iter.copyToPage(page, 0, 5)).isEqualTo(5);
            assertThat(text(kernel, 5)).isEqualTo("abcde");
            assertThat(iter.userAddress()).isEqualTo(b + 2);
            iter.revert(4);
            assertThat(iter.userAddress()).isEqualTo(a + 1);
            assertThat(iter.singleSegmentCount()).isEqualTo(2);
            assertThat(iter.copyToPage(page, 0, 100)).isEqualTo(6);
            assertThat(text(kernel, 6)).isEqualTo("bcdefg");
            assertThat(iter.count()).isZero();
            done();
        });
    }

    @Test
    void anIteratorStopsAtAFault() {
        run(() -> {
            long a = memory.allocate(Page.SIZE);
            long kernel = memory.allocate(Page.SIZE);
            Page page = requireNonNull(memory.page(kernel, false));
            IovIter iter = new IovIter().user(memory, a + Page.SIZE - 10, 100, IovIter.DEST);
            assertThat(iter.faultInReadable(100)).isEqualTo(10);
            assertThat(iter.copyFromPage(page, 0, 100)).isEqualTo(10);
            assertThat(iter.count()).isEqualTo(90);
            assertThat(iter.copyFromPage(page, 0, 100)).isZero();
            done();
        });
    }

    @Test
    void pagesOfARangeArePinnedAndLetGo() {
        run(() -> {
            long a = memory.allocate(2 * Page.SIZE, 100);
            Page first = requireNonNull(memory.page(a, false));
            IovIter iter = new IovIter().user(memory, a, 2 * Page.SIZE, IovIter.DEST);
            PageVector vector = new PageVector(2);
            assertThat(iter.takePages(vector, Long.MAX_VALUE, 2)).isEqualTo(2 * Page.SIZE - 100);
            assertThat(vector.count()).isEqualTo(2);
            assertThat(vector.offset(0)).isEqualTo(100);
            assertThat(vector.length(0)).isEqualTo(Page.SIZE - 100);
            assertThat(first.count()).isEqualTo(2);
            vector.putAll();
            assertThat(first.count()).isEqualTo(1);
            assertThat(iter.count()).isEqualTo(100);
            done();
        });
    }
}
