package dev.fuselage.kernel.mm;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.FileSync;
import dev.fuselage.kernel.vfs.OpenFile;

/**
 * What programs ask for ranges of their mappings, which may be parts of several: protection,
 * writing back, advice (mm/mprotect.c, mm/msync.c, mm/madvise.c). Results are 0 or negative errno.
 */
public final class MappedRanges {
    private MappedRanges() {}

    /** Changes what may be done with a range (do_mprotect_pkey). */
    public static int protect(MappedMemory memory, long start, long length, int protection) {
        long bytes = MappedMemory.roundUp(length);
        if (!MappedMemory.isRange(start, length, bytes) || (protection & ~VmArea.ACCESS) != 0) {
            return -Errno.EINVAL;
        }
        if (!isCovered(memory, start, start + bytes)) {
            return -Errno.ENOMEM;
        }
        for (long at = start; at < start + bytes; ) {
            VmArea area = memory.find(at);
            if (area == null || (protection & ~(area.flags >> 4)) != 0) {
                return -Errno.EACCES;
            }
            memory.split(at);
            memory.split(Math.min(area.end, start + bytes));
            area = memory.find(at);
            if (area == null) {
                throw new IllegalStateException("mapping at 0x%x vanished".formatted(at));
            }
            protect(area, protection);
            at = area.end;
        }
        return 0;
    }

    private static void protect(VmArea area, int protection) {
        MappedMemory memory = area.memory;
        PageTable table = memory.table;
        area.flags = (area.flags & ~VmArea.ACCESS) | protection;
        long last = MappedMemory.vpn(area.end - 1);
        boolean any = false;
        for (long vpn = table.next(MappedMemory.vpn(area.start), last);
                vpn >= 0;
                vpn = table.next(vpn + 1, last)) {
            any = true;
            int flags = table.flags(vpn) & ~(PageTable.WRITABLE | PageTable.HIDDEN);
            if ((flags & PageTable.ANONYMOUS) == 0) {
                // It comes back with the next fault.
                memory.drop(vpn);
            } else {
                table.setFlags(vpn, area.allows(false) ? flags : flags | PageTable.HIDDEN);
            }
        }
        memory.flushIf(any);
    }

    private static boolean isCovered(MappedMemory memory, long start, long end) {
        for (long at = start; at < end; ) {
            VmArea area = memory.find(at);
            if (area == null) {
                return false;
            }
            at = area.end;
        }
        return true;
    }

    /** Writes shared mappings of a range to their files (msync). */
    @KernelFunction("__se_sys_msync")
    public static int sync(MappedMemory memory, long start, long length, int flags) {
        long bytes = MappedMemory.roundUp(length);
        int both = MmapFlags.MS_ASYNC | MmapFlags.MS_SYNC;
        if ((flags & ~(both | MmapFlags.MS_INVALIDATE)) != 0
                || (flags & both) == both
                || (start & (Page.SIZE - 1)) != 0) {
            return -Errno.EINVAL;
        }
        if (!MappedMemory.isRange(start, length, bytes)) {
            return -Errno.ENOMEM;
        }
        long at = start;
        long end = start + bytes;
        int error = 0;
        while (at < end) {
            VmArea area = memory.next(at);
            if (area == null || area.start >= end) {
                return -Errno.ENOMEM;
            }
            if (area.start > at) {
                error = -Errno.ENOMEM;
                at = area.start;
            }
            long to = Math.min(area.end, end);
            OpenFile file = area.fileOrNull();
            if ((flags & MmapFlags.MS_SYNC) != 0 && file != null && area.has(VmArea.VM_SHARED)) {
                long first = area.index(at) << Page.SHIFT;
                int result = FileSync.range(file, first, first + (to - at) - 1, true);
                if (result != 0) {
                    return result;
                }
            }
            at = to;
        }
        return error;
    }

    /** What to expect of a range (do_madvise). */
    public static int advise(MappedMemory memory, long start, long length, int advice) {
        long bytes = MappedMemory.roundUp(length);
        boolean known = advice >= MmapFlags.MADV_NORMAL && advice <= MmapFlags.MADV_DONTNEED;
        if (!known || !MappedMemory.isRange(start, length, bytes)) {
            return -Errno.EINVAL;
        }
        for (VmArea area : memory.cut(start, start + bytes)) {
            advise(area, advice);
        }
        return isCovered(memory, start, start + bytes) ? 0 : -Errno.ENOMEM;
    }

    private static void advise(VmArea area, int advice) {
        int order = VmArea.VM_RAND_READ | VmArea.VM_SEQ_READ;
        OpenFile file = area.fileOrNull();
        switch (advice) {
            case MmapFlags.MADV_NORMAL -> area.flags &= ~order;
            case MmapFlags.MADV_RANDOM -> area.flags = (area.flags & ~order) | VmArea.VM_RAND_READ;
            case MmapFlags.MADV_SEQUENTIAL ->
                    area.flags = (area.flags & ~order) | VmArea.VM_SEQ_READ;
            case MmapFlags.MADV_DONTNEED -> area.memory.zap(area, area.start, area.end);
            default -> {
                if (file != null) {
                    Filemap.forceReadahead(file, area.pgoff, area.pages());
                }
            }
        }
    }
}
