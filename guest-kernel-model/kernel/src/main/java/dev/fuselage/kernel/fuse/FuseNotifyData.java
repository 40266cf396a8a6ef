package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseNotifyRetrieveIn;
import dev.fuselage.fuse.FuseNotifyRetrieveOut;
import dev.fuselage.fuse.FuseNotifyStoreOut;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.task.KernelFunction;

/**
 * A daemon puts data into the page cache, or asks for what is there ({@code fuse_notify_store},
 * {@code fuse_notify_retrieve}).
 */
final class FuseNotifyData {
    private static final FuseEnd RETRIEVED = (fm, req, error) -> req.data.putAll();

    private FuseNotifyData() {}

    @KernelFunction("fuse_notify_store")
    static int store(FuseConn fc, long size, FuseCopyState cs) {
        if (size < FuseNotifyStoreOut.SIZE) {
            return -Errno.EINVAL;
        }
        Wire out = cs.structure(FuseNotifyStoreOut.SIZE);
        int error = cs.copyStructure(FuseNotifyStoreOut.SIZE);
        if (error != 0) {
            return error;
        }
        long nodeid = FuseNotifyStoreOut.NODEID.get(out);
        long offset = FuseNotifyStoreOut.OFFSET.get(out);
        long bytes = FuseNotifyStoreOut.SIZE_FIELD.getUnsigned(out);
        if (size - FuseNotifyStoreOut.SIZE != bytes || offset < 0 || offset + bytes < 0) {
            return -Errno.EINVAL;
        }
        fc.mounts.killsb().downRead();
        FuseInode fi = FuseReverse.find(fc, nodeid);
        error = -Errno.ENOENT;
        if (fi != null) {
            error = fill(fi, offset, bytes, cs);
            fi.put();
        }
        fc.mounts.killsb().upRead();
        return error;
    }

    private static int fill(FuseInode fi, long offset, long bytes, FuseCopyState cs) {
        long end = offset + bytes;
        if (end > fi.size) {
            boolean _ = fi.writeUpdate(end, bytes);
        }
        boolean toTheEnd = end >= fi.size;
        long at = offset;
        while (at < end) {
            int inPage = (int) at & (Page.SIZE - 1);
            int piece = (int) Math.min(end - at, Page.SIZE - inPage);
            Page page = fi.data.findOrCreate(at >>> Page.SHIFT);
            int error = cs.page(page, inPage, piece, false);
            boolean whole = piece == Page.SIZE || (toTheEnd && at + piece == end);
            if (error == 0 && !page.isUptodate() && inPage == 0 && whole) {
                page.zero(piece, Page.SIZE - piece);
                page.setUptodate(true);
            }
            page.unlock();
            page.put();
            if (error != 0) {
                return error;
            }
            at += piece;
        }
        return 0;
    }

    @KernelFunction("fuse_notify_retrieve")
    static int retrieve(FuseConn fc, long size, FuseCopyState cs) {
        if (size != FuseNotifyRetrieveOut.SIZE) {
            return -Errno.EINVAL;
        }
        Wire out = cs.structure(FuseNotifyRetrieveOut.SIZE);
        int error = cs.copyStructure(FuseNotifyRetrieveOut.SIZE);
        if (error != 0) {
            return error;
        }
        long unique = FuseNotifyRetrieveOut.NOTIFY_UNIQUE.get(out);
        long nodeid = FuseNotifyRetrieveOut.NODEID.get(out);
        long offset = FuseNotifyRetrieveOut.OFFSET.get(out);
        long wanted = FuseNotifyRetrieveOut.SIZE_FIELD.getUnsigned(out);
        cs.finish();
        fc.mounts.killsb().downRead();
        FuseInode fi = FuseReverse.find(fc, nodeid);
        error = -Errno.ENOENT;
        if (fi != null) {
            error = send(fi, unique, offset, wanted);
            fi.put();
        }
        fc.mounts.killsb().upRead();
        return error;
    }

    /** {@code fuse_retrieve}: what is cached without a gap, as a NOTIFY_REPLY. */
    @KernelFunction("fuse_retrieve")
    private static int send(FuseInode fi, long unique, long offset, long wanted) {
        FuseConn fc = fi.conn();
        long left = Math.min(wanted, fc.maxWrite);
        left = offset < 0 || offset > fi.size ? 0 : Math.min(left, fi.size - offset);
        FuseReq req = fc.request(fi.mount(), Opcode.NOTIFY_REPLY, fi.nodeid);
        int inPage = (int) offset & (Page.SIZE - 1);
        long index = offset >>> Page.SHIFT;
        int total = 0;
        while (left > 0 && req.data.count() < fc.maxPages) {
            Page page = fi.data.findGet(index);
            if (page == null) {
                break;
            }
            int piece = (int) Math.min(left, Page.SIZE - inPage);
            req.data.add(page, inPage, piece);
            inPage = 0;
            left -= piece;
            total += piece;
            index++;
        }
        Wire in = req.in(FuseNotifyRetrieveIn.SIZE);
        FuseNotifyRetrieveIn.OFFSET.set(in, offset);
        FuseNotifyRetrieveIn.SIZE_FIELD.set(in, total);
        req.inPages(total);
        req.end = RETRIEVED;
        int error = fc.sendNotifyReply(req, unique);
        if (error != 0) {
            RETRIEVED.end(fi.mount(), req, error);
            req.release();
        }
        return error;
    }
}
