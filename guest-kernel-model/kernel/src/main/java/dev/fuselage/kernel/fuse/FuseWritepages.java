package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.AddressSpace;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageVector;
import dev.fuselage.kernel.mm.WritebackControl;
import dev.fuselage.kernel.task.KernelFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes dirty pages of a file back ({@code fuse_writepages}): consecutive ones in one WRITE, as
 * many as server and transport take.
 *
 * <p>Each page is copied and counts as written once its WRITE is queued: a server that does not
 * answer must not keep memory from being reclaimed. Whoever has to know better asks {@link
 * FuseWriteback#isWriteback}. One object writes once.
 */
final class FuseWritepages {
    private final FuseInode fi;
    private final FuseWriteback writeback;
    private final PageVector originals = new PageVector(1);
    private @Nullable FuseFile file;
    private @Nullable FuseWritepage wpa;

    private FuseWritepages(FuseInode fi) {
        this.fi = fi;
        this.writeback = fi.writeback();
    }

    @KernelFunction("fuse_writepages")
    static int write(FuseInode fi, WritebackControl control) {
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        if (!control.syncAll && fi.conn().background().isCongested()) {
            return 0;
        }
        return new FuseWritepages(fi).write(control);
    }

    /** {@code write_cache_pages}. */
    private int write(WritebackControl control) {
        AddressSpace mapping = fi.mapping;
        long last = control.rangeEnd >>> Page.SHIFT;
        int error = 0;
        Page page = mapping.next(control.rangeStart >>> Page.SHIFT);
        while (page != null && page.index() <= last) {
            long index = page.index();
            if (page.isDirty()) {
                page.get();
                int result = lockAndFill(mapping, page, control.syncAll);
                error = error != 0 ? error : result;
                page.put();
            }
            page = mapping.next(index + 1);
        }
        send();
        FuseFile ff = file;
        if (ff != null) {
            ff.put(false);
        }
        return error;
    }

    /** folio_prepare_writeback: somebody else may write or drop it while its lock is waited for. */
    private int lockAndFill(AddressSpace mapping, Page page, boolean wait) {
        page.lock();
        boolean ours = page.mapping() == mapping && page.isDirty();
        if (ours && page.isWriteback()) {
            if (wait) {
                page.waitWriteback();
            } else {
                ours = false;
            }
        }
        int error = 0;
        if (ours && mapping.clearDirtyForIo(page)) {
            error = fill(page);
        }
        page.unlock();
        return error;
    }

    /** {@code fuse_writepages_fill}. */
    @KernelFunction("fuse_writepages_fill")
    private int fill(Page page) {
        if (needsSend(page)) {
            send();
        }
        FuseFile ff = file;
        if (ff == null) {
            ff = writeback.writeFile();
            file = ff;
        }
        if (ff == null) {
            return -Errno.EIO;
        }
        FuseWritepage target = wpa;
        boolean first = target == null;
        if (target == null) {
            target = writeback.setUp(ff, page.pos());
        }
        page.startWriteback();
        target.req().data.add(copyOf(fi, page), 0, Page.SIZE);
        if (!first) {
            originals.add(page.get(), 0, Page.SIZE);
        } else if (writeback.add(target)) {
            wpa = target;
            originals.add(page.get(), 0, Page.SIZE);
        } else {
            page.endWriteback();
        }
        return 0;
    }

    private static Page copyOf(FuseInode fi, Page page) {
        Page copy = fi.conn().pages().allocate();
        copy.copyFrom(page);
        return copy;
    }

    /** {@code fuse_writepage_need_send}. */
    private boolean needsSend(Page page) {
        FuseWritepage target = wpa;
        if (target == null) {
            return false;
        }
        FuseConn fc = fi.conn();
        int pages = target.pages();
        return writeback.isWriteback(page.index())
                || pages == fc.maxPages
                || (pages + 1) * Page.SIZE > fc.maxWrite
                || target.first() + pages != page.index();
    }

    private void send() {
        FuseWritepage target = wpa;
        if (target == null) {
            return;
        }
        wpa = null;
        writeback.queue(target);
        for (int i = 0; i < originals.count(); i++) {
            originals.page(i).endWriteback();
        }
        originals.putAll();
    }

    /** Writes a locked dirty page before it is dropped, and waits ({@code fuse_launder_folio}). */
    @KernelFunction("fuse_launder_folio")
    static int launder(FuseInode fi, Page page) {
        if (!fi.mapping.clearDirtyForIo(page)) {
            return 0;
        }
        FuseWriteback writeback = fi.writeback();
        writeback.waitOnPage(page.index());
        int error = writeLocked(fi, page);
        if (error == 0) {
            writeback.waitOnPage(page.index());
        }
        return error;
    }

    /** {@code fuse_writepage_locked}. */
    @KernelFunction("fuse_writepage_locked")
    private static int writeLocked(FuseInode fi, Page page) {
        FuseWriteback writeback = fi.writeback();
        FuseFile ff = writeback.writeFile();
        if (ff == null) {
            fi.mapping.setError(-Errno.EIO);
            return -Errno.EIO;
        }
        FuseWritepage wpa = writeback.setUp(ff, page.pos());
        ff.put(false);
        page.startWriteback();
        wpa.req().data.add(copyOf(fi, page), 0, Page.SIZE);
        if (!writeback.add(wpa)) {
            throw new IllegalStateException(page + " is written twice");
        }
        writeback.queue(wpa);
        page.endWriteback();
        return 0;
    }
}
