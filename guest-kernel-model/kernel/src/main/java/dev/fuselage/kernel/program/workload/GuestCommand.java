package dev.fuselage.kernel.program.workload;

import java.util.List;

/** The guest lines of the language. A handle or map is one letter. */
final class GuestCommand {
    private static final CommandForms FORMS =
            new CommandForms()
                    .add("open HANDLE PATH FLAGS [MODE]")
                    .add("openat HANDLE DIRECTORY NAME FLAGS [MODE]")
                    .add("close HANDLE")
                    .add("dup HANDLE NEW")
                    .add("read HANDLE BYTES")
                    .add("write HANDLE BYTES")
                    .add("pread HANDLE BYTES OFFSET")
                    .add("pwrite HANDLE BYTES OFFSET")
                    .add("preadu HANDLE BYTES OFFSET")
                    .add("pwriteu HANDLE BYTES OFFSET")
                    .add("seqread HANDLE BYTES COUNT")
                    .add("seqwrite HANDLE BYTES COUNT")
                    .add("strideread HANDLE BYTES COUNT OFFSET STEP")
                    .add("getdents HANDLE [BYTES]")
                    .add("lseek HANDLE OFFSET WHENCE")
                    .add("stat PATH")
                    .add("lstat PATH")
                    .add("fstat HANDLE")
                    .add("statx PATH MASK [FLAGS]")
                    .add("access PATH MODE")
                    .add("chdir PATH")
                    .add("chmod PATH MODE")
                    .add("fchmod HANDLE MODE")
                    .add("chown PATH UID GID")
                    .add("lchown PATH UID GID")
                    .add("fchown HANDLE UID GID")
                    .add("utimens PATH ATIME MTIME")
                    .add("futimens HANDLE ATIME MTIME")
                    .add("truncate PATH SIZE")
                    .add("ftruncate HANDLE SIZE")
                    .add("fsync HANDLE")
                    .add("fdatasync HANDLE")
                    .add("sync")
                    .add("syncfs HANDLE")
                    .add("statfs PATH")
                    .add("fstatfs HANDLE")
                    .add("mkdir PATH [MODE]")
                    .add("rmdir PATH")
                    .add("unlink PATH")
                    .add("rename FROM TO")
                    .add("rename2 FROM TO FLAGS")
                    .add("link FROM TO")
                    .add("symlink TARGET PATH")
                    .add("readlink PATH")
                    .add("mknod PATH TYPE [MODE]")
                    .add("umask MODE")
                    .add("euid UID")
                    .add("sleep MILLISECONDS")
                    .add("drop_caches WHAT")
                    .add("mount DIRECTORY [OPTIONS]")
                    .add("umount DIRECTORY")
                    .add("fallocate HANDLE MODE OFFSET BYTES")
                    .add("fadvise HANDLE ADVICE OFFSET BYTES")
                    .add("readahead HANDLE OFFSET BYTES")
                    .add("cfr IN OFFSET OUT OFFSET BYTES")
                    .add("sendfile OUT IN OFFSET BYTES")
                    .add("getflags HANDLE")
                    .add("flock HANDLE OPERATION")
                    .add("setlk HANDLE TYPE START BYTES")
                    .add("getlk HANDLE TYPE START BYTES")
                    .add("ofdsetlk HANDLE TYPE START BYTES")
                    .add("ofdgetlk HANDLE TYPE START BYTES")
                    .add("getxattr PATH NAME BYTES")
                    .add("setxattr PATH NAME VALUE [FLAGS]")
                    .add("listxattr PATH BYTES")
                    .add("removexattr PATH NAME")
                    .add("mmap MAP HANDLE BYTES SHARING ACCESS [OFFSET]")
                    .add("mread MAP OFFSET BYTES")
                    .add("mwrite MAP OFFSET BYTES")
                    .add("msync MAP OFFSET BYTES HOW")
                    .add("madvise MAP ADVICE")
                    .add("munmap MAP")
                    .add("exec PATH")
                    .add("child COMMAND [A] [B] [C] [D] [E]");

    private GuestCommand() {}

    static String check(List<String> words) {
        if (words.size() > 1 && words.getFirst().equals("child")) {
            return check(words.subList(1, words.size()));
        }
        return FORMS.check(words);
    }
}
