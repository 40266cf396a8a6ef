package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.mm.AddressSpace;
import dev.fuselage.kernel.mm.AddressSpaceOperations;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.WriteBegin;
import org.jspecify.annotations.Nullable;

/** Pages of {@link RamFs} (ram_aops): the cache is the file. */
final class RamPages extends AddressSpaceOperations {
    static final RamPages INSTANCE = new RamPages();

    private RamPages() {}

    @Override
    public int readFolio(@Nullable OpenFile file, Page page) {
        page.zero(0, Page.SIZE);
        page.setUptodate(true);
        page.unlock();
        return 0;
    }

    @Override
    public void writeBegin(
            OpenFile file, AddressSpace mapping, long pos, int length, WriteBegin out) {
        Page page = mapping.grabForWrite(pos >>> Page.SHIFT);
        if (!page.isUptodate() && length != Page.SIZE) {
            int from = (int) pos & (Page.SIZE - 1);
            page.zero(0, from);
            page.zero(from + length, Page.SIZE - from - length);
        }
        out.page = page;
    }

    @Override
    public int writeEnd(
            OpenFile file, AddressSpace mapping, long pos, int length, int copied, Page page) {
        if (!page.isUptodate()) {
            if (copied < length) {
                page.zero(((int) pos & (Page.SIZE - 1)) + copied, length - copied);
            }
            page.setUptodate(true);
        }
        Inode inode = mapping.host();
        inode.size = Math.max(inode.size, pos + copied);
        boolean _ = page.setDirty();
        page.unlock();
        page.put();
        return copied;
    }
}
