package dev.fuselage.kernel.mm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.GuestPrograms;
import dev.fuselage.kernel.syscall.Program;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.LoggedFs;
import dev.fuselage.machine.memory.HostMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which pages leave a cache, which stay, and what becomes of the parts of a page. */
class TruncateTest {
    private static final int PAGES = 8;
    private static final int SIZE = PAGES * Page.SIZE;

    private final GuestPrograms guest = new GuestPrograms(1);
    private final LoggedFs fs = new LoggedFs().file("f", SIZE);
    private final List<Object> seen = new ArrayList<>();
    private List<String> log = List.of();

    @AfterEach
    void close() {
        guest.close();
    }

    /** Runs with all pages of a file cached. */
    private void run(BiConsumer<Program, Inode> body) {
        guest.vfs.types().register(fs);
        guest.run(p -> {
            p.sys.mount("x", "/mnt", "logged", 0, "");
            int fd = (int) p.open("/mnt/f", OpenFlags.O_RDONLY);
            p.sys.read(fd, p.buffer(), SIZE);
            Inode inode = requireNonNull(fs.opened);
            assertThat(inode.mapping.pageCount()).isEqualTo(PAGES);
            fs.takeLog();
            body.accept(p, inode);
            log = fs.takeLog();
        });
    }

    private static List<Long> cached(Inode inode) {
        List<Long> indexes = new ArrayList<>();
        for (Page page = inode.mapping.next(0);
                page != null;
                page = inode.mapping.next(page.index() + 1)) {
            indexes.add(page.index());
        }
        return indexes;
    }

    private static int at(Inode inode, long position) {
        Page page = requireNonNull(inode.mapping.find(position >>> Page.SHIFT));
        return HostMemory.getByte(page.hostAddress() + (position & (Page.SIZE - 1)));
    }

    @Test
    void aShorterFileLosesWholePagesAndTheEndOfTheLast() {
        run((p, inode) -> {
            Truncate.truncateSetsize(inode, 2 * Page.SIZE + 100);
            seen.add(cached(inode));
            seen.add(at(inode, 2 * Page.SIZE + 99));
            seen.add(at(inode, 2 * Page.SIZE + 100));
            seen.add(at(inode, 3 * Page.SIZE - 1));
            seen.add(inode.size);
        });
        assertThat(seen).containsExactly(List.of(0L, 1L, 2L), 99, 0, 0, 2L * Page.SIZE + 100);
        assertThat(log).contains("invalidate 2 100+3996", "invalidate 7 0+4096");
    }

    @Test
    void aHoleInsideAPageIsZeroed() {
        run((p, inode) -> {
            Truncate.truncatePagecacheRange(inode, 10, 19);
            seen.add(cached(inode).size());
            seen.add(at(inode, 9));
            seen.add(at(inode, 10));
            seen.add(at(inode, 19));
            seen.add(at(inode, 20));
        });
        assertThat(seen).containsExactly(PAGES, 9, 0, 0, 20);
    }

    @Test
    void aHoleOverPagesTakesThemOut() {
        run((p, inode) -> {
            Truncate.truncatePagecacheRange(inode, Page.SIZE - 1, 3 * Page.SIZE + 1);
            seen.add(cached(inode));
            seen.add(at(inode, Page.SIZE - 2));
            seen.add(at(inode, Page.SIZE - 1));
            seen.add(at(inode, 3 * Page.SIZE + 1));
            seen.add(at(inode, 3 * Page.SIZE + 2));
        });
        assertThat(seen).containsExactly(List.of(0L, 3L, 4L, 5L, 6L, 7L), -2, 0, 0, 2);
    }

    @Test
    void aHoleOfExactlyOnePageTakesItOut() {
        run((p, inode) -> {
            Truncate.truncatePagecacheRange(inode, Page.SIZE, 2 * Page.SIZE - 1);
            seen.add(cached(inode));
        });
        assertThat(seen).containsExactly(List.of(0L, 2L, 3L, 4L, 5L, 6L, 7L));
    }

    @Test
    void invalidationLaundersWhatIsDirtyAndTellsWhatItCouldNotDrop() {
        run((p, inode) -> {
            Page dirty = requireNonNull(inode.mapping.find(3));
            boolean _ = dirty.setDirty();
            fs.kept.add(5L);
            seen.add(Truncate.invalidateInodePages2(inode.mapping));
            seen.add(cached(inode));
            fs.kept.clear();
            seen.add(Truncate.invalidateInodePages2Range(inode.mapping, 0, 4));
            seen.add(Truncate.invalidateInodePages2Range(inode.mapping, 5, 5));
            seen.add(cached(inode));
        });
        assertThat(seen).containsExactly(-Errno.EBUSY, List.of(5L), 0, 0, List.of());
        assertThat(log).containsExactly("launder 3");
    }

    @Test
    void droppingIdlePagesLeavesThoseInUse() {
        run((p, inode) -> {
            Page held = requireNonNull(inode.mapping.findGet(1));
            Page dirty = requireNonNull(inode.mapping.find(2));
            Page locked = requireNonNull(inode.mapping.find(4));
            boolean _ = dirty.setDirty();
            assertThat(locked.tryLock()).isTrue();
            seen.add(Truncate.invalidateMappingPages(inode.mapping, 0, Long.MAX_VALUE));
            seen.add(cached(inode));
            locked.unlock();
            held.put();
            boolean _ = dirty.clearDirty();
            seen.add(Truncate.invalidateMappingPages(inode.mapping, 0, 1));
            seen.add(cached(inode));
        });
        assertThat(seen).containsExactly(5L, List.of(1L, 2L, 4L), 1L, List.of(2L, 4L));
    }

    @Test
    void droppedPagesGoBackToTheirAllocator() {
        run((p, inode) -> {
            long used = guest.pages.used();
            Truncate.truncatePagecache(inode, 0);
            seen.add(used - guest.pages.used());
        });
        assertThat(seen).containsExactly((long) PAGES);
    }
}
