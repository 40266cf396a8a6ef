package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.mm.AddressSpaceOperations;
import dev.fuselage.kernel.mm.Filemap;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.ReadaheadControl;
import dev.fuselage.machine.memory.HostMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file system that writes down what the VFS asks it. Its files hold the pattern byte i = i; names
 * in it are kept in the dcache.
 */
public final class LoggedFs extends FileSystemType {
    /** What has been asked, in order. */
    public final List<String> log = new ArrayList<>();

    /** Names that revalidate calls invalid. */
    public final List<String> stale = new ArrayList<>();

    /** Revalidation and permission cannot be told in RCU mode. */
    public boolean blocks;

    /** Whether reads of pages fail. */
    public boolean failing;

    /** How many opens still answer that the file is not what the name leads to any more. */
    public int staleOpens;

    /** The file opened last. */
    public @Nullable Inode opened;

    /** Pages that the file system does not let go, by index. */
    public final List<Long> kept = new ArrayList<>();

    /** Extended attributes, of all files alike. */
    public final Map<String, byte[]> attributes = new TreeMap<>();

    /** Whether extended attributes are not supported after all. */
    public boolean withoutAttributes;

    /** Longest readahead in pages. */
    public int raPages = BackingDevice.DEFAULT_RA_PAGES;

    private final Map<String, Integer> modes = new TreeMap<>();
    private final Map<String, Long> sizes = new TreeMap<>();
    private final Map<String, String> links = new TreeMap<>();
    private final Entries entries = new Entries(false);
    private final Entries linkEntries = new Entries(true);
    private final Names names = new Names();
    private final Pages pages = new Pages();
    private final Files files = new Files();

    public LoggedFs() {
        super("logged", false);
        modes.put("", Mode.S_IFDIR | 0755);
    }

    /** Adds a directory; the path has no slash in front. */
    public LoggedFs dir(String path) {
        modes.put(path, Mode.S_IFDIR | 0755);
        return this;
    }

    public LoggedFs file(String path, long size) {
        modes.put(path, Mode.S_IFREG | 0644);
        sizes.put(path, size);
        return this;
    }

    public LoggedFs link(String path, String target) {
        modes.put(path, Mode.S_IFLNK | 0777);
        links.put(path, target);
        return this;
    }

    public void remove(String path) {
        modes.remove(path);
    }

    /** What has been asked since the last call. */
    public List<String> takeLog() {
        List<String> taken = List.copyOf(log);
        log.clear();
        return taken;
    }

    private static final class Node extends Inode {
        String path = "";

        Node(SuperBlock sb) {
            super(sb);
        }
    }

    private static String path(Inode inode) {
        return ((Node) inode).path;
    }

    private Node inode(SuperBlock sb, String path, int mode) {
        Node node = (Node) sb.vfs().inodes().newInode(sb);
        node.ino = sb.nextIno();
        node.path = path;
        node.mode = mode;
        node.flags |= InodeFlags.S_NOATIME;
        node.op = Mode.isSymbolicLink(mode) ? linkEntries : entries;
        node.size = sizes.getOrDefault(path, 0L);
        if (Mode.isRegular(mode)) {
            node.fop = files;
            node.data.setOps(pages);
        }
        return node;
    }

    @Override
    public int parseParam(FsContext context, String key, String value) {
        return -Errno.EINVAL;
    }

    @Override
    public int getTree(FsContext context) {
        Vfs vfs = context.vfs();
        SuperBlock sb = vfs.superBlocks().get(context, null);
        sb.setOp(new Super());
        BackingDevice device = new BackingDevice("logged");
        device.raPages = raPages;
        device.ioPages = raPages;
        sb.setBdi(device);
        sb.setRoot(vfs.dentries().makeRoot(inode(sb, "", Mode.S_IFDIR | 0755)));
        sb.dentryOperations = names;
        sb.xattrHandlers =
                new XattrHandler[] {new Attributes("security."), new Attributes("user.")};
        vfs.superBlocks().born(context, sb);
        return 0;
    }

    @Override
    public void killSb(SuperBlock sb) {
        sb.vfs().superBlocks().killAnon(sb);
        log.add("kill");
    }

    private final class Super extends SuperOperations {
        @Override
        public Inode allocInode(SuperBlock sb) {
            return new Node(sb);
        }

        @Override
        public boolean dropInode(Inode inode) {
            return true;
        }

        @Override
        public void evictInode(Inode inode) {
            super.evictInode(inode);
            log.add("evict " + path(inode));
        }

        @Override
        public int syncFs(SuperBlock sb, boolean wait) {
            log.add("sync " + (wait ? "wait" : "start"));
            return 0;
        }
    }

    private final class Names extends DentryOperations {
        @Override
        public boolean hasRevalidate() {
            return true;
        }

        @Override
        public int revalidate(Dentry dentry, int flags) {
            boolean rcu = (flags & LookupFlags.RCU) != 0;
            boolean reval = (flags & LookupFlags.REVAL) != 0;
            log.add("revalidate " + dentry.name() + (rcu ? " rcu" : reval ? " reval" : ""));
            if (rcu && blocks) {
                return -Errno.ECHILD;
            }
            return stale.contains(dentry.name()) ? 0 : 1;
        }
    }

