package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What /proc shows of the file system layer and of tasks; other parts of the kernel add theirs to
 * {@link Vfs#proc}.
 */
final class ProcFs {
    static final long MAGIC = 0x9fa0L;

    private final Vfs vfs;
    private final ProcMounts mounts;
    private int dropCaches;

    ProcFs(Vfs vfs) {
        this.vfs = vfs;
        this.mounts = new ProcMounts(vfs);
    }

    void fill(PseudoNode.Directory top) {
        top.add("filesystems", PseudoNode.file(this::filesystems));
        top.add("mounts", PseudoNode.link(() -> "self/mounts"));
        top.add("self", PseudoNode.link(() -> Integer.toString(vfs.scheduler().current().pid())));
        top.directory("sys")
                .directory("vm")
                .add("drop_caches", PseudoNode.file(0200, () -> "", this::dropCaches));
        top.setDynamic(this::pids, this::process);
    }

    private String filesystems() {
        StringBuilder text = new StringBuilder();
        for (FileSystemType type : vfs.types().list()) {
            text.append(type.requiresDevice() ? "" : "nodev")
                    .append('\t')
                    .append(type.name())
                    .append('\n');
        }
        return text.toString();
    }

    /** drop_caches: 1 pages, 2 names and inodes, 3 both; 4 more says not to log it. */
    private int dropCaches(String text) {
        int value;
        try {
            value = Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            return -Errno.EINVAL;
        }
        if (value < 1 || value > 4) {
            return -Errno.EINVAL;
        }
        dropCaches = value;
        if ((dropCaches & 1) != 0) {
            vfs.shrinker().dropPageCache();
        }
        if ((dropCaches & 2) != 0) {
            vfs.shrinker().dropSlab();
        }
        return 0;
    }

    private Iterable<String> pids() {
        List<String> names = new ArrayList<>();
        for (Task task : vfs.scheduler().tasks()) {
            names.add(Integer.toString(task.pid()));
        }
        return names;
    }

    private @Nullable PseudoNode process(String name) {
        int pid;
        try {
            pid = Integer.parseInt(name);
        } catch (NumberFormatException e) {
            return null;
        }
        Task task = vfs.scheduler().find(pid);
        if (task == null) {
            return null;
        }
        return new PseudoNode.Directory()
                .add("comm", PseudoNode.file(() -> task.comm() + "\n"))
                .add("mounts", PseudoNode.file(mounts::mounts))
                .add("mountinfo", PseudoNode.file(mounts::mountinfo))
                .add("wchan", PseudoNode.file(task::waitSite))
                .add("status", PseudoNode.file(() -> status(task)));
    }

    private static String status(Task task) {
        return "Name:\t"
                + task.comm()
                + "\nState:\t"
                + task.state().letter()
                + "\nPid:\t"
                + task.pid()
                + "\nPPid:\t"
                + (task.parent() == null ? 0 : task.parent().pid())
                + "\nKthread:\t"
                + (task.isKernelThread() ? 1 : 0)
                + "\nUid:\t"
                + Integer.toUnsignedString(task.credentials().uid())
                + "\t"
                + Integer.toUnsignedString(task.credentials().euid())
                + "\t"
                + Integer.toUnsignedString(task.credentials().suid())
                + "\t"
                + Integer.toUnsignedString(task.credentials().fsuid())
                + "\n";
    }
}
