package dev.fuselage.kernel.mm;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.machine.memory.HostMemory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the data of a read or write is, on the side of the caller (struct iov_iter): ranges of a
 * program's memory, or pieces of pages. It knows how far it has come. Reusable.
 */
public final class IovIter {
    /** The data goes into it, as in read(2) (ITER_DEST). */
    public static final boolean DEST = false;

    /** The data comes from it, as in write(2) (ITER_SOURCE). */
    public static final boolean SOURCE = true;

    private @Nullable UserMemory memory;
    private @Nullable PageVector pieces;
    private boolean source;
    private long[] starts = new long[1];
    private long[] lengths = new long[1];
    private int segments;
    private int segment;
    private long offset;
    private long count;

    /** One range of a program's memory (iov_iter_ubuf). */
    public IovIter user(UserMemory program, long address, long length, boolean isSource) {
        reset(isSource);
        memory = program;
        addRange(address, length);
        return this;
    }

    /** A program's memory without ranges yet; see {@link #addRange} (import_iovec). */
    public IovIter user(UserMemory program, boolean isSource) {
        reset(isSource);
        memory = program;
        return this;
    }

    /** Adds a range of the program's memory. */
    public void addRange(long address, long length) {
        if (segments == starts.length) {
            starts = Arrays.copyOf(starts, 2 * segments);
            lengths = Arrays.copyOf(lengths, 2 * segments);
        }
        starts[segments] = address;
        lengths[segments] = length;
        segments++;
        count += length;
    }

    /** Pieces of pages (iov_iter_bvec). */
    public IovIter pages(PageVector vector, boolean isSource) {
        reset(isSource);
        pieces = vector;
        count = vector.bytes();
        return this;
    }

    private void reset(boolean isSource) {
        memory = null;
        pieces = null;
        source = isSource;
        segments = 0;
        segment = 0;
        offset = 0;
        count = 0;
    }

    /** Bytes left (iov_iter_count). */
    public long count() {
        return count;
    }

    /** Whether the data comes from it. */
    public boolean isSource() {
        return source;
    }

    /** Whether it is a program's memory (user_backed_iter). */
    public boolean isUserBacked() {
        return memory != null;
    }

    /** Uses no more than that many bytes (iov_iter_truncate). */
    public void truncate(long bytes) {
        count = Math.min(count, bytes);
    }

    /** Takes back {@link #truncate}: that many bytes are left (iov_iter_reexpand). */
    public void reexpand(long bytes) {
        count = bytes;
    }

    private int segmentCount() {
        PageVector p = pieces;
        return p == null ? segments : p.count();
    }

    private long segmentLength() {
        PageVector p = pieces;
        return p == null ? lengths[segment] : p.length(segment);
    }

    /** Skips bytes (iov_iter_advance). */
    public void advance(long bytes) {
        long left = Math.min(bytes, count);
        count -= left;
        offset += left;
        while (segment < segmentCount() && offset >= segmentLength()) {
            offset -= segmentLength();
            segment++;
        }
    }

    /** Goes back (iov_iter_revert). */
    public void revert(long bytes) {
        count += bytes;
        offset -= bytes;
        while (offset < 0) {
            segment--;
            offset += segmentLength();
        }
    }

    /** Virtual address of the next byte of a program's memory. */
    public long userAddress() {
        return starts[segment] + offset;
    }

    /** Bytes left of the present range or piece (iov_iter_single_seg_count). */
    public long singleSegmentCount() {
        return count == 0 ? 0 : Math.min(count, segmentLength() - offset);
    }

    // ---- copying

    /**
     * Copies from a page to the caller and goes on (copy_page_to_iter): the number of bytes before
     * a fault.
     */
    public int copyFromPage(Page page, int pageOffset, int length) {
        return copyFromKernel(page.hostAddress() + pageOffset, length);
    }

    /**
     * Copies from the caller to a page and goes on (copy_page_from_iter): the number of bytes
     * before a fault.
     */
    public int copyToPage(Page page, int pageOffset, int length) {
        return copyToKernel(page.hostAddress() + pageOffset, length);
    }

    /**
     * Copies from the caller to a page and goes on, with page faults disabled
     * (copy_folio_from_iter_atomic): the number of bytes before a page that is not there.
     */
    public int copyToPageAtomic(Page page, int pageOffset, int length) {
        return copy(page.hostAddress() + pageOffset, length, true, false);
    }

    /** Copies from kernel memory to the caller and goes on (copy_to_iter). */
    public int copyFromKernel(long hostAddress, int length) {
        return copy(hostAddress, length, false, true);
    }

    /** Copies from the caller to kernel memory and goes on (copy_from_iter). */
    public int copyToKernel(long hostAddress, int length) {
        return copy(hostAddress, length, true, true);
    }