    private final class Entries extends InodeOperations {
        private final boolean links;

        Entries(boolean links) {
            this.links = links;
        }

        @Override
        public boolean hasLookup() {
            return true;
        }

        @Override
        public boolean hasGetLink() {
            return links;
        }

        @Override
        public int permission(Inode inode, int mask) {
            boolean rcu = (mask & MayMask.MAY_NOT_BLOCK) != 0;
            log.add(
                    "permission "
                            + (path(inode).isEmpty() ? "/" : path(inode))
                            + " "
                            + (mask & 7)
                            + (rcu ? " rcu" : ""));
            return rcu && blocks ? -Errno.ECHILD : Permission.generic(inode, mask);
        }

        @Override
        public @Nullable Dentry lookup(Inode dir, Dentry dentry, int flags) {
            String path = path(dir).isEmpty() ? dentry.name() : path(dir) + "/" + dentry.name();
            log.add("lookup " + path);
            Integer mode = modes.get(path);
            return dentry.spliceAlias(mode == null ? null : inode(dir.sb, path, mode));
        }

        @Override
        public int getLink(@Nullable Dentry dentry, Inode inode, LinkBody out) {
            String target = LoggedFs.this.links.get(path(inode));
            if (dentry == null) {
                return -Errno.ECHILD;
            }
            log.add("readlink " + path(inode));
            out.set(target == null ? "" : target);
            return 0;
        }

        @Override
        public int setattr(Dentry dentry, Iattr attr) {
            log.add(
                    "setattr 0x"
                            + Integer.toHexString(attr.valid)
                            + " mode "
                            + Integer.toOctalString(attr.mode));
            return super.setattr(dentry, attr);
        }
    }

    private final class Attributes extends XattrHandler {
        Attributes(String prefix) {
            super(prefix);
        }

        @Override
        public long get(
                Dentry dentry, Inode inode, String name, byte @Nullable [] value, int size) {
            log.add("getxattr " + name + " " + size);
            byte[] known = attributes.get(name);
            if (withoutAttributes) {
                return -Errno.EOPNOTSUPP;
            }
            if (known == null) {
                return -Errno.ENODATA;
            }
            if (value != null && size > 0) {
                if (known.length > size) {
                    return -Errno.ERANGE;
                }
                System.arraycopy(known, 0, value, 0, known.length);
            }
            return known.length;
        }

        @Override
        public int set(
                Dentry dentry,
                Inode inode,
                String name,
                byte @Nullable [] value,
                int size,
                int flags) {
            log.add((value == null ? "removexattr " : "setxattr ") + name + " " + flags);
            if (value == null) {
                return attributes.remove(name) == null ? -Errno.ENODATA : 0;
            }
            attributes.put(name, Arrays.copyOf(value, size));
            return 0;
        }
    }

    private final class Files extends FileOperations {
        @Override
        public boolean hasReadIter() {
            return true;
        }

        @Override
        public boolean hasLlseek() {
            return true;
        }

        @Override
        public boolean hasFlush() {
            return true;
        }

        @Override
        public boolean hasSpliceRead() {
            return true;
        }

        @Override
        public long llseek(OpenFile file, long offset, int whence) {
            return FileIo.genericSeek(file, offset, whence);
        }

        @Override
        public int open(Inode inode, OpenFile file) {
            log.add("open " + path(inode));
            opened = inode;
            return staleOpens-- > 0 ? -Errno.ESTALE : 0;
        }

        @Override
        public int flush(OpenFile file, Object owner) {
            log.add("flush " + path(file.inode()));
            return 0;
        }

        @Override
        public void release(Inode inode, OpenFile file) {
            log.add("release " + path(inode));
        }

        @Override
        public long readIter(Kiocb iocb, IovIter to) {
            return Filemap.genericRead(iocb, to);
        }

        @Override
        public long spliceRead(Kiocb iocb, PipeInode pipe, long length, int flags) {
            return Splice.filemapRead(iocb, pipe, length);
        }
    }

    private final class Pages extends AddressSpaceOperations {
        @Override
        public boolean hasReadahead() {
            return true;
        }

        private void fill(Page page) {
            long address = page.hostAddress();
            for (int i = 0; i < Page.SIZE; i++) {
                HostMemory.putByte(address + i, (byte) (page.pos() + i));
            }
            page.setUptodate(!failing);
            page.unlock();
        }

        @Override
        public boolean releaseFolio(Page page) {
            return !kept.contains(page.index());
        }

        @Override
        public void invalidateFolio(Page page, int offset, int length) {
            log.add("invalidate " + page.index() + " " + offset + "+" + length);
        }

        @Override
        public int launderFolio(Page page) {
            log.add("launder " + page.index());
            boolean _ = page.clearDirty();
            return 0;
        }

        @Override
        public void readahead(ReadaheadControl control) {
            log.add("readahead " + control.index() + "+" + control.count());
            for (Page page = control.next(); page != null; page = control.next()) {
                fill(page);
            }
        }

        @Override
        public int readFolio(@Nullable OpenFile file, Page page) {
            log.add("readpage " + page.index());
            fill(page);
            return 0;
        }
    }
}
