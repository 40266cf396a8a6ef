package dev.fuselage.kernel.mm;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Attributes;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.machine.cost.Cost;

/**
 * Mappings of files through the page cache (generic_file_vm_ops, mm/filemap.c): faults read the
 * pages around, and map what is at hand.
 */
public class FilemapFault extends VmOperations {
    /** Of file systems that need nothing special. */
    public static final FilemapFault GENERIC = new FilemapFault();

    /** Misses, less hits, after which reading around is given up (MMAP_LOTSAMISS). */
    private static final int LOTS_OF_MISSES = 100;

    private static final int LOOK_AGAIN = 0;

    /** For file systems with more to do. */
    protected FilemapFault() {}

    /** The mmap of file systems that need nothing special (generic_file_mmap). */
    public static int genericMmap(OpenFile file, VmArea area) {
        Filemap.accessed(file);
        area.setOp(GENERIC);
        return 0;
    }

    // ---- faults

    @Override
    @KernelFunction("filemap_fault")
    public final int fault(VmFault vmf) {
        AddressSpace mapping = vmf.area().file().mapping();
        if (isPastEnd(mapping, vmf.index)) {
            return VmFault.SIGBUS;
        }
        Page page = mapping.findGet(vmf.index);
        int result = 0;
        boolean invalidateLocked = false;
        if (page == null) {
            result = VmFault.MAJOR;
            readAround(vmf, mapping);
        } else {
            if (!vmf.tried) {
                readBehindMark(vmf, mapping, page);
            }
            if (!page.isUptodate()) {
                mapping.invalidateLock().downRead();
                invalidateLocked = true;
            }
        }
        while (true) {
            if (page == null) {
                if (!invalidateLocked) {
                    mapping.invalidateLock().downRead();
                    invalidateLocked = true;
                }
                page = findOrCreate(mapping, vmf.index);
            }
            int settled = settle(vmf, mapping, page, invalidateLocked);
            if (settled == LOOK_AGAIN) {
                page = null;
                continue;
            }
            if (invalidateLocked) {
                mapping.invalidateLock().upRead();
            }
            return settled == VmFault.LOCKED ? found(vmf, mapping, page, result) : result | settled;
        }
    }

    /**
     * Locks the page and brings it up to date: {@link VmFault#LOCKED}, or how the fault goes on
     * without the reference.
     *
     * @param mayRead the invalidate lock is held: without it the page may be on its way out
     */
    private static int settle(VmFault vmf, AddressSpace mapping, Page page, boolean mayRead) {
        if (!lock(vmf, page)) {
            page.put();
            return VmFault.RETRY;
        }
        boolean isUptodate = page.isUptodate();
        if (page.mapping() != mapping || (!isUptodate && !mayRead)) {
            page.unlock();
            page.put();
            return LOOK_AGAIN;
        }
        if (isUptodate && !vmf.dropped) {
            return VmFault.LOCKED;
        }
        int error = 0;
        if (isUptodate) {
            page.unlock();
        } else {
            vmf.mayDrop();
            error = Filemap.readPage(vmf.area().file(), mapping, page);
        }
        page.put();
        if (vmf.dropped) {
            return VmFault.RETRY;
        }
        return error == 0 ? LOOK_AGAIN : VmFault.SIGBUS;
    }

    /** The size must be looked at again under the page lock. */
    private static int found(VmFault vmf, AddressSpace mapping, Page page, int result) {
        if (isPastEnd(mapping, vmf.index)) {
            page.unlock();
            page.put();
            return VmFault.SIGBUS;
        }
        vmf.setPage(page);
        return result | VmFault.LOCKED;
    }

    private static boolean isPastEnd(AddressSpace mapping, long index) {
        return index >= (mapping.host().size + Page.SIZE - 1) >>> Page.SHIFT;
    }

    private static Page findOrCreate(AddressSpace mapping, long index) {
        Page page = mapping.findGet(index);
        if (page == null) {
            page = mapping.allocator().allocate();
            int _ = mapping.add(page, index);
            page.unlock();
        }
        return page;
    }

