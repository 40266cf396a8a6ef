package dev.fuselage.kernel.program.workload;

import java.util.List;
import java.util.Set;

/** The guest lines of the language. */
final class GuestCommand {
    private static final CommandForms FORMS =
            new CommandForms()
                    .add("open HANDLE PATH OPEN_FLAGS [MODE]")
                    .add("openat HANDLE HANDLE NAME OPEN_FLAGS [MODE]")
                    .add("close HANDLE")
                    .add("dup HANDLE HANDLE")
                    .add("read HANDLE BYTES")
                    .add("write HANDLE BYTES")
                    .add("pread HANDLE BYTES OFFSET")
                    .add("pwrite HANDLE BYTES OFFSET")
                    .add("preadu HANDLE BYTES OFFSET")
                    .add("pwriteu HANDLE BYTES OFFSET")
                    .add("seqread HANDLE BYTES COUNT")
                    .add("seqwrite HANDLE BYTES COUNT")
                    .add("strideread HANDLE BYTES COUNT OFFSET OFFSET")
                    .add("getdents HANDLE [BYTES]")
                    .add("lseek HANDLE OFFSET WHENCE")
                    .add("stat PATH")
                    .add("lstat PATH")
                    .add("fstat HANDLE")
                    .add("statx PATH MASK [MASK]")
                    .add("access PATH MODE")
                    .add("chdir PATH")
                    .add("fchdir HANDLE")
                    .add("chmod PATH MODE")
                    .add("fchmod HANDLE MODE")
                    .add("chown PATH ID ID")
                    .add("lchown PATH ID ID")
                    .add("fchown HANDLE ID ID")
                    .add("utimens PATH TIME TIME")
                    .add("futimens HANDLE TIME TIME")
                    .add("truncate PATH BYTES")
                    .add("ftruncate HANDLE BYTES")
                    .add("fsync HANDLE")
                    .add("fdatasync HANDLE")
                    .add("sync")
                    .add("syncfs HANDLE")
                    .add("statfs PATH")
                    .add("fstatfs HANDLE")
                    .add("mkdir PATH [MODE]")
                    .add("rmdir PATH")
                    .add("unlink PATH")
                    .add("rename PATH PATH")
                    .add("rename2 PATH PATH RENAME_FLAGS")
                    .add("link PATH PATH")
                    .add("symlink TARGET PATH")
                    .add("readlink PATH")
                    .add("mknod PATH NODE [MODE]")
                    .add("umask MODE")
                    .add("euid ID")
                    .add("sleep MILLISECONDS")
                    .add("drop_caches LEVEL")
                    .add("mount PATH [OPTIONS]")
                    .add("umount PATH")
                    .add("fallocate HANDLE FALLOCATE_MODE OFFSET OFFSET")
                    .add("fadvise HANDLE OFFSET BYTES ADVICE")
                    .add("fadvise HANDLE ADVICE OFFSET BYTES")
                    .add("readahead HANDLE OFFSET BYTES")
                    .add("cfr HANDLE OFFSET HANDLE OFFSET BYTES")
                    .add("sendfile HANDLE HANDLE OFFSET BYTES")
                    .add("getflags HANDLE")
                    .add("flock HANDLE FLOCK")
                    .add("setlk HANDLE LOCK OFFSET OFFSET")
                    .add("setlkw HANDLE LOCK OFFSET OFFSET")
                    .add("getlk HANDLE LOCK OFFSET OFFSET")
                    .add("ofdsetlk HANDLE LOCK OFFSET OFFSET")
                    .add("ofdgetlk HANDLE LOCK OFFSET OFFSET")
                    .add("getxattr PATH NAME BYTES")
                    .add("setxattr PATH NAME VALUE [XATTR_FLAGS]")
                    .add("listxattr PATH BYTES")
                    .add("removexattr PATH NAME")
                    .add("mmap MAP HANDLE BYTES SHARING ACCESS [OFFSET]")
                    .add("mread MAP OFFSET BYTES")
                    .add("mwrite MAP OFFSET BYTES")
                    .add("msync MAP OFFSET BYTES HOW")
                    .add("madvise MAP COUNT")
                    .add("munmap MAP")
                    .add("exec PATH")
                    .add("child COMMAND");

    /** Commands that need what this kernel does not have. */
    private static final Set<String> MISSING = Set.of("exec");

    private GuestCommand() {}

    static String check(List<String> words) {
        if (words.size() > 1 && words.getFirst().equals("child")) {
            return check(words.subList(1, words.size()));
        }
        return FORMS.check(words);
    }

    /** Whether the guest can do this. */
    static boolean isAvailable(List<String> words) {
        boolean child = words.getFirst().equals("child");
        return !MISSING.contains(words.get(child ? 1 : 0));
    }
}
