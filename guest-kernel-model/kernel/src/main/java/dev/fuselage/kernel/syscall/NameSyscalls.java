package dev.fuselage.kernel.syscall;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Kstatfs;
import dev.fuselage.kernel.vfs.Timespec;
import org.jspecify.annotations.Nullable;

/** The part of the system call table that works on names and on what inodes say of themselves. */
@KernelFunction("sys_*")
abstract sealed class NameSyscalls extends FileSyscalls permits SystemCalls {
    private final StatCalls stats;
    private final AttributeCalls attributes;
    private final NameCalls names;
    private final XattrCalls xattrs;

    NameSyscalls(CallContext context) {
        super(context);
        this.stats = new StatCalls(context);
        this.attributes = new AttributeCalls(context);
        this.names = new NameCalls(context);
        this.xattrs = new XattrCalls(context);
    }

    @Override
    public long newfstatat(int dfd, String path, Kstat out, int flags) {
        enter();
        return leave(stats.newfstatat(dfd, path, out, flags));
    }

    @Override
    public long fstat(int fd, Kstat out) {
        enter();
        return leave(stats.fstat(fd, out));
    }

    @Override
    public long statx(int dfd, String path, int flags, int mask, Kstat out) {
        enter();
        return leave(stats.statx(dfd, path, flags, mask, out));
    }

    @Override
    public long faccessat2(int dfd, String path, int mode, int flags) {
        enter();
        return leave(stats.faccessat2(dfd, path, mode, flags));
    }

    @Override
    public long fchmodat2(int dfd, String path, int mode, int flags) {
        enter();
        return leave(attributes.fchmodat2(dfd, path, mode, flags));
    }

    @Override
    public long fchmod(int fd, int mode) {
        enter();
        return leave(attributes.fchmod(fd, mode));
    }

    @Override
    public long fchownat(int dfd, String path, int uid, int gid, int flags) {
        enter();
        return leave(attributes.fchownat(dfd, path, uid, gid, flags));
    }

    @Override
    public long fchown(int fd, int uid, int gid) {
        enter();
        return leave(attributes.fchown(fd, uid, gid));
    }

    @Override
    public long utimensat(
            int dfd,
            @Nullable String path,
            @Nullable Timespec atime,
            @Nullable Timespec mtime,
            int flags) {
        enter();
        return leave(attributes.utimensat(dfd, path, atime, mtime, flags));
    }

    @Override
    public long statfs(String path, Kstatfs out) {
        enter();
        return leave(stats.statfs(path, out));
    }

    @Override
    public long fstatfs(int fd, Kstatfs out) {
        enter();
        return leave(stats.fstatfs(fd, out));
    }

    @Override
    public long mkdirat(int dfd, String path, int mode) {
        enter();
        return leave(context.vfs.nameChanges().mkdir(dfd, path, mode));
    }

    @Override
    public long mknodat(int dfd, String path, int mode, int device) {
        enter();
        return leave(context.vfs.nameChanges().mknod(dfd, path, mode, device));
    }

    @Override
    public long symlinkat(String target, int dfd, String path) {
        enter();
        return leave(context.vfs.nameChanges().symlink(target, dfd, path));
    }

    @Override
    public long linkat(int oldDfd, String oldPath, int newDfd, String newPath, int flags) {
        enter();
        return leave(names.linkat(oldDfd, oldPath, newDfd, newPath, flags));
    }

    @Override
    public long unlinkat(int dfd, String path, int flags) {
        enter();
        return leave(names.unlinkat(dfd, path, flags));
    }

    @Override
    public long renameat2(int oldDfd, String oldPath, int newDfd, String newPath, int flags) {
        enter();
        return leave(context.vfs.renames().rename(oldDfd, oldPath, newDfd, newPath, flags));
    }

    @Override
    public long readlinkat(int dfd, String path, long buffer, long size) {
        enter();
        return leave(names.readlinkat(dfd, path, buffer, size));
    }

    @Override
    public long chdir(String path) {
        enter();
        return leave(names.chdir(path));
    }

    @Override
    public long fchdir(int fd) {
        enter();
        return leave(names.fchdir(fd));
    }

    @Override
    public long getcwd(long buffer, long size) {
        enter();
        return leave(names.getcwd(buffer, size));
    }

    @Override
    public long umask(int mask) {
        enter();
        return leave(names.umask(mask));
    }

    @Override
    public long getxattr(String path, boolean follow, String name, long value, long size) {
        enter();
        return leave(xattrs.get(path, follow, name, value, size));
    }

    @Override
    public long fgetxattr(int fd, String name, long value, long size) {
        enter();
        return leave(xattrs.get(fd, name, value, size));
    }

    @Override
    public long setxattr(
            String path, boolean follow, String name, long value, long size, int flags) {
        enter();
        return leave(xattrs.set(path, follow, name, value, size, flags));
    }

    @Override
    public long fsetxattr(int fd, String name, long value, long size, int flags) {
        enter();
        return leave(xattrs.set(fd, name, value, size, flags));
    }

    @Override
    public long listxattr(String path, boolean follow, long list, long size) {
        enter();
        return leave(xattrs.list(path, follow, list, size));
    }

    @Override
    public long flistxattr(int fd, long list, long size) {
        enter();
        return leave(xattrs.list(fd, list, size));
    }

    @Override
    public long removexattr(String path, boolean follow, String name) {
        enter();
        return leave(xattrs.remove(path, follow, name));
    }

    @Override
    public long fremovexattr(int fd, String name) {
        enter();
        return leave(xattrs.remove(fd, name));
    }

    @Override
    public long mount(String source, String target, String type, int flags, String options) {
        enter();
        return leave(context.vfs.mounting().mount(source, target, type, flags, options));
    }

    @Override
    public long umount2(String target, int flags) {
        enter();
        return leave(context.vfs.mounting().umount(target, flags));
    }
}
