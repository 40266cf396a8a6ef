package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.DirentReader;
import dev.fuselage.fuse.FuseDirent;
import dev.fuselage.fuse.FuseForgetIn;
import dev.fuselage.fuse.FuseReadIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.DirContext;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Qstr;
import dev.fuselage.machine.memory.HostMemory;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Listing a directory: from its cache, or by READDIR or READDIRPLUS for a page of records
 * (fs/fuse/readdir.c).
 */
final class FuseReaddir {
    private FuseReaddir() {}

    /** {@code fuse_readdir}. */
    @KernelFunction("fuse_readdir")
    static int readdir(FuseInode dir, OpenFile file, DirContext ctx) {
        if (dir.isBad()) {
            return -Errno.EIO;
        }
        if (FuseFile.of(file).cachesDir()) {
            int result = dir.dirCache().emit(dir, file, ctx);
            if (result != FuseDirCache.UNCACHED) {
                return result;
            }
        }
        return uncached(dir, file, ctx);
    }

    /** Whether attributes are worth their place in the reply ({@code fuse_use_readdirplus}). */
    private static boolean usesPlus(FuseInode dir, DirContext ctx) {
        FuseFeatures features = dir.conn().features;
        if (!features.doReaddirplus) {
            return false;
        }
        if (!features.readdirplusAuto) {
            return true;
        }
        return dir.take(FuseInode.ADVISE_RDPLUS) || ctx.pos == 0;
    }

    @KernelFunction("fuse_readdir_uncached")
    private static int uncached(FuseInode dir, OpenFile file, DirContext ctx) {
        FuseConn fc = dir.conn();
        FuseFile ff = FuseFile.of(file);
        Page page = fc.pages().allocate();
        boolean plus = usesPlus(dir, ctx);
        long version = plus ? fc.attrVersion() : 0;
        FuseReq req = fc.request(ff.mount(), plus ? Opcode.READDIRPLUS : Opcode.READDIR, ff.nodeid);
        Wire in = req.in(FuseReadIn.SIZE);
        FuseReadIn.FH.set(in, ff.fh);
        FuseReadIn.OFFSET.set(in, ctx.pos);
        FuseReadIn.SIZE_FIELD.set(in, Page.SIZE);
        FuseReadIn.FLAGS.set(in, file.flags);
        req.outPages(Page.SIZE);
        req.data.add(page, 0, Page.SIZE);
        req.outArgvar = true;
        boolean locked = dir.lockForOldServer();
        int result = fc.send(req);
        dir.unlockForOldServer(locked);
        if (result == 0) {
            if (ff.cachesDir()) {
                dir.dirCache().end(dir, ctx.pos);
            }
        } else if (result > 0) {
            DirentReader reader = new DirentReader();
            long host = page.hostAddress();
            result =
                    plus
                            ? parsePlus(
                                    dir,
                                    file,
                                    ctx,
                                    reader.resetPlus(
                                            HostMemory.ALL, host, result, ByteOrder.LITTLE_ENDIAN),
                                    req.entry,
                                    version)
                            : parse(
                                    dir,
                                    ff,
                                    ctx,
                                    reader.reset(
                                            HostMemory.ALL, host, result, ByteOrder.LITTLE_ENDIAN));
        }
        req.release();
        page.put();
        dir.invalidateAtime();
        return result;
    }

    /** {@code parse_dirfile}. */
    private static int parse(FuseInode dir, FuseFile ff, DirContext ctx, DirentReader reader) {
        while (reader.next()) {
            String name = name(reader);
            if (name == null) {
                return -Errno.EIO;
            }
            if (!emit(dir, ff, ctx, reader, name)) {
                break;
            }
            ctx.pos = reader.off();
        }
        return 0;
    }

    /**
     * Entries that the user has no room for are linked all the same: the server has counted them as
     * looked up ({@code parse_dirplusfile}).
     */
    private static int parsePlus(
            FuseInode dir,
            OpenFile file,
            DirContext ctx,
            DirentReader reader,
            FuseEntry entry,
            long version) {
        boolean full = false;
        while (reader.next()) {
            String name = name(reader);
            if (name == null) {
                return -Errno.EIO;
            }
            if (!full) {
                full = !emit(dir, FuseFile.of(file), ctx, reader, name);
                if (!full) {
                    ctx.pos = reader.off();
                }
            }
            entry.read(reader.entry());
            if (link(dir, file.dentry(), name, entry, version) != 0) {
                forceForget(dir, entry.nodeid);
            }
        }
        return 0;
    }

