package dev.fuselage.kernel.fuse;

/**
 * Requests that the server answered with ENOSYS, and that are not sent any more (the {@code no_}
 * members of {@code struct fuse_conn}).
 */
final class FuseMissing {
    boolean open;
    boolean opendir;
    boolean fsync;
    boolean fsyncdir;
    boolean flush;
    boolean setxattr;
    boolean getxattr;
    boolean listxattr;
    boolean removexattr;
    boolean access;
    boolean create;
    boolean interrupt;
    boolean poll;
    boolean fallocate;
    boolean rename2;
    boolean lseek;
    boolean copyFileRange;
    boolean tmpfile;
    boolean statx;
}
