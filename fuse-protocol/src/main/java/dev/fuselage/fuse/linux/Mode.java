package dev.fuselage.fuse.linux;

/** Type and permissions of a file: {@code st_mode}. */
public final class Mode {
    public static final int S_IFMT = 0170000;
    public static final int S_IFSOCK = 0140000;
    public static final int S_IFLNK = 0120000;
    public static final int S_IFREG = 0100000;
    public static final int S_IFBLK = 0060000;
    public static final int S_IFDIR = 0040000;
    public static final int S_IFCHR = 0020000;
    public static final int S_IFIFO = 0010000;

    public static final int S_ISUID = 0004000;
    public static final int S_ISGID = 0002000;
    public static final int S_ISVTX = 0001000;

    public static final int S_IRWXU = 0700;
    public static final int S_IRUSR = 0400;
    public static final int S_IWUSR = 0200;
    public static final int S_IXUSR = 0100;
    public static final int S_IRWXG = 0070;
    public static final int S_IRGRP = 0040;
    public static final int S_IWGRP = 0020;
    public static final int S_IXGRP = 0010;
    public static final int S_IRWXO = 0007;
    public static final int S_IROTH = 0004;
    public static final int S_IWOTH = 0002;
    public static final int S_IXOTH = 0001;

    public static final int S_IRWXUGO = 0777;

    /** All bits but the type. */
    public static final int S_IALLUGO = 07777;

    /** The type alone, one of {@code S_IF*}. */
    public static int type(int mode) {
        return mode & S_IFMT;
    }

    /** All but the type. */
    public static int permissions(int mode) {
        return mode & S_IALLUGO;
    }

    public static boolean isRegular(int mode) {
        return type(mode) == S_IFREG;
    }

    public static boolean isDirectory(int mode) {
        return type(mode) == S_IFDIR;
    }

    public static boolean isSymbolicLink(int mode) {
        return type(mode) == S_IFLNK;
    }

    public static boolean isCharacterDevice(int mode) {
        return type(mode) == S_IFCHR;
    }

    public static boolean isBlockDevice(int mode) {
        return type(mode) == S_IFBLK;
    }

    public static boolean isFifo(int mode) {
        return type(mode) == S_IFIFO;
    }

    public static boolean isSocket(int mode) {
        return type(mode) == S_IFSOCK;
    }

    /**
     * Neither a regular file nor a directory nor a symbolic link: what a server may refuse to open
     * or make.
     */
    public static boolean isSpecial(int mode) {
        return isCharacterDevice(mode) || isBlockDevice(mode) || isFifo(mode) || isSocket(mode);
    }

    private Mode() {}
}
