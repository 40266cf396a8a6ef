package dev.fuselage.kernel.mm;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;
import org.jspecify.annotations.Nullable;

/**
 * How a file system moves pages of a file (struct address_space_operations). Results are 0, counts
 * or negative errno.
 */
public abstract class AddressSpaceOperations {
    /** Whether {@link #readahead} is there; without it pages are read one by one. */
    public boolean hasReadahead() {
        return false;
    }

    /** Whether {@link #directIo} is there. */
    public boolean hasDirectIo() {
        return false;
    }

    /** Reads a locked page; unlocks it when done, uptodate or not. */
    public int readFolio(@Nullable OpenFile file, Page page) {
        page.unlock();
        return -Errno.EIO;
    }

    /**
     * Reads the pages of the control, which are locked and in the cache; takes them with {@link
     * ReadaheadControl#next}.
     */
    public void readahead(ReadaheadControl control) {}

    /** Writes dirty pages; {@code wait} for data integrity (WB_SYNC_ALL). */
    public int writepages(AddressSpace mapping, WritebackControl control) {
        return 0;
    }

    /**
     * A page to write into at {@code pos}, locked, with the bytes around the write valid. Errors
     * through {@code out.error}.
     */
    public void writeBegin(
            OpenFile file, AddressSpace mapping, long pos, int length, WriteBegin out) {
        out.error = -Errno.EIO;
    }

    /**
     * Ends {@link #writeBegin}: unlocks and puts the page; returns how many of the copied bytes
     * count.
     */
    public int writeEnd(
            OpenFile file, AddressSpace mapping, long pos, int length, int copied, Page page) {
        return -Errno.EIO;
    }

    /** Marks a page dirty; true when it was clean. */
    public boolean dirtyFolio(AddressSpace mapping, Page page) {
        return page.setDirty();
    }

    /** Part of a page is being truncated away. */
    public void invalidateFolio(Page page, int offset, int length) {}

    /** Lets go of what the file system attached to a page; false when it cannot. */
    public boolean releaseFolio(Page page) {
        return true;
    }

    /** Writes a locked dirty page before it is dropped. */
    public int launderFolio(Page page) {
        return 0;
    }

    /** Whether some bytes of a page that is not uptodate can be read all the same. */
    public boolean isPartiallyUptodate(Page page, int from, int count) {
        return false;
    }

    /** Moves data between the user's pages and the file directly. */
    public long directIo(Kiocb iocb, IovIter iter) {
        return -Errno.EINVAL;
    }
}
