package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.Filemap;
import dev.fuselage.kernel.vfs.DirContext;
import dev.fuselage.kernel.vfs.Fsnotify;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.wait.Mutex;

/** getdents64(2) (fs/readdir.c). */
final class DirectoryCalls {
    private final CallContext context;

    DirectoryCalls(CallContext context) {
        this.context = context;
    }

    long getdents64(int fd, long buffer, long count) {
        OpenFile file = context.file(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        Mutex lock = file.lockForPosition();
        Entries entries = new Entries(buffer, count);
        int error = iterate(file, entries);
        if (error >= 0) {
            error = entries.error;
        }
        long result = entries.finish();
        if (lock != null) {
            lock.unlock();
        }
        return result > 0 ? result : error;
    }

    /** iterate_dir. */
    private static int iterate(OpenFile file, DirContext entries) {
        if (!file.op().hasIterate()) {
            return -Errno.ENOTDIR;
        }
        Inode inode = file.inode();
        int error = inode.rwsem().downReadKillable();
        if (error != 0) {
            return error;
        }
        if (inode.isDeadDir()) {
            error = -Errno.ENOENT;
        } else {
            entries.pos = file.pos;
            error = file.op().iterateShared(file, entries);
            file.pos = entries.pos;
            Fsnotify.access(file);
            Filemap.accessed(file);
        }
        inode.unlockShared();
        return error;
    }

    /** Lays entries out in the program's buffer (struct linux_dirent64). */
    private final class Entries extends DirContext {
        private static final int INO = 0;
        private static final int OFF = 8;
        private static final int RECLEN = 16;
        private static final int TYPE = 18;
        private static final int NAME = 19;
        private static final int ALIGN = 8;

        private final long buffer;
        private final long count;
        private long used;
        private long last = -1;
        private int error;

        Entries(long buffer, long count) {
            this.buffer = buffer;
            this.count = count;
        }

        @Override
        public boolean actor(String name, long offset, long ino, int type) {
            if (name.isEmpty() || name.indexOf('/') >= 0) {
                error = -Errno.EIO;
                return false;
            }
            int length = (NAME + name.length() + 1 + ALIGN - 1) & -ALIGN;
            error = -Errno.EINVAL;
            if (length > count - used) {
                return false;
            }
            if (last >= 0 && context.task.signalPending()) {
                return false;
            }
            byte[] entry = new byte[length];
            UserStructs.put(entry, INO, ino, 8);
            UserStructs.put(entry, RECLEN, length, 2);
            entry[TYPE] = (byte) type;
            for (int i = 0; i < name.length(); i++) {
                entry[NAME + i] = (byte) name.charAt(i);
            }
            if (!setLastOffset(offset)
                    || context.memory.put(buffer + used, entry, 0, length) != 0) {
                error = -Errno.EFAULT;
                return false;
            }
            last = used;
            used += length;
            error = 0;
            return true;
        }

        private boolean setLastOffset(long offset) {
            if (last < 0) {
                return true;
            }
            byte[] word = new byte[8];
            UserStructs.put(word, 0, offset, 8);
            return context.memory.put(buffer + last + OFF, word, 0, 8) == 0;
        }

        /** The position behind the last entry becomes its cookie; the bytes laid out. */
        long finish() {
            return setLastOffset(pos) ? used : -Errno.EFAULT;
        }
    }
}
