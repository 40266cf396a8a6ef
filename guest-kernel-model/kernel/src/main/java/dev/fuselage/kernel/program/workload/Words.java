package dev.fuselage.kernel.program.workload;

import dev.fuselage.fuse.linux.FallocateMode;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.RenameFlags;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.fuse.linux.XattrFlags;
import java.util.ArrayList;
import java.util.List;

/** The words of a line, and those that stand for numbers of the kernel's interface. */
final class Words {
    static final WordSet OPEN =
            new WordSet()
                    .with("r", OpenFlags.O_RDONLY)
                    .with("w", OpenFlags.O_WRONLY)
                    .with("rw", OpenFlags.O_RDWR)
                    .with("creat", OpenFlags.O_CREAT)
                    .with("excl", OpenFlags.O_EXCL)
                    .with("trunc", OpenFlags.O_TRUNC)
                    .with("append", OpenFlags.O_APPEND)
                    .with("direct", OpenFlags.O_DIRECT)
                    .with("dir", OpenFlags.O_DIRECTORY)
                    .with("path", OpenFlags.O_PATH)
                    .with("sync", OpenFlags.O_SYNC)
                    .with("dsync", OpenFlags.O_DSYNC)
                    .with("tmpfile", OpenFlags.O_TMPFILE)
                    .with("nonblock", OpenFlags.O_NONBLOCK)
                    .with("nofollow", OpenFlags.O_NOFOLLOW)
                    .with("cloexec", OpenFlags.O_CLOEXEC)
                    .with("noatime", OpenFlags.O_NOATIME);
    static final WordSet WHENCE =
            new WordSet()
                    .with("set", Seek.SEEK_SET)
                    .with("cur", Seek.SEEK_CUR)
                    .with("end", Seek.SEEK_END)
                    .with("data", Seek.SEEK_DATA)
                    .with("hole", Seek.SEEK_HOLE);
    static final WordSet RENAME =
            new WordSet()
                    .with("noreplace", RenameFlags.RENAME_NOREPLACE)
                    .with("exchange", RenameFlags.RENAME_EXCHANGE)
                    .with("whiteout", RenameFlags.RENAME_WHITEOUT);
    static final WordSet FALLOCATE =
            new WordSet()
                    .with("none", 0)
                    .with("alloc", 0)
                    .with("keep", FallocateMode.FALLOC_FL_KEEP_SIZE)
                    .with("punch", FallocateMode.FALLOC_FL_PUNCH_HOLE)
                    .with("zero", FallocateMode.FALLOC_FL_ZERO_RANGE)
                    .with("collapse", FallocateMode.FALLOC_FL_COLLAPSE_RANGE)
                    .with("insert", FallocateMode.FALLOC_FL_INSERT_RANGE)
                    .with("unshare", FallocateMode.FALLOC_FL_UNSHARE_RANGE);
    static final WordSet FLOCK =
            new WordSet()
                    .with("sh", FcntlFlags.LOCK_SH)
                    .with("ex", FcntlFlags.LOCK_EX)
                    .with("un", FcntlFlags.LOCK_UN)
                    .with("nb", FcntlFlags.LOCK_NB);
    static final WordSet XATTR =
            new WordSet()
                    .with("create", XattrFlags.XATTR_CREATE)
                    .with("replace", XattrFlags.XATTR_REPLACE);
    static final WordSet ADVICE =
            new WordSet()
                    .with("normal", 0)
                    .with("random", 1)
                    .with("sequential", 2)
                    .with("willneed", 3)
                    .with("dontneed", 4)
                    .with("noreuse", 5);
    static final WordSet LOCK =
            new WordSet()
                    .with("r", LockType.F_RDLCK)
                    .with("w", LockType.F_WRLCK)
                    .with("u", LockType.F_UNLCK);
    static final WordSet NODE =
            new WordSet()
                    .with("reg", Mode.S_IFREG)
                    .with("fifo", Mode.S_IFIFO)
                    .with("sock", Mode.S_IFSOCK)
                    .with("chr", Mode.S_IFCHR)
                    .with("blk", Mode.S_IFBLK)
                    .with("dir", Mode.S_IFDIR);

    private Words() {}

    /** What stands between white space. */
    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= line.length(); i++) {
            boolean blank = i == line.length() || Character.isWhitespace(line.charAt(i));
            if (blank && start >= 0) {
                words.add(line.substring(start, i));
                start = -1;
            } else if (!blank && start < 0) {
                start = i;
            }
        }
        return words;
    }

    /** What stands between a separator, empty words included. */
    static List<String> between(char separator, String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
            words.add(text.substring(start, end));
            start = end + 1;
        }
        words.add(text.substring(start));
        return words;
    }
}
