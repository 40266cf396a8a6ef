package dev.fuselage.fuse;

import org.jspecify.annotations.Nullable;

/**
 * What a request asks for: {@code enum fuse_opcode}, without {@code FUSE_} in the names. The
 * numbers in brackets are the minor versions that added the requests; those without are as old as
 * the protocol.
 */
public enum Opcode {
    /** {@code FUSE_LOOKUP}. */
    LOOKUP(1),
    /** {@code FUSE_FORGET}. */
    FORGET(2),
    /** {@code FUSE_GETATTR}. */
    GETATTR(3),
    /** {@code FUSE_SETATTR}. */
    SETATTR(4),
    /** {@code FUSE_READLINK}. */
    READLINK(5),
    /** {@code FUSE_SYMLINK}. */
    SYMLINK(6),
    /** {@code FUSE_MKNOD}. */
    MKNOD(8),
    /** {@code FUSE_MKDIR}. */
    MKDIR(9),
    /** {@code FUSE_UNLINK}. */
    UNLINK(10),
    /** {@code FUSE_RMDIR}. */
    RMDIR(11),
    /** {@code FUSE_RENAME}. */
    RENAME(12),
    /** {@code FUSE_LINK}. */
    LINK(13),
    /** {@code FUSE_OPEN}. */
    OPEN(14),
    /** {@code FUSE_READ}. */
    READ(15),
    /** {@code FUSE_WRITE}. */
    WRITE(16),
    /** {@code FUSE_STATFS}. */
    STATFS(17),
    /** {@code FUSE_RELEASE}. */
    RELEASE(18),
    /** {@code FUSE_FSYNC}. */
    FSYNC(20),
    /** {@code FUSE_SETXATTR}. */
    SETXATTR(21),
    /** {@code FUSE_GETXATTR}. */
    GETXATTR(22),
    /** {@code FUSE_LISTXATTR}. */
    LISTXATTR(23),
    /** {@code FUSE_REMOVEXATTR}. */
    REMOVEXATTR(24),
    /** {@code FUSE_FLUSH}. */
    FLUSH(25),
    /** {@code FUSE_INIT}. */
    INIT(26),
    /** {@code FUSE_OPENDIR}. */
    OPENDIR(27),
    /** {@code FUSE_READDIR}. */
    READDIR(28),
    /** {@code FUSE_RELEASEDIR}. */
    RELEASEDIR(29),
    /** {@code FUSE_FSYNCDIR} (7.2). */
    FSYNCDIR(30),
    /** {@code FUSE_GETLK} (7.7). */
    GETLK(31),
    /** {@code FUSE_SETLK} (7.7). */
    SETLK(32),
    /** {@code FUSE_SETLKW} (7.7). */
    SETLKW(33),
    /** {@code FUSE_ACCESS} (7.3). */
    ACCESS(34),
    /** {@code FUSE_CREATE} (7.3). */
    CREATE(35),
    /** {@code FUSE_INTERRUPT} (7.7). */
    INTERRUPT(36),
    /** {@code FUSE_BMAP} (7.8). */
    BMAP(37),
    /** {@code FUSE_DESTROY} (7.8). */
    DESTROY(38),
    /** {@code FUSE_IOCTL} (7.11). */
    IOCTL(39),
    /** {@code FUSE_POLL} (7.11). */
    POLL(40),
    /** {@code FUSE_NOTIFY_REPLY} (7.15). */
    NOTIFY_REPLY(41),
    /** {@code FUSE_BATCH_FORGET} (7.16). */
    BATCH_FORGET(42),
    /** {@code FUSE_FALLOCATE} (7.19). */
    FALLOCATE(43),
    /** {@code FUSE_READDIRPLUS} (7.21). */
    READDIRPLUS(44),
    /** {@code FUSE_RENAME2} (7.23). */
    RENAME2(45),
    /** {@code FUSE_LSEEK} (7.24). */
    LSEEK(46),
    /** {@code FUSE_COPY_FILE_RANGE} (7.28). */
    COPY_FILE_RANGE(47),
    /** {@code FUSE_SETUPMAPPING} (7.31). */
    SETUPMAPPING(48),
    /** {@code FUSE_REMOVEMAPPING} (7.31). */
    REMOVEMAPPING(49),
    /** {@code FUSE_SYNCFS} (7.34). */
    SYNCFS(50),
    /** {@code FUSE_TMPFILE} (7.37). */
    TMPFILE(51),
    /** {@code FUSE_STATX} (7.39). */
    STATX(52),
    /** {@code FUSE_COPY_FILE_RANGE_64} (7.45). */
    COPY_FILE_RANGE_64(53),
    /** {@code CUSE_INIT}: INIT of a character device in user space. */
    CUSE_INIT(4096);

    private static final @Nullable Opcode[] BY_NUMBER = new Opcode[54];

    static {
        for (Opcode opcode : values()) {
            if (opcode != CUSE_INIT) {
                BY_NUMBER[opcode.number] = opcode;
            }
        }
    }

    private final int number;

    Opcode(int number) {
        this.number = number;
    }

    /** What {@link FuseInHeader#OPCODE} holds. */
    public int number() {
        return number;
    }

    /** Null where no request has that number. */
    public static @Nullable Opcode of(int number) {
        if (number >= 0 && number < BY_NUMBER.length) {
            return BY_NUMBER[number];
        }
        return number == CUSE_INIT.number ? CUSE_INIT : null;
    }
}
