package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.LinkBody;
import dev.fuselage.machine.memory.HostMemory;
import org.jspecify.annotations.Nullable;

/**
 * The body of a symbolic link: READLINK each time, or once into the page cache where the server
 * allows ({@code fuse_get_link}).
 */
final class FuseReadlink {
    private FuseReadlink() {}

    @KernelFunction("fuse_get_link")
    static int getLink(@Nullable Dentry dentry, FuseInode fi, LinkBody out) {
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        if (fi.conn().features.cacheSymlinks) {
            return fromCache(dentry, fi, out);
        }
        if (dentry == null) {
            return -Errno.ECHILD;
        }
        Page page = fi.conn().pages().allocate();
        int length = read(fi, page);
        if (length >= 0) {
            out.set(text(page, length));
        }
        page.put();
        return Math.min(length, 0);
    }

    private static int fromCache(@Nullable Dentry dentry, FuseInode fi, LinkBody out) {
        Page page = fi.data.find(0);
        if ((page == null || !page.isUptodate()) && dentry == null) {
            return -Errno.ECHILD;
        }
        page = fi.data.grabForWrite(0);
        int error = 0;
        if (!page.isUptodate()) {
            int read = read(fi, page);
            error = Math.min(read, 0);
            page.setUptodate(read >= 0);
        }
        page.unlock();
        if (error == 0) {
            out.set(text(page, terminated(page)));
        }
        page.put();
        return error;
    }

    /**
     * READLINK into a page, with a NUL behind the text; the length or a negative errno ({@code
     * fuse_readlink_page}).
     */
    @KernelFunction("fuse_readlink_page")
    static int read(FuseInode fi, Page page) {
        FuseConn fc = fi.conn();
        int room = Page.SIZE - 1;
        FuseReq req = fc.request(fi.mount(), Opcode.READLINK, fi.nodeid);
        req.outPages(room);
        req.data.add(page, 0, room);
        req.outArgvar = true;
        req.pageZeroing = true;
        int length = fc.send(req);
        req.release();
        fi.invalidateAtime();
        if (length >= 0) {
            page.zero(length, 1);
        }
        return length;
    }

    private static int terminated(Page page) {
        int length = 0;
        while (length < Page.SIZE && HostMemory.getByte(page.hostAddress() + length) != 0) {
            length++;
        }
        return length;
    }

    private static String text(Page page, int length) {
        return FuseText.read(page.hostAddress(), length);
    }
}
