package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.vfs.Attributes;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.LinkBody;
import dev.fuselage.kernel.vfs.LookupFlags;
import dev.fuselage.kernel.vfs.MayMask;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Path;
import dev.fuselage.kernel.vfs.PathNames;
import dev.fuselage.kernel.vfs.Permission;
import java.nio.charset.StandardCharsets;

/** The calls about names: links, removal, the current directory. */
final class NameCalls {
    private final CallContext context;

    NameCalls(CallContext context) {
        this.context = context;
    }

    long linkat(int oldDfd, String oldPath, int newDfd, String newPath, int flags) {
        if ((flags & ~(AtFlags.AT_SYMLINK_FOLLOW | AtFlags.AT_EMPTY_PATH)) != 0) {
            return -Errno.EINVAL;
        }
        int how = (flags & AtFlags.AT_SYMLINK_FOLLOW) != 0 ? LookupFlags.FOLLOW : 0;
        how |= (flags & AtFlags.AT_EMPTY_PATH) != 0 ? LookupFlags.EMPTY : 0;
        return context.vfs.nameChanges().link(oldDfd, oldPath, newDfd, newPath, how);
    }

    long unlinkat(int dfd, String path, int flags) {
        if ((flags & ~AtFlags.AT_REMOVEDIR) != 0) {
            return -Errno.EINVAL;
        }
        return (flags & AtFlags.AT_REMOVEDIR) != 0
                ? context.vfs.nameChanges().rmdir(dfd, path)
                : context.vfs.nameChanges().unlink(dfd, path);
    }

    long readlinkat(int dfd, String name, long buffer, long size) {
        if (size <= 0) {
            return -Errno.EINVAL;
        }
        long result = readlink(dfd, name, buffer, size, LookupFlags.EMPTY);
        return result == -Errno.ESTALE
                ? readlink(dfd, name, buffer, size, LookupFlags.EMPTY | LookupFlags.REVAL)
                : result;
    }

    private long readlink(int dfd, String name, long buffer, long size, int lookup) {
        Path path = context.path;
        int error = context.vfs.paths().lookup(dfd, name, lookup, path);
        if (error != 0) {
            return error;
        }
        long result = name.isEmpty() ? -Errno.ENOENT : -Errno.EINVAL;
        Dentry dentry = path.entry();
        if (dentry.isSymlink()) {
            Attributes.touchAtime(path.mount(), dentry.inode());
            result = body(dentry, buffer, size);
        }
        path.put();
        return result;
    }

    private long body(Dentry dentry, long buffer, long size) {
        Inode inode = dentry.inode();
        String text = inode.link;
        if (text == null) {
            LinkBody body = new LinkBody();
            int error = inode.op.getLink(dentry, inode, body);
            if (error != 0) {
                return error;
            }
            text = body.text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = (int) Math.min(bytes.length, size);
        int error = context.memory.put(buffer, bytes, 0, length);
        return error != 0 ? error : length;
    }

    long chdir(String name) {
        long result = chdir(name, LookupFlags.FOLLOW | LookupFlags.DIRECTORY);
        return result == -Errno.ESTALE
                ? chdir(name, LookupFlags.FOLLOW | LookupFlags.DIRECTORY | LookupFlags.REVAL)
                : result;
    }

    private long chdir(String name, int lookup) {
        Path path = context.path;
        int error = context.vfs.paths().lookup(Syscalls.AT_FDCWD, name, lookup, path);
        if (error == 0) {
            error = Permission.check(path.entry().inode(), MayMask.MAY_EXEC | MayMask.MAY_CHDIR);
            if (error == 0) {
                context.fs.setPwd(path);
            }
            path.put();
        }
        return error;
    }

    long fchdir(int fd) {
        OpenFile file = context.rawFile(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        if (!file.dentry().isDir()) {
            return -Errno.ENOTDIR;
        }
        int error = Permission.check(file.inode(), MayMask.MAY_EXEC | MayMask.MAY_CHDIR);
        if (error == 0) {
            context.fs.setPwd(file.path);
        }
        return error;
    }

    long getcwd(long buffer, long size) {
        Dentry dentry = context.fs.pwd.entry();
        if (dentry.isUnlinked()) {
            return -Errno.ENOENT;
        }
        String path = PathNames.of(context.fs.pwd, context.fs.root);
        if (path == null) {
            path = "(unreachable)" + PathNames.of(context.fs.pwd, null);
        }
        byte[] bytes = (path + '\0').getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length > size) {
            return -Errno.ERANGE;
        }
        int error = context.memory.put(buffer, bytes, 0, bytes.length);
        return error != 0 ? error : bytes.length;
    }

    long umask(int mask) {
        int old = context.fs.umask;
        context.fs.umask = mask & 0777;
        return old;
    }
}
