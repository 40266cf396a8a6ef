package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.Filemap;
import dev.fuselage.kernel.mm.FilemapFault;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.Truncate;
import dev.fuselage.kernel.mm.VmArea;
import dev.fuselage.kernel.mm.VmFault;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Attributes;
import dev.fuselage.kernel.vfs.OpenFile;

/** Mappings of regular files ({@code fuse_file_vm_ops}). */
final class FuseVmOperations extends FilemapFault {
    private static final FuseVmOperations INSTANCE = new FuseVmOperations();

    private FuseVmOperations() {}

    /**
     * {@code fuse_file_mmap}. Where the server wants no cache, only private mappings are possible
     * unless it allows others.
     */
    @KernelFunction("fuse_file_mmap")
    static int mmap(OpenFile file, VmArea area) {
        FuseInode fi = FuseInode.of(file.inode());
        FuseFile ff = FuseFile.of(file);
        if (ff.isDirect()) {
            boolean shared = area.has(VmArea.VM_MAYSHARE);
            if (shared && !fi.conn().features.directIoAllowMmap) {
                return -Errno.ENODEV;
            }
            int _ = Truncate.invalidateInodePages2(fi.mapping);
            if (!shared) {
                return genericMmap(file, area);
            }
            fi.ioMode().cachedOpen(ff);
        }
        if (area.has(VmArea.VM_SHARED | VmArea.VM_MAYWRITE)) {
            fi.writeback().link(ff);
        }
        Filemap.accessed(file);
        area.setOp(INSTANCE);
        return 0;
    }

    /**
     * {@code fuse_page_mkwrite}: a page whose WRITE is not answered must not change, because there
     * is only one copy of it.
     */
    @Override
    @KernelFunction("fuse_page_mkwrite")
    public int pageMkwrite(VmFault vmf) {
        OpenFile file = vmf.area().file();
        FuseInode fi = FuseInode.of(file.inode());
        Page page = vmf.page();
        int _ = Attributes.updateTime(file);
        page.lock();
        if (page.mapping() != fi.mapping) {
            page.unlock();
            return VmFault.NOPAGE;
        }
        fi.waitOnPageWriteback(page.index());
        return VmFault.LOCKED;
    }

    /** {@code fuse_vma_close}: who is left to write after this may have no file. */
    @Override
    @KernelFunction("fuse_vma_close")
    public void close(VmArea area) {
        FuseInode fi = FuseInode.of(area.file().inode());
        int error = fi.writeNow(true);
        if (error != 0) {
            fi.mapping.setError(error);
        }
    }
}
