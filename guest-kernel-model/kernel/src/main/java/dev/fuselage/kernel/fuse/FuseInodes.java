package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.AttrFlags;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.InodeFlags;
import dev.fuselage.kernel.vfs.SpecialInodes;
import dev.fuselage.kernel.vfs.SuperBlock;

/** Finds or makes the inode for a node id ({@code fuse_iget}, {@code fuse_init_inode}). */
final class FuseInodes {
    private FuseInodes() {}

    /**
     * The inode that a reply names, with a reference; the server's look-up is counted.
     *
     * @param expiry jiffies until which the attributes are valid
     * @param version {@link FuseConn#attrVersion} before the request, or 0
     */
    @KernelFunction("fuse_iget")
    static FuseInode get(
            SuperBlock sb, long nodeid, int generation, FuseAttrs attr, long expiry, long version) {
        FuseConn fc = FuseMount.of(sb).conn();
        FuseInode fi;
        if (fc.autoSubmounts
                && (attr.flags & AttrFlags.ATTR_SUBMOUNT) != 0
                && Mode.isDirectory(attr.mode)) {
            fi = submountPoint(sb, nodeid, attr);
        } else {
            fi = hashed(sb, nodeid, generation, attr);
            fi.nlookup++;
        }
        fi.changeAttributes(attr, null, expiry, version);
        return fi;
    }

    /**
     * Its node id is that of the submount's root and no identity in this file system: it is not
     * hashed.
     */
    private static FuseInode submountPoint(SuperBlock sb, long nodeid, FuseAttrs attr) {
        FuseInode fi = FuseInode.of(sb.vfs().inodes().newInode(sb));
        init(fi, attr);
        fi.nodeid = nodeid;
        fi.submountLookup = new FuseSubmountLookup(nodeid);
        fi.flags |= InodeFlags.S_AUTOMOUNT;
        return fi;
    }

    private static FuseInode hashed(SuperBlock sb, long nodeid, int generation, FuseAttrs attr) {
        while (true) {
            FuseInode fi = FuseInode.of(sb.vfs().inodes().iget(sb, nodeid));
            if ((fi.state & Inode.I_NEW) != 0) {
                fi.nodeid = nodeid;
                fi.flags |= InodeFlags.S_NOATIME;
                if (!fi.conn().features.writebackCache || !Mode.isRegular(attr.mode)) {
                    fi.flags |= InodeFlags.S_NOCMTIME;
                }
                fi.generation = generation;
                init(fi, attr);
                fi.unlockNew();
                return fi;
            }
            if (!fi.isStale(generation, attr)) {
                return fi;
            }
            // The node id was used again: nothing more may reach the old inode.
            fi.makeBad();
            if (sb.root() != null && sb.root().inode() == fi) {
                return fi;
            }
            fi.unhash();
            fi.put();
        }
    }

    private static void init(FuseInode fi, FuseAttrs attr) {
        fi.mode = Mode.type(attr.mode);
        fi.size = attr.size;
        fi.mtime.set(attr.mtime);
        fi.ctime.set(attr.ctime);
        if (fi.isRegular()) {
            fi.op = FuseInodeOperations.INSTANCE;
            fi.fop = FuseFileOperations.INSTANCE;
            fi.data.setOps(FuseAddressSpaceOperations.INSTANCE);
        } else if (fi.isDir()) {
            fi.op = FuseDirInodeOperations.INSTANCE;
            fi.fop = FuseDirOperations.INSTANCE;
        } else if (fi.isLink()) {
            fi.op = FuseSymlinkInodeOperations.INSTANCE;
        } else {
            fi.op = FuseInodeOperations.INSTANCE;
            SpecialInodes.init(fi, attr.mode, attr.rdev);
        }
    }
}
