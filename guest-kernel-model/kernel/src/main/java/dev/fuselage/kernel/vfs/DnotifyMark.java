package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.task.Misbehaviour;
import dev.fuselage.kernel.task.TaskScheduler;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory's mark: the open files through which programs asked to be told of what happens in it
 * (fs/notify/dnotify). Keeps the inode as long as there are any.
 */
@SuppressWarnings("ReferenceEquality") // identity is what is meant
final class DnotifyMark {
    /** One open file of one program (struct dnotify_struct). */
    private static final class Entry {
        final OpenFile file;
        final FilesStruct owner;
        int mask;

        Entry(OpenFile file, FilesStruct owner) {
            this.file = file;
            this.owner = owner;
        }
    }

    private final Inode inode;
    private final List<Entry> entries = new ArrayList<>();

    private DnotifyMark(Inode inode) {
        this.inode = inode.get();
        inode.sb.notifyMarks++;
    }

    /** Also told from now on; who is told already is told of more (attach_dn). */
    static void add(OpenFile file, FilesStruct owner, int mask) {
        Inode inode = file.inode();
        DnotifyMark mark = inode.dnotify;
        if (mark == null) {
            mark = new DnotifyMark(inode);
            inode.dnotify = mark;
        }
        for (Entry entry : mark.entries) {
            if (entry.file == file && entry.owner == owner) {
                entry.mask |= mask;
                return;
            }
        }
        Entry entry = new Entry(file, owner);
        entry.mask = mask;
        // The latest first.
        mark.entries.addFirst(entry);
    }

    /**
     * A descriptor is closed: its program is no longer told through it (dnotify_flush). What is not
     * a directory has no marks.
     */
    static void flush(OpenFile file, Object owner) {
        Inode inode = file.inode();
        DnotifyMark mark = inode.dnotify;
        if (mark == null || !inode.isDir()) {
            return;
        }
        mark.entries.removeIf(entry -> entry.file == file && entry.owner == owner);
        mark.endIfEmpty();
    }

    private void endIfEmpty() {
        if (entries.isEmpty() && inode.dnotify == this) {
            inode.dnotify = null;
            inode.sb.notifyMarks--;
            inode.put();
        }
    }

    /**
     * Something happened in the directory, or to it (dnotify_handle_event): tells each program that
     * asked, once unless it asked for more.
     */
    void event(int mask) {
        TaskScheduler scheduler = inode.sb.vfs().scheduler();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if ((entry.mask & mask) == 0) {
                continue;
            }
            if (entry.file.isReleased()) {
                scheduler.misbehave(
                        Misbehaviour.Kind.USE_AFTER_FREE,
                        "signals the owner of a file that was closed, from the mark of " + inode);
            }
            FileOwner signalled = entry.file.owner();
            if ((entry.mask & Fsnotify.DN_MULTISHOT) == 0) {
                entries.remove(i--);
            }
            signalled.send(scheduler);
        }
        endIfEmpty();
    }

    /**
     * The superblock goes, and the marks of its inodes with it (fsnotify_unmount_inodes): nobody
     * may be on their lists any more.
     */
    static void unmount(SuperBlock sb) {
        Inode next;
        for (Inode i = sb.inodes; i != null && sb.notifyMarks > 0; i = next) {
            next = i.sbNext;
            DnotifyMark mark = i.dnotify;
            if (mark != null) {
                if (!mark.entries.isEmpty()) {
                    sb.vfs()
                            .scheduler()
                            .misbehave(
                                    Misbehaviour.Kind.CORRUPTION,
                                    "frees the mark of a directory with entries on its list"
                                            + " (BUG_ON in dnotify_free_mark)");
                }
                mark.endIfEmpty();
            }
        }
    }
}
