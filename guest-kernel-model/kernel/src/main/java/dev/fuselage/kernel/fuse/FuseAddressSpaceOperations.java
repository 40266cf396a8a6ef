package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.AddressSpace;
import dev.fuselage.kernel.mm.AddressSpaceOperations;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.ReadaheadControl;
import dev.fuselage.kernel.mm.WritebackControl;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;
import org.jspecify.annotations.Nullable;

/** How pages of regular files are filled ({@code fuse_file_aops}). */
final class FuseAddressSpaceOperations extends AddressSpaceOperations {
    static final FuseAddressSpaceOperations INSTANCE = new FuseAddressSpaceOperations();

    private FuseAddressSpaceOperations() {}

    @Override
    public boolean hasReadahead() {
        return true;
    }

    @Override
    public boolean hasDirectIo() {
        return true;
    }

    @Override
    @KernelFunction("fuse_read_folio")
    public int readFolio(@Nullable OpenFile file, Page page) {
        if (file == null) {
            page.unlock();
            return -Errno.EIO;
        }
        return FuseRead.page(FuseInode.of(file.inode()), file, page);
    }

    @Override
    @KernelFunction("fuse_readahead")
    public void readahead(ReadaheadControl control) {
        FuseRead.ahead(control);
    }

    @Override
    public int writepages(AddressSpace mapping, WritebackControl control) {
        return FuseWritepages.write(FuseInode.of(mapping.host()), control);
    }

    @Override
    public int launderFolio(Page page) {
        AddressSpace mapping = page.mapping();
        return mapping == null ? 0 : FuseWritepages.launder(FuseInode.of(mapping.host()), page);
    }

    @Override
    @KernelFunction("fuse_direct_IO")
    public long directIo(Kiocb iocb, IovIter iter) {
        return FuseDirect.directIo(FuseInode.of(iocb.file().inode()), iocb, iter);
    }
}
