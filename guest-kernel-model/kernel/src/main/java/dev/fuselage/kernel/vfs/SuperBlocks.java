package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.kernel.task.KernelFunction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The file systems of a guest (fs/super.c): found or made when something is mounted, shut down with
 * the last mount.
 */
@SuppressWarnings("ReferenceEquality") // identity is what is meant
public final class SuperBlocks {
    private final Vfs vfs;
    private final List<SuperBlock> all = new ArrayList<>();
    private final BitSet minors = new BitSet();
    private int serials;

    SuperBlocks(Vfs vfs) {
        this.vfs = vfs;
        minors.set(0);
    }

    /**
     * A superblock of a type that fits, active once more, or else a new one with {@link
     * FsContext#sFsInfo} as its {@link SuperBlock#fsInfo}, active once (sget_fc). A new one has no
     * root: the type fills it. It is told from an old one by {@link SuperBlock#root}.
     *
     * @param fits whether an existing one serves; null to make a new one always
     */
    @KernelFunction("sget_fc")
    public SuperBlock get(FsContext context, @Nullable Predicate<SuperBlock> fits) {
        if (fits != null) {
            for (SuperBlock sb : all) {
                if (sb.type == context.type() && sb.active > 0 && fits.test(sb)) {
                    sb.active++;
                    return sb;
                }
            }
        }
        SuperBlock sb = new SuperBlock(vfs, context.type(), number(context), ++serials);
        sb.flags = context.sbFlags;
        sb.fsInfo = context.sFsInfo;
        context.sFsInfo = null;
        all.add(sb);
        return sb;
    }

    /** The number of its device, or the next of those without a device (get_anon_bdev). */
    private int number(FsContext context) {
        if (context.device != 0) {
            return context.device;
        }
        int minor = minors.nextClearBit(0);
        minors.set(minor);
        return DeviceNumber.of(0, minor);
    }

    /**
     * One mount more of a superblock, unless it is going: true with its root, and a reference to
     * it, in the context.
     */
    public boolean getAgain(FsContext context, SuperBlock sb) {
        Dentry root = sb.root;
        if (sb.active == 0 || root == null) {
            return false;
        }
        sb.active++;
        context.root = root.get();
        return true;
    }

    /** The superblock is complete: takes its root into the context and makes it usable. */
    public void born(FsContext context, SuperBlock sb) {
        Dentry root = sb.root;
        if (root == null) {
            throw new IllegalStateException("superblock " + sb + " is born without a root");
        }
        sb.flags |= SbFlags.SB_BORN | SbFlags.SB_ACTIVE;
        context.root = root.get();
    }

    /** Gives up one active reference; the last shuts the file system down (deactivate_super). */
    @KernelFunction("deactivate_super")
    public void deactivate(SuperBlock sb) {
        if (sb.active == 1) {
            sb.umountLock().downWrite();
            sb.active = 0;
            sb.type.killSb(sb);
            sb.umountLock().upWrite();
        } else {
            sb.active--;
        }
    }

    /** Shuts down a file system without a device (kill_anon_super). */
    @KernelFunction("kill_anon_super")
    public void killAnon(SuperBlock sb) {
        if (sb.root != null) {
            vfs.dentries().shrinking().shrinkForUmount(sb);
            int _ = sync(sb);
            sb.flags &= ~SbFlags.SB_ACTIVE;
            vfs.inodes().evictAll(sb);
            if (sb.notifyMarks > 0) {
                DnotifyMark.unmount(sb);
            }
            sb.op().putSuper(sb);
            if (sb.inodes != null) {
                throw new IllegalStateException(
                        "VFS: busy inodes after unmount of " + sb + ", first " + sb.inodes);
            }
        }
        all.remove(sb);
        if (DeviceNumber.major(sb.dev) == 0) {
            minors.clear(DeviceNumber.minor(sb.dev));
        }
    }

    /**
     * As {@link #killAnon}, dropping the names that the file system itself holds first
     * (kill_litter_super).
     */
    public void killLitter(SuperBlock sb) {
        Dentry root = sb.root;
        if (root != null) {
            vfs.dentries().shrinking().genocide(root);
        }
        killAnon(sb);
    }

    /** Writes a file system back: starts everything, then waits for it (sync_filesystem). */
    @KernelFunction("sync_filesystem")
    public int sync(SuperBlock sb) {
        if ((sb.flags & SbFlags.SB_RDONLY) != 0) {
            return 0;
        }
        writeInodes(sb, false);
        int error = sb.op().syncFs(sb, false);
        if (error != 0) {
            return error;
        }
        writeInodes(sb, true);
        return sb.op().syncFs(sb, true);
    }

    /** Writes the dirty inodes (writeback_inodes_sb, sync_inodes_sb). */
    void writeInodes(SuperBlock sb, boolean wait) {
        Inode i = sb.inodes;
        while (i != null) {
            Inode next = i.sbNext;
            if ((i.state & Inode.I_DIRTY) != 0
                    && (i.state & (Inode.I_NEW | Inode.I_FREEING | Inode.I_WILL_FREE)) == 0) {
                Inode held = i.get();
                int _ = held.writeNow(wait);
                next = held.sbNext;
                held.put();
            }
            i = next;
        }
    }

    /** Those in use, oldest first. */
    public List<SuperBlock> list() {
        return List.copyOf(all);
    }
}
