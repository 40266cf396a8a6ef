package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseDirent;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.Truncate;
import dev.fuselage.kernel.vfs.DirContext;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Timespec;
import dev.fuselage.machine.memory.HostMemory;
import org.jspecify.annotations.Nullable;

/**
 * The listing of a directory in its page cache ({@code fi->rdc}): records in the order in which
 * they came, a record never across pages. It is filled by a listing from the start and complete
 * when that listing meets the end; a change of the directory makes it start again.
 */
final class FuseDirCache {
    /** {@link #emit} answers: the cache cannot tell, ask the server. */
    static final int UNCACHED = 1;

    private boolean complete;
    private long size;
    private long pos;
    private long version;
    private final Timespec mtime = new Timespec();
    private long iversion;

    /**
     * Adds the record that the server sent for a position, if it goes at the end of the cache
     * ({@code fuse_add_dirent_to_cache}).
     */
    void add(FuseInode dir, long host, int nameLength, long off, long at) {
        int length = (int) FuseDirent.recordSize(nameLength);
        if (length > Page.SIZE || complete || at != pos) {
            return;
        }
        long index = size >> Page.SHIFT;
        int offset = (int) (size & (Page.SIZE - 1));
        if (offset + length > Page.SIZE) {
            index++;
            offset = 0;
        }
        long expectedSize = size;
        long expectedVersion = version;
        Page page = offset == 0 ? dir.data.grabForWrite(index) : dir.data.findLock(index);
        if (page == null) {
            return;
        }
        if (version == expectedVersion && size == expectedSize) {
            if (offset == 0) {
                page.zero(0, Page.SIZE);
                page.setUptodate(true);
            }
            HostMemory.copy(host, page.hostAddress() + offset, FuseDirent.SIZE + nameLength);
            size = (index << Page.SHIFT) + offset + length;
            pos = off;
        }
        page.unlock();
        page.put();
    }

    /** The server has nothing behind a position ({@code fuse_readdir_cache_end}). */
    void end(FuseInode dir, long at) {
        if (pos != at) {
            return;
        }
        complete = true;
        long end = (size + Page.SIZE - 1) & -(long) Page.SIZE;
        Truncate.truncateRange(dir.data, end, -1);
    }

    private void reset() {
        complete = false;
        version++;
        size = 0;
        pos = 0;
    }

    /**
     * Lists from the cache ({@code fuse_readdir_cached}): 0, a negative errno, or {@link
     * #UNCACHED}.
     */
    int emit(FuseInode dir, OpenFile file, DirContext ctx) {
        FuseFile ff = FuseFile.of(file);
        if (ff.readdirPos != ctx.pos) {
            ff.readdirPos = 0;
            ff.readdirCacheOffset = 0;
        }
        if (ctx.pos == 0 && dir.conn().features.autoInvalData) {
            int error = FuseGetattr.update(dir, file, StatxMask.STATX_MTIME);
            if (error != 0) {
                return error;
            }
        }
        while (true) {
            if (!begin(dir, ff, ctx)) {
                return UNCACHED;
            }
            long index = ff.readdirCacheOffset >> Page.SHIFT;
            int filled = index == size >> Page.SHIFT ? (int) (size & (Page.SIZE - 1)) : Page.SIZE;
            if ((ff.readdirCacheOffset & (Page.SIZE - 1)) == filled) {
                return 0;
            }
            Page page = dir.data.findLock(index);
            if (page == null || !page.isUptodate()) {
                drop(page);
                if (version == ff.readdirVersion) {
                    reset();
                }
                continue;
            }
            if (version != ff.readdirVersion) {
                drop(page);
                continue;
            }
            Found found = emitPage(ff, page, filled, ctx);
            drop(page);
            if (found == Found.FULL) {
                return 0;
            }
            if (filled < Page.SIZE) {
                return found == Found.SOME ? 0 : UNCACHED;
            }
            ff.readdirCacheOffset = (ff.readdirCacheOffset + Page.SIZE - 1) & -(long) Page.SIZE;
        }
    }

    private static void drop(@Nullable Page page) {
        if (page != null) {
            page.unlock();
            page.put();
        }
    }

    /** Whether the cache is complete and of the directory as it is; positions the stream in it. */
    private boolean begin(FuseInode dir, FuseFile ff, DirContext ctx) {
        boolean start = ctx.pos == 0;
        if (complete && start && (dir.version != iversion || !mtime.isSame(dir.mtime))) {
            reset();
        }
        if (!complete) {
            if (start && size == 0) {
                mtime.set(dir.mtime);
                iversion = dir.version;
            }
            return false;
        }
        if (ff.readdirVersion != version) {
            ff.readdirPos = 0;
            ff.readdirCacheOffset = 0;
        }
        if (ff.readdirPos == 0) {
            ff.readdirVersion = version;
        }
        return true;
    }

    private enum Found {
        NONE,
        SOME,
        FULL
    }

    /** {@code fuse_parse_cache}. */
    private static Found emitPage(FuseFile ff, Page page, int filled, DirContext ctx) {
        Found found = Found.NONE;
        Wire w = new Wire();
        int offset = (int) (ff.readdirCacheOffset & (Page.SIZE - 1));
        while (filled - offset >= FuseDirent.SIZE) {
            long host = page.hostAddress() + offset;
            w.at(HostMemory.ALL, host);
            int nameLength = FuseDirent.NAMELEN.get(w);
            if (nameLength == 0) {
                break;
            }
            long off = FuseDirent.OFF.get(w);
            if (ff.readdirPos == ctx.pos) {
                found = Found.SOME;
                String name = FuseText.read(host + FuseDirent.NAME_OFFSET, nameLength);
                if (!ctx.emit(name, FuseDirent.INO.get(w), FuseDirent.TYPE.get(w))) {
                    return Found.FULL;
                }
                ctx.pos = off;
            }
            ff.readdirPos = off;
            int length = (int) FuseDirent.recordSize(nameLength);
            ff.readdirCacheOffset += length;
            offset += length;
        }
        return found;
    }
}
