package dev.fuselage.kernel.mm;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.vfs.Attributes;
import dev.fuselage.machine.cost.Cost;
import org.jspecify.annotations.Nullable;

/**
 * Page faults of one program (mm/memory.c): reads map the file's page, stores into private mappings
 * copy it, stores into shared ones ask the file system first and make it dirty.
 *
 * <p>A program is one task here, so nobody contends for its memory: mmap_lock is left out, and
 * giving it up for a wait only means that the fault starts again.
 */
final class PageFaults {
    /** Pages mapped around a fault (fault_around_bytes). */
    private static final int AROUND = 16;

    private static final int TABLE_ENTRIES = 512;

    private final MappedMemory memory;
    private final TaskScheduler scheduler;
    private final VmFault vmf = new VmFault();

    PageFaults(MappedMemory memory) {
        this.memory = memory;
        this.scheduler = memory.allocator().scheduler();
    }

    /**
     * Serves a fault (do_page_fault): 0 when the access can be tried again; the signal it raises
     * otherwise, SIGKILL when the task is to die anyway.
     */
    @KernelFunction("do_page_fault")
    int handle(long address, boolean write) {
        scheduler.spend(Cost.PAGE_FAULT);
        scheduler.syncPoint();
        VmArea area = memory.find(address);
        if (area == null || !area.allows(write)) {
            return Signal.SIGSEGV;
        }
        int result = one(vmf.begin(area, address, write, false));
        if ((result & VmFault.RETRY) != 0 && !scheduler.current().fatalSignalPending()) {
            result = one(vmf.begin(area, address, write, true));
        }
        vmf.end();
        if ((result & VmFault.RETRY) != 0) {
            return scheduler.current().fatalSignalPending() ? Signal.SIGKILL : 0;
        }
        if ((result & VmFault.SIGSEGV) != 0) {
            return Signal.SIGSEGV;
        }
        return (result & VmFault.SIGBUS) != 0 ? Signal.SIGBUS : 0;
    }

    /** handle_pte_fault. */
    private int one(VmFault fault) {
        VmArea area = fault.area();
        Page present = memory.table.page(fault.vpn());
        if (present != null) {
            if (memory.table.is(fault.vpn(), PageTable.HIDDEN)) {
                memory.table.setFlags(fault.vpn(), own(area));
                return 0;
            }
            return fault.write ? writeProtected(fault, present) : 0;
        }
        if (area.fileOrNull() == null) {
            return anonymous(fault);
        }
        if (!fault.write) {
            return read(fault);
        }
        return area.has(VmArea.VM_SHARED) ? shared(fault) : copyOnWrite(fault);
    }

    private static boolean failed(int result) {
        return (result & (VmFault.ERROR | VmFault.NOPAGE | VmFault.RETRY)) != 0;
    }

    /** Writable from the start only where stores are allowed. */
    private static int own(VmArea area) {
        return PageTable.ANONYMOUS | (area.has(VmArea.VM_WRITE) ? PageTable.WRITABLE : 0);
    }

    /** do_anonymous_page, without the page of zeros that Linux shares for reads. */
    private int anonymous(VmFault fault) {
        memory.table.set(fault.vpn(), memory.allocator().allocateZeroed(), own(fault.area()));
        return 0;
    }

    // ---- files

    /** do_read_fault. */
    @KernelFunction("do_read_fault")
    private int read(VmFault fault) {
        VmArea area = fault.area();
        if (area.op.hasMapPages()) {
            int around = mapAround(fault);
            if (around != 0) {
                return around;
            }
        }
        int result = lockedPage(fault);
        if (failed(result)) {
            return result;
        }
        Page page = fault.page();
        if (!enter(fault, page, 0)) {
            page.put();
        }
        page.unlock();
        return result;
    }

    /** do_fault_around: inside the mapping and the page table of the fault. */
    private static int mapAround(VmFault fault) {
        VmArea area = fault.area();
        long entry = fault.vpn() & (TABLE_ENTRIES - 1);
        long inArea = fault.index - area.pgoff;
        long from = Math.max(entry & -AROUND, entry - Math.min(entry, inArea));
        long to =
                Math.min(Math.min(from + AROUND, TABLE_ENTRIES), entry + area.pages() - inArea) - 1;
        return area.op.mapPages(fault, fault.index + from - entry, fault.index + to - entry);
    }

    /** __do_fault. */
    private static int lockedPage(VmFault fault) {
        int result = fault.area().op.fault(fault);
        if (!failed(result) && (result & VmFault.LOCKED) == 0) {
            fault.page().lock();
        }
        return result;
    }