    private static boolean emit(
            FuseInode dir, FuseFile ff, DirContext ctx, DirentReader reader, String name) {
        if (ff.cachesDir()) {
            dir.dirCache()
                    .add(
                            dir,
                            reader.nameOffset() - FuseDirent.NAME_OFFSET,
                            name.length(),
                            reader.off(),
                            ctx.pos);
        }
        return ctx.emit(name, reader.ino(), reader.type());
    }

    /** The name of a record, or null if it cannot be one. */
    private static @Nullable String name(DirentReader reader) {
        long length = reader.nameLength();
        if (length == 0 || length > FuseInode.NAME_MAX) {
            return null;
        }
        String name = FuseText.read(reader.nameOffset(), (int) length);
        return name.indexOf('/') >= 0 ? null : name;
    }

    /**
     * Enters a name with its inode into the caches, or refreshes it ({@code fuse_direntplus_link}).
     */
    private static int link(
            FuseInode dir, Dentry parent, String name, FuseEntry entry, long version) {
        if (entry.nodeid == 0 || name.equals(".") || name.equals("..")) {
            return 0;
        }
        if (entry.hasInvalidNodeid() || entry.attr.isInvalid()) {
            return -Errno.EIO;
        }
        Qstr qstr = new Qstr().set(name);
        Dentry dentry = parent.lookup(qstr);
        while (true) {
            if (dentry == null) {
                dentry = parent.allocParallel(qstr);
                if (dentry.isError()) {
                    return dentry.error();
                }
            }
            if (dentry.isInLookup()) {
                return linkNew(dir, dentry, entry, version);
            }
            FuseInode fi = sameNode(dentry, entry);
            if (fi != null) {
                return refresh(dentry, fi, entry, version);
            }
            dentry.invalidate();
            dentry.put();
            dentry = null;
        }
    }

    /** The inode that the name stands for already, or null if it is another one now. */
    private static @Nullable FuseInode sameNode(Dentry dentry, FuseEntry entry) {
        if (dentry.isNegative()) {
            return null;
        }
        FuseInode fi = FuseInode.of(dentry.inode());
        if (fi.nodeid != entry.nodeid) {
            return null;
        }
        if (fi.isStale(entry.generation, entry.attr)) {
            fi.makeBad();
            return null;
        }
        return fi;
    }

    private static int refresh(Dentry dentry, FuseInode fi, FuseEntry entry, long version) {
        if (fi.isBad()) {
            dentry.put();
            return -Errno.EIO;
        }
        fi.nlookup++;
        fi.changeAttributes(entry.attr, null, entry.attrExpiry(fi.conn()), version);
        linked(dentry, fi, entry);
        return 0;
    }

    private static int linkNew(FuseInode dir, Dentry dentry, FuseEntry entry, long version) {
        FuseInode fi =
                FuseInodes.get(
                        dir.sb,
                        entry.nodeid,
                        entry.generation,
                        entry.attr,
                        entry.attrExpiry(dir.conn()),
                        version);
        Dentry alias = dentry.spliceAlias(fi);
        dentry.lookupDone();
        Dentry used = dentry;
        if (alias != null) {
            dentry.put();
            used = alias;
        }
        if (used.isError()) {
            fi.nlookup--;
            return used.error();
        }
        linked(used, fi, entry);
        return 0;
    }

    private static void linked(Dentry dentry, FuseInode fi, FuseEntry entry) {
        if (fi.conn().features.readdirplusAuto) {
            fi.set(FuseInode.INIT_RDPLUS);
        }
        FuseDentryOperations.setExpiry(dentry, entry.entryExpiry(fi.conn()));
        dentry.put();
    }

    /**
     * Gives back a look-up that could not be used, as a request of its own without reply ({@code
     * fuse_force_forget}).
     */
    private static void forceForget(FuseInode dir, long nodeid) {
        FuseConn fc = dir.conn();
        FuseReq req = fc.request(dir.mount(), Opcode.FORGET, nodeid);
        FuseForgetIn.NLOOKUP.set(req.in(FuseForgetIn.SIZE), 1);
        req.force = true;
        req.noreply = true;
        int _ = fc.send(req);
        req.release();
    }
}