    /** lock_folio_maybe_drop_mmap: false when the task is to die. */
    private static boolean lock(VmFault vmf, Page page) {
        if (page.tryLock()) {
            return true;
        }
        vmf.mayDrop();
        return page.lockKillable() == 0;
    }

    // ---- readahead

    /** The page is missing (do_sync_mmap_readahead). */
    @KernelFunction("do_sync_mmap_readahead")
    private static void readAround(VmFault vmf, AddressSpace mapping) {
        OpenFile file = vmf.area().file();
        ReadaheadState ra = file.ra;
        if (vmf.area().has(VmArea.VM_RAND_READ) || ra.raPages == 0) {
            return;
        }
        boolean sequential = vmf.area().has(VmArea.VM_SEQ_READ);
        if (!sequential) {
            ra.mmapMiss = Math.min(ra.mmapMiss + 1, LOTS_OF_MISSES * 10);
            if (ra.mmapMiss > LOTS_OF_MISSES) {
                return;
            }
        }
        vmf.mayDrop();
        PageBatch batch = mapping.allocator().takeBatch();
        ReadaheadControl control = batch.control.init(file, mapping, ra, vmf.index);
        if (sequential) {
            Readahead.sync(control, ra.raPages);
        } else {
            Readahead.around(control);
        }
        control.clear();
        mapping.allocator().giveBatch(batch);
    }

    /** The page is there: it may start the next readahead (do_async_mmap_readahead). */
    private static void readBehindMark(VmFault vmf, AddressSpace mapping, Page page) {
        OpenFile file = vmf.area().file();
        ReadaheadState ra = file.ra;
        if (vmf.area().has(VmArea.VM_RAND_READ) || ra.raPages == 0) {
            return;
        }
        ra.mmapMiss = Math.max(ra.mmapMiss - 1, 0);
        if (!page.isReadahead()) {
            return;
        }
        vmf.mayDrop();
        PageBatch batch = mapping.allocator().takeBatch();
        ReadaheadControl control = batch.control.init(file, mapping, ra, vmf.index);
        Readahead.async(control, page, ra.raPages);
        control.clear();
        mapping.allocator().giveBatch(batch);
    }

    // ---- mapping what is at hand

    @Override
    public final boolean hasMapPages() {
        return true;
    }

    @Override
    public final int mapPages(VmFault vmf, long first, long last) {
        VmArea area = vmf.area();
        AddressSpace mapping = area.file().mapping();
        PageTable table = area.memory.table;
        int mapped = 0;
        int result = 0;
        for (long index = first; index <= last && !isPastEnd(mapping, index); index++) {
            Page page = mapping.find(index);
            if (page == null || !canMap(page) || table.page(area.vpn(index)) != null) {
                continue;
            }
            table.set(area.vpn(index), page.get(), 0);
            mapping.allocator().scheduler().spend(Cost.PAGE_CACHE_LOOKUP);
            mapped++;
            if (index == vmf.index) {
                result = VmFault.NOPAGE;
            }
        }
        ReadaheadState ra = area.file().ra;
        ra.mmapMiss = Math.max(ra.mmapMiss - mapped, 0);
        return result;
    }

    /** next_uptodate_folio. */
    private static boolean canMap(Page page) {
        return !page.isLocked() && page.isUptodate() && !page.isReadahead();
    }

    // ---- stores

    @Override
    public boolean hasPageMkwrite() {
        return true;
    }

    /** filemap_page_mkwrite. */
    @Override
    public int pageMkwrite(VmFault vmf) {
        OpenFile file = vmf.area().file();
        int _ = Attributes.updateTime(file);
        Page page = vmf.page();
        page.lock();
        Inode inode = file.inode();
        if (page.mapping() != inode.mapping) {
            page.unlock();
            return VmFault.NOPAGE;
        }
        boolean _ = page.setDirty();
        return VmFault.LOCKED;
    }
}
