package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskAttachment;

/**
 * Where a task's paths start and how its files are born (struct fs_struct): root, current
 * directory, umask.
 */
public final class FsStruct implements TaskAttachment {
    /** What a process starts with. */
    public static final int DEFAULT_UMASK = 022;

    /** Where "/" is; holds references. */
    public final Path root = new Path();

    /** The current directory; holds references. */
    public final Path pwd = new Path();

    /** Permission bits that new files do not get. */
    public int umask = DEFAULT_UMASK;

    /** Both at a place, to which it takes references. */
    public FsStruct(Path place) {
        root.set(place);
        root.get();
        pwd.set(place);
        pwd.get();
    }

    @Override
    public TaskAttachment forChild(Task child) {
        FsStruct copy = new FsStruct(root);
        copy.setPwd(pwd);
        copy.umask = umask;
        return copy;
    }

    /** Moves the current directory (set_fs_pwd); takes its own references. */
    public void setPwd(Path place) {
        Mount oldMount = pwd.mount();
        Dentry oldDentry = pwd.entry();
        pwd.set(place);
        pwd.get();
        oldDentry.put();
        oldMount.put();
    }

    @Override
    public void exit(Task task) {
        root.put();
        pwd.put();
    }
}