    /** set_pte_range: the page's reference becomes the table's, unless something is mapped. */
    private boolean enter(VmFault fault, Page page, int flags) {
        if (memory.table.page(fault.vpn()) != null) {
            return false;
        }
        memory.table.set(fault.vpn(), page, flags);
        return true;
    }

    /** do_shared_fault. */
    @KernelFunction("do_shared_fault")
    private int shared(VmFault fault) {
        int result = lockedPage(fault);
        if (failed(result)) {
            return result;
        }
        Page page = fault.page();
        boolean asks = fault.area().op.hasPageMkwrite();
        if (asks) {
            page.unlock();
            int answer = mkwrite(fault, page);
            if (failed(answer) || answer == 0) {
                page.put();
                return answer;
            }
        }
        if (!enter(fault, page, PageTable.WRITABLE)) {
            page.unlock();
            page.put();
            return VmFault.NOPAGE;
        }
        dirty(fault, page, asks);
        return result;
    }

    /** do_page_mkwrite: 0 when the page has left the file meanwhile. */
    @KernelFunction("do_page_mkwrite")
    private static int mkwrite(VmFault fault, Page page) {
        fault.setPage(page);
        int result = fault.area().op.pageMkwrite(fault);
        if (failed(result) || (result & VmFault.LOCKED) != 0) {
            return result;
        }
        page.lock();
        if (page.mapping() == null) {
            page.unlock();
            return 0;
        }
        return result | VmFault.LOCKED;
    }

    /** fault_dirty_shared_page: unlocks the page. */
    private void dirty(VmFault fault, Page page, boolean asked) {
        AddressSpace mapping = page.mapping();
        boolean dirtied = mapping != null && mapping.ops().dirtyFolio(mapping, page);
        page.unlock();
        if (!asked) {
            int _ = Attributes.updateTime(fault.area().file());
        }
        if (mapping != null && (dirtied || asked)) {
            memory.dirtied(mapping);
        }
    }

    /** do_cow_fault. */
    @KernelFunction("do_cow_fault")
    private int copyOnWrite(VmFault fault) {
        int result = lockedPage(fault);
        if (failed(result)) {
            return result;
        }
        Page page = fault.page();
        Page copy = copyOf(page);
        boolean entered = enter(fault, copy, own(fault.area()));
        page.unlock();
        page.put();
        if (!entered) {
            copy.put();
        }
        return result;
    }

    private Page copyOf(Page page) {
        Page copy = memory.allocator().allocate();
        copy.copyFrom(page);
        return copy;
    }

    // ---- present but not writable

    /** do_wp_page. */
    @KernelFunction("do_wp_page")
    private int writeProtected(VmFault fault, Page page) {
        VmArea area = fault.area();
        int flags = memory.table.flags(fault.vpn());
        if ((flags & PageTable.WRITABLE) != 0) {
            return 0;
        }
        if ((flags & PageTable.ANONYMOUS) != 0) {
            memory.table.setFlags(fault.vpn(), flags | PageTable.WRITABLE);
            return 0;
        }
        if (!area.has(VmArea.VM_SHARED)) {
            Page copy = copyOf(page);
            Page old = memory.table.clear(fault.vpn());
            memory.table.set(fault.vpn(), copy, own(area));
            scheduler.spend(Cost.TLB_FLUSH);
            putIfAny(old);
            return 0;
        }
        return sharedWriteProtected(fault, page);
    }

    /** wp_page_shared. */
    private int sharedWriteProtected(VmFault fault, Page page) {
        page.get();
        boolean asks = fault.area().op.hasPageMkwrite();
        if (asks) {
            int answer = mkwrite(fault, page);
            if (failed(answer) || answer == 0) {
                page.put();
                return answer;
            }
        } else {
            page.lock();
        }
        if (!isMapped(fault, page)) {
            page.unlock();
            page.put();
            return VmFault.NOPAGE;
        }
        memory.table.setFlags(fault.vpn(), PageTable.WRITABLE);
        dirty(fault, page, asks);
        page.put();
        return 0;
    }

    /** It may have been unmapped while the file system was asked. */
    @SuppressWarnings("ReferenceEquality") // a page equals nothing but itself
    private boolean isMapped(VmFault fault, Page page) {
        return memory.table.page(fault.vpn()) == page;
    }

    private static void putIfAny(@Nullable Page page) {
        if (page != null) {
            page.put();
        }
    }
}
