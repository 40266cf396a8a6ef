package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseWriteIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.WriteFlags;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.SpinLock;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.machine.time.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The WRITEs of one inode's dirty pages ({@code fi->writepages} and its neighbours in {@code struct
 * fuse_inode}): which are under way, which wait behind a barrier, and through which file they go.
 *
 * <p>A barrier ({@link #setNowrite}) holds new ones back and waits for those that were sent, so
 * that a truncation cannot be overtaken. Which pages are written is {@link FuseWritepages}'
 * business.
 */
final class FuseWriteback {
    /** Added to {@link #writectr} while a barrier is up. */
    private static final int NOWRITE = Integer.MIN_VALUE;

    private static final FuseEnd END = FuseWriteback::end;

    private final FuseInode fi;
    private final SpinLock lock;
    private final WaitQueue allSent;

    /** Under way or queued, by their first page; no two cover the same page. */
    private final List<FuseWritepage> writepages = new ArrayList<>();

    private final ArrayDeque<FuseWritepage> queued = new ArrayDeque<>();
    private final ArrayDeque<FuseWritepage> idle = new ArrayDeque<>();

    /** Open files that can be written through, the one that came last first. */
    private final ArrayDeque<FuseFile> writeFiles = new ArrayDeque<>();

    /** WRITEs sent and not answered; far below zero while a barrier is up. */
    private int writectr;

    private @Nullable Task barrier;

    FuseWriteback(FuseInode fi) {
        this.fi = fi;
        this.lock = new SpinLock(fi.conn().scheduler(), "fi->lock", fi);
        this.allSent =
                new WaitQueue(
                        fi.conn().scheduler(), "end of all writes", fi, this::namesWhoEndsWrites);
    }

    FuseInode inode() {
        return fi;
    }

    // ---- files to write through

    /** {@code fuse_link_write_file}. */
    void link(FuseFile ff) {
        lock.lock();
        if (!ff.writes) {
            ff.writes = true;
            writeFiles.addFirst(ff);
        }
        lock.unlock();
    }

    /** The file is being released. */
    void unlink(FuseFile ff) {
        lock.lock();
        ff.writes = false;
        boolean _ = writeFiles.remove(ff);
        lock.unlock();
    }

    /** A file with a reference, or null ({@code fuse_write_file_get}). */
    @Nullable FuseFile writeFile() {
        lock.lock();
        FuseFile ff = writeFiles.peekFirst();
        if (ff != null) {
            ff.get();
        }
        lock.unlock();
        return ff;
    }

    // ---- pages under way

    /** A step looks at what is under way, or changes it. */
    private void touch(Operation operation) {
        fi.conn().scheduler().touch(allSent, operation);
    }

    private int position(long index) {
        int low = 0;
        int high = writepages.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            FuseWritepage there = writepages.get(middle);
            if (there.first() + there.pages() <= index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private @Nullable FuseWritepage find(long index) {
        int at = position(index);
        FuseWritepage there = at < writepages.size() ? writepages.get(at) : null;
        return there != null && there.covers(index) ? there : null;
    }

    /** {@code fuse_page_is_writeback}. */
    boolean isWriteback(long index) {
        touch(Operation.READ);
        return find(index) != null;
    }

    /** {@code fuse_range_is_writeback}, both ends inclusive. */
    boolean isRangeWriteback(long first, long last) {
        touch(Operation.READ);
        int at = position(first);
        return at < writepages.size() && writepages.get(at).first() <= last;
    }

    @SuppressWarnings("ReferenceEquality") // one equals nothing but itself
    boolean isIn(FuseWritepage wpa, long index) {
        return find(index) == wpa;
    }

    /** {@code fuse_wait_on_page_writeback}. */
    @KernelFunction("fuse_wait_on_page_writeback")
    void waitOnPage(long index) {
        touch(Operation.READ);
        for (FuseWritepage wpa = find(index); wpa != null; wpa = find(index)) {
            wpa.await(index);
        }
    }

    // ---- adding

    /** A new one for the page at {@code position}, of which it has no copy yet. */
    FuseWritepage setUp(FuseFile ff, long position) {
        FuseWritepage wpa = idle.isEmpty() ? new FuseWritepage(this) : idle.pop();
        FuseConn fc = fi.conn();
        FuseReq req = fc.request(ff.mount(), Opcode.WRITE, ff.nodeid);
        wpa.begin(req, ff, position, fc.scheduler().currentOrNull());
        FuseSyncBucket bucket = fc.syncBuckets().current();
        if (bucket != null) {
            bucket.add();
            wpa.bucket = bucket;
        }
        return wpa;
    }

    /**
     * One with its first page enters; false when the page is being written: then it waits behind
     * that one, or gives its copy to one that waits already ({@code fuse_writepage_add}).
     */
    boolean add(FuseWritepage wpa) {
        long index = wpa.first();
        lock.lock();
        FuseWritepage old = find(index);
        if (old == null) {
            touch(Operation.CHANGE);
            writepages.add(position(index), wpa);
            lock.unlock();
            return true;
        }
        FuseWritepage there = old.next;
        while (there != null && there.first() != index) {
            there = there.next;
        }
        if (there == null) {
            wpa.next = old.next;
            old.next = wpa;
            wpa.auxiliaryOf(old);
            lock.unlock();
            return false;
        }
        Page newer = wpa.req().data.page(0);
        Page older = there.req().data.page(0);
        wpa.req().data.clear();
        wpa.req().data.add(older, 0, Page.SIZE);
        there.req().data.clear();
        there.req().data.add(newer, 0, Page.SIZE);
        lock.unlock();
        free(wpa);
        return false;
    }

    /** It has all its pages: sends it, unless there is a barrier ({@code fuse_writepages_send}). */
    @KernelFunction("fuse_writepages_send")
    void queue(FuseWritepage wpa) {
        lock.lock();
        wpa.queued();
        queued.addLast(wpa);
        flush();
        lock.unlock();
    }

    /** {@code fuse_flush_writepages}. */
    @KernelFunction("fuse_flush_writepages")
    private void flush() {
        long crop = fi.size;
        while (writectr >= 0 && !queued.isEmpty()) {
            send(queued.removeFirst(), crop);
        }
    }

    /** {@code fuse_send_writepage}: what lies behind {@code size} is not sent. */
    private void send(FuseWritepage wpa, long size) {
        writectr++;
        int bytes = (int) Math.min((long) wpa.pages() << Page.SHIFT, size - wpa.offset());
        if (bytes <= 0) {
            drop(wpa);
            return;
        }
        FuseReq req = wpa.req();
        Wire in = FuseWrite.arguments(req, wpa.file(), wpa.offset(), bytes);
        FuseWriteIn.WRITE_FLAGS.set(in, WriteFlags.WRITE_CACHE);
        FuseWrite.finish(req, bytes);
        req.force = true;
        req.nocreds = true;
        req.end = END;
        req.io.writepage = wpa;
        wpa.sent(bytes);
        if (fi.conn().sendBackground(req) != 0) {
            drop(wpa);
        }
    }

    /** It is not sent after all: cut off by a truncation, or there is nobody to send it to. */
    private void drop(FuseWritepage wpa) {
        writectr--;
        boolean _ = writepages.remove(wpa);
        wake(wpa);
        lock.unlock();
        FuseWritepage aux = wpa.next;
        while (aux != null) {
            FuseWritepage following = aux.next;
            free(aux);
            aux = following;
        }
        free(wpa);
        lock.lock();
    }

    private void wake(FuseWritepage wpa) {
        touch(Operation.CHANGE);
        wpa.wake();
        allSent.wakeUpAll();
    }

    /** One that was not sent, or not taken: its copies, its file. */
    private void free(FuseWritepage wpa) {
        FuseReq req = wpa.req();
        req.data.putAll();
        req.end = null;
        req.io.writepage = null;
        req.count = 0;
        req.release();
        retire(wpa);
    }

    private void retire(FuseWritepage wpa) {
        FuseSyncBucket bucket = wpa.bucket;
        FuseFile ff = wpa.file();
        wpa.clear();
        idle.push(wpa);
        if (bucket != null) {
            bucket.drop();
        }
        ff.put(false);
    }

    // ---- replies

    /** {@code fuse_writepage_end}. */
    @KernelFunction("fuse_writepage_end")
    private static void end(FuseMount fm, FuseReq req, int error) {
        FuseWritepage wpa = req.io.writepage;
        if (wpa == null) {
            throw new IllegalStateException(req + " writes no pages");
        }
        wpa.owner().ended(wpa, error);
        req.data.putAll();
        req.io.writepage = null;
        wpa.owner().retire(wpa);
    }

    private void ended(FuseWritepage wpa, int error) {
        if (error != 0) {
            fi.mapping.setError(error);
        }
        if (!fi.conn().features.writebackCache) {
            // The server has changed the times.
            fi.invalidate(FuseInode.MODIFY);
        }
        lock.lock();
        boolean _ = writepages.remove(wpa);
        while (wpa.next != null) {
            FuseWritepage next = wpa.next;
            wpa.next = next.next;
            next.next = null;
            writepages.add(position(next.first()), next);
            send(next, wpa.end());
        }
        writectr--;
        wake(wpa);
        lock.unlock();
    }

    // ---- the barrier

    /**
     * Holds WRITEs back and waits for those that were sent ({@code fuse_set_nowrite}); the inode is
     * locked.
     */
    @KernelFunction("fuse_set_nowrite")
    void setNowrite() {
        lock.lock();
        if (writectr < 0) {
            throw new IllegalStateException("two barriers against writes of " + fi);
        }
        writectr += NOWRITE;
        barrier = fi.conn().scheduler().current();
        lock.unlock();
        int _ =
                allSent.waitEvent(
                        "fuse_set_nowrite",
                        () -> writectr == NOWRITE,
                        Interruptibility.UNINTERRUPTIBLE);
    }

    /** Sends what was held back ({@code fuse_release_nowrite}). */
    @KernelFunction("fuse_release_nowrite")
    void releaseNowrite() {
        lock.lock();
        writectr = 0;
        barrier = null;
        flush();
        lock.unlock();
    }

    void namesBarrier(Suppliers out) {
        Task task = barrier;
        if (task != null) {
            out.task(task);
        } else {
            // No barrier holds it back: whoever has the lock sends what is in line.
            out.waitable(lock);
        }
    }

    private void namesWhoEndsWrites(Suppliers out) {
        for (FuseWritepage wpa : writepages) {
            wpa.addTo(out);
        }
    }
}
