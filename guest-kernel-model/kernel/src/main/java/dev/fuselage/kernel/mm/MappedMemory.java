package dev.fuselage.kernel.mm;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.machine.cost.Cost;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a program's memory that mmap(2) fills (mm/mmap.c): areas in the order of their
 * addresses, and the pages that faults have put there.
 *
 * <p>New areas lie above {@link #BASE}, from the top down as Linux places them. What a mapping is
 * asked for is checked here; what a fault does is {@link PageFaults}' business.
 */
public final class MappedMemory {
    /**
     * First address of what is mapped wherever there is room; for built-in programs first of all,
     * because what lies below is {@link UserMemory}'s.
     */
    public static final long BASE = 0x20_0000_0000L;

    /** Address behind the last (TASK_SIZE of Sv39). */
    public static final long END = PageTable.PAGES << Page.SHIFT;

    /** Below it only those map who may do raw I/O (mmap_min_addr). */
    static final long LEAST = 0x1_0000;

    /** Most areas of a program (sysctl_max_map_count). */
    private static final int MOST_AREAS = 65530;

    /** Pages a program may make dirty before it is looked whether there are too many. */
    private static final int RATELIMIT_PAGES = 32;

    final PageTable table = new PageTable();
    private final PageAllocator allocator;
    private final long lowest;
    private final List<VmArea> areas = new ArrayList<>();
    private final PageFaults faults;

    /**
     * Nothing mapped yet.
     *
     * @param lowest first address at which anything can be mapped
     */
    MappedMemory(PageAllocator allocator, long lowest) {
        this.allocator = allocator;
        this.lowest = lowest;
        this.faults = new PageFaults(this);
    }

    PageAllocator allocator() {
        return allocator;
    }

    static long vpn(long address) {
        return address >>> Page.SHIFT;
    }

    boolean contains(long address) {
        return address >= lowest && address < END;
    }

    /** The area of an address, or null. */
    @Nullable VmArea find(long address) {
        VmArea area = next(address);
        return area != null && area.start <= address ? area : null;
    }

    /** The first area that ends behind an address (find_vma). */
    @Nullable VmArea next(long address) {
        int i = position(address);
        return i < areas.size() ? areas.get(i) : null;
    }

    /** Index of the first area that ends behind an address. */
    private int position(long address) {
        int low = 0;
        int high = areas.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (areas.get(middle).end <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    // ---- accesses

    /** The page at an address if it is mapped for that access, or null: the program would fault. */
    @Nullable Page present(long address, boolean write) {
        if (!contains(address)) {
            return null;
        }
        long vpn = vpn(address);
        int flags = table.flags(vpn);
        Page page = table.page(vpn);
        if (page == null) {
            return null;
        }
        page.entryRead();
        boolean hidden = (flags & PageTable.HIDDEN) != 0;
        return hidden || (write && (flags & PageTable.WRITABLE) == 0) ? null : page;
    }

    /** Serves a fault: 0 to try again, or a signal. */
    int fault(long address, boolean write) {
        return faults.handle(address, write);
    }

    /** A store has made a page of a file dirty (balance_dirty_pages_ratelimited). */
    void dirtied(AddressSpace mapping) {
        if (allocator.scheduler().current().hasDirtied(RATELIMIT_PAGES)) {
            mapping.host().sb.bdi().balanceDirtyPages();
        }
    }

    // ---- mapping

    /**
     * Maps a file from a page on, or zeros (do_mmap): the address, or a negative errno.
     *
     * @param protection PROT_* bits
     * @param flags MAP_* bits
     */
    public long map(
            @Nullable OpenFile file,
            long wanted,
            long length,
            int protection,
            int flags,
            long pgoff) {
        if (length <= 0) {
            return -Errno.EINVAL;
        }
        long bytes = roundUp(length);
        if (bytes <= 0 || bytes > END - BASE) {
            return -Errno.ENOMEM;
        }
        if (pgoff + (bytes >>> Page.SHIFT) < pgoff) {
            return -Errno.EOVERFLOW;
        }
        if (areas.size() > MOST_AREAS) {
            return -Errno.ENOMEM;
        }
        int vmFlags = MapChecks.flags(file, protection, flags);
        if (vmFlags < 0) {
            return vmFlags;
        }
        long address = place(wanted, bytes, flags);
        return address < 0 ? address : enter(file, address, bytes, pgoff, vmFlags);
    }

    private long place(long wanted, long bytes, int flags) {
        boolean replaces = (flags & MmapFlags.MAP_FIXED) != 0;
        if (!replaces && (flags & MmapFlags.MAP_FIXED_NOREPLACE) == 0) {
            return hole(bytes);
        }
        if ((wanted & (Page.SIZE - 1)) != 0) {
            return -Errno.EINVAL;
        }
        if (wanted < lowest || wanted > END - bytes) {
            return -Errno.ENOMEM;
        }
        if (wanted < LEAST && !mayMapLow()) {
            return -Errno.EPERM;
        }
        VmArea there = next(wanted);
        if (there != null && there.start < wanted + bytes) {
            if (!replaces) {
                return -Errno.EEXIST;
            }
            int _ = unmap(wanted, bytes);
        }
        return wanted;
    }

    /** cap_mmap_addr. */
    private boolean mayMapLow() {
        return allocator.scheduler().current().credentials().capable(Capability.SYS_RAWIO);
    }

    /** The highest hole that is large enough (vm_unmapped_area, top down). */
    private long hole(long bytes) {
        long top = END;
        for (int i = areas.size() - 1; i >= 0 && areas.get(i).end > BASE; i--) {
            if (top - areas.get(i).end >= bytes) {
                break;
            }
            top = areas.get(i).start;
        }
        return top - BASE >= bytes ? top - bytes : -Errno.ENOMEM;
    }

    private long enter(@Nullable OpenFile file, long address, long bytes, long pgoff, int vmFlags) {
        VmArea area = new VmArea(this, file, address, address + bytes, pgoff, vmFlags);
        if (file != null) {
            file.get();
            int error = file.op().mmap(file, area);
            if (error != 0) {
                file.put();
                return error;
            }
            file.mapping().link(area);
        }
        areas.add(position(address), area);
        return address;
    }

    // ---- unmapping

    /** Ends the mappings of a range (do_munmap): 0 or a negative errno. */
    @KernelFunction("do_vmi_munmap")
    public int unmap(long start, long length) {
        long bytes = roundUp(length);
        if (!isRange(start, length, bytes) || bytes == 0) {
            return -Errno.EINVAL;
        }
        split(start);
        split(start + bytes);
        List<VmArea> gone = new ArrayList<>();
        for (int i = position(start); i < areas.size() && areas.get(i).start < start + bytes; ) {
            gone.add(areas.remove(i));
        }
        remove(gone);
        return 0;
    }

    /** To whole pages (PAGE_ALIGN); not positive where that overflows. */
    static long roundUp(long length) {
        return (length + Page.SIZE - 1) & -(long) Page.SIZE;
    }

    static boolean isRange(long start, long length, long bytes) {
        return (start & (Page.SIZE - 1)) == 0
                && length >= 0
                && bytes >= length
                && start >= 0
                && start <= END
                && bytes <= END - start;
    }

    /** All pages first, then the files are told, then let go (unmap_region, remove_vma). */
    private void remove(List<VmArea> gone) {
        for (VmArea area : gone) {
            zap(area, area.start, area.end);
            OpenFile file = area.fileOrNull();
            if (file != null) {
                file.mapping().unlink(area);
            }
        }
        for (VmArea area : gone) {
            area.op.close(area);
            OpenFile file = area.fileOrNull();
            if (file != null) {
                file.put();
            }
        }
    }

    /** Cuts the area that an address lies in, so that it begins one (split_vma). */
    void split(long address) {
        VmArea area = find(address);
        if (area == null || area.start == address) {
            return;
        }
        VmArea upper = area.part(this, address, area.end);
        area.end = address;
        OpenFile file = upper.fileOrNull();
        if (file != null) {
            file.mapping().link(upper);
        }
        areas.add(position(address), upper);
    }

    /** Takes the pages of a part of an area out of the page tables (zap_page_range_single). */
    void zap(VmArea area, long from, long to) {
        boolean any = false;
        long last = vpn(to - 1);
        for (long vpn = table.next(vpn(from), last); vpn >= 0; vpn = table.next(vpn + 1, last)) {
            any = true;
            drop(vpn);
        }
        flushIf(any);
    }

    /**
     * Takes pages of the file out of the page tables, both ends inclusive
     * (unmap_mapping_range_vma).
     *
     * @param own also the program's own copies
     */
    void zapIndexes(VmArea area, long first, long last, boolean own) {
        long from = Math.max(first, area.pgoff);
        long to = Math.min(last, area.pgoff + area.pages() - 1);
        if (from > to) {
            return;
        }
        boolean any = false;
        long end = area.vpn(to);
        for (long vpn = table.next(area.vpn(from), end); vpn >= 0; vpn = table.next(vpn + 1, end)) {
            if (own || !table.is(vpn, PageTable.ANONYMOUS)) {
                any = true;
                drop(vpn);
            }
        }
        flushIf(any);
    }

    void drop(long vpn) {
        Page page = table.clear(vpn);
        if (page != null) {
            page.entryChanged();
            page.put();
        }
    }

    /** The next store to a page of the file faults (page_mkclean_one): true if one was possible. */
    boolean writeProtect(VmArea area, long index) {
        long vpn = area.vpn(index);
        int flags = table.flags(vpn);
        boolean writable =
                (flags & (PageTable.WRITABLE | PageTable.ANONYMOUS)) == PageTable.WRITABLE;
        if (writable) {
            table.setFlags(vpn, flags & ~PageTable.WRITABLE);
            flushIf(true);
        }
        return writable;
    }

    void flushIf(boolean changed) {
        if (changed && allocator.scheduler().currentOrNull() != null) {
            allocator.scheduler().spend(Cost.TLB_FLUSH);
        }
    }

    /** Cuts areas at both ends of a range and gives those inside. */
    List<VmArea> cut(long start, long end) {
        split(start);
        split(end);
        List<VmArea> inside = new ArrayList<>();
        for (int i = position(start); i < areas.size() && areas.get(i).start < end; i++) {
            inside.add(areas.get(i));
        }
        return inside;
    }

    // ---- life

    /** A forked child maps the same (dup_mmap): files' pages come by faults, own ones as copies. */
    MappedMemory copy() {
        MappedMemory child = new MappedMemory(allocator, lowest);
        for (VmArea area : areas) {
            VmArea twin = area.part(child, area.start, area.end);
            child.areas.add(twin);
            OpenFile file = twin.fileOrNull();
            if (file != null) {
                file.mapping().link(twin);
            }
            child.copyOwn(this, area);
        }
        return child;
    }

    private void copyOwn(MappedMemory parent, VmArea area) {
        long last = vpn(area.end - 1);
        for (long vpn = parent.table.next(vpn(area.start), last);
                vpn >= 0;
                vpn = parent.table.next(vpn + 1, last)) {
            Page page = parent.table.page(vpn);
            if (page != null && parent.table.is(vpn, PageTable.ANONYMOUS)) {
                Page twin = allocator.allocate();
                twin.copyFrom(page);
                table.set(vpn, twin, parent.table.flags(vpn));
            }
        }
    }

    /** The program ends or becomes another (exit_mmap). */
    @KernelFunction("exit_mmap")
    void exit() {
        List<VmArea> gone = new ArrayList<>(areas);
        areas.clear();
        remove(gone);
    }
}