    private int copy(long hostAddress, int length, boolean toKernel, boolean faults) {
        int wanted = (int) Math.min(length, count);
        int done = 0;
        while (done < wanted) {
            int piece = (int) Math.min(wanted - done, singleSegmentCount());
            int copied = copyPiece(hostAddress + done, piece, toKernel, faults);
            advance(copied);
            done += copied;
            if (copied < piece) {
                break;
            }
        }
        return done;
    }

    private int copyPiece(long hostAddress, int length, boolean toKernel, boolean faults) {
        UserMemory m = memory;
        if (m != null) {
            long address = userAddress();
            if (!toKernel) {
                return m.copyTo(address, hostAddress, length);
            }
            return faults
                    ? m.copyFrom(address, hostAddress, length)
                    : m.copyFromAtomic(address, hostAddress, length);
        }
        PageVector p = vector();
        long other = p.page(segment).hostAddress() + p.offset(segment) + offset;
        HostMemory.copy(toKernel ? other : hostAddress, toKernel ? hostAddress : other, length);
        return length;
    }

    private PageVector vector() {
        PageVector p = pieces;
        if (p == null) {
            throw new IllegalStateException("iterator used before it is set");
        }
        return p;
    }

    /**
     * Writes zeros to the caller and goes on (iov_iter_zero): the number of bytes before a fault.
     */
    public long zero(long length) {
        long wanted = Math.min(length, count);
        long done = 0;
        while (done < wanted) {
            int piece = (int) Math.min(Math.min(wanted - done, singleSegmentCount()), 1 << 20);
            UserMemory m = memory;
            int cleared = piece;
            if (m != null) {
                cleared = m.clear(userAddress(), piece);
            } else {
                vector().page(segment).zero(vector().offset(segment) + (int) offset, piece);
            }
            advance(cleared);
            done += cleared;
            if (cleared < piece) {
                break;
            }
        }
        return done;
    }

    /**
     * Faults in the pages that the next bytes come from: the number of bytes that are there then,
     * at most {@code length} (length minus fault_in_iov_iter_readable). May block.
     */
    @KernelFunction("fault_in_iov_iter_readable")
    public long faultInReadable(long length) {
        UserMemory m = memory;
        long wanted = Math.min(length, count);
        if (m == null) {
            return wanted;
        }
        long done = 0;
        int at = segment;
        long skip = offset;
        while (done < wanted) {
            if (skip >= lengths[at]) {
                at++;
                skip = 0;
                continue;
            }
            long address = starts[at] + skip;
            if (m.faultIn(address, false) == null) {
                break;
            }
            long piece =
                    Math.min(
                            Math.min(wanted - done, lengths[at] - skip),
                            Page.SIZE - (address & (Page.SIZE - 1)));
            done += piece;
            skip += piece;
        }
        return done;
    }

    // ---- pages

    /** Pages that the next bytes lie in, at most {@code max} (iov_iter_npages). */
    public int pageCount(int max) {
        long left = count;
        long skip = offset;
        int pages = 0;
        for (int at = segment; left > 0 && pages < max; at++) {
            PageVector p = pieces;
            long length = Math.min(left, (p == null ? lengths[at] : p.length(at)) - skip);
            if (length > 0) {
                long first =
                        p == null ? (starts[at] + skip) & (Page.SIZE - 1) : p.offset(at) + skip;
                pages += (int) ((first + length + Page.SIZE - 1) >>> Page.SHIFT);
                left -= length;
            }
            skip = 0;
        }
        return Math.min(pages, max);
    }

    /**
     * Takes the pages of the next bytes, with a reference each, from one range at a time, and goes
     * on (iov_iter_get_pages2). Pages of a program are faulted in for the access that is to come,
     * which may block.
     *
     * @param into gets a piece for each page
     * @return bytes in the pieces; 0 at the end; -EFAULT when the first page is not there
     */
    @KernelFunction("iov_iter_extract_pages")
    public long takePages(PageVector into, long maxBytes, int maxPages) {
        long wanted = Math.min(maxBytes, singleSegmentCount());
        long done = 0;
        int pages = 0;
        while (done < wanted && pages < maxPages) {
            UserMemory m = memory;
            Page page;
            int inPage;
            int room;
            if (m != null) {
                page = m.faultIn(userAddress(), !source);
                inPage = (int) userAddress() & (Page.SIZE - 1);
                room = Page.SIZE - inPage;
            } else {
                page = vector().page(segment);
                inPage = vector().offset(segment) + (int) offset;
                room = (int) singleSegmentCount();
            }
            if (page == null) {
                return done > 0 ? done : -dev.fuselage.fuse.linux.Errno.EFAULT;
            }
            int piece = (int) Math.min(wanted - done, room);
            into.add(page.get(), inPage, piece);
            advance(piece);
            done += piece;
            pages++;
        }
        return done;
    }
}
