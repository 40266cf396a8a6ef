package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.LockWait;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;

/**
 * Which handler serves which opcode. A handler returns the size of the reply's arguments or an
 * errno.
 */
final class Dispatcher {

    /** A handler's result: the message gets no reply, not even a header. Not an errno. */
    static final int NO_REPLY = Integer.MIN_VALUE;

    /** A handler's result: the message has to wait, for {@link #blocked}. Not an errno. */
    static final int BLOCKED = Integer.MIN_VALUE + 1;

    private final SessionHandlers session;
    private final LookupHandlers lookups;
    private final AttributeHandlers attributes;
    private final NameHandlers names;
    private final OpenHandlers opens;
    private final DataHandlers data;
    private final DirectoryHandlers directories;
    private final XattrHandlers xattrs;
    private final LockHandlers locks;

    Dispatcher(ServerState state) {
        AttributeWriter writer = new AttributeWriter(state.config.timeoutNanos());
        EntryReply entries = new EntryReply(state, writer);
        session = new SessionHandlers(state);
        lookups = new LookupHandlers(state, entries);
        attributes = new AttributeHandlers(state, writer);
        names = new NameHandlers(state, entries);
        locks = new LockHandlers(state);
        opens = new OpenHandlers(state, entries, locks);
        data = new DataHandlers(state);
        directories = new DirectoryHandlers(state, entries);
        xattrs = new XattrHandlers(state);
    }

    /** Whether messages of this kind are never answered, errors included. */
    static boolean isSilent(Opcode opcode) {
        return switch (opcode) {
            case FORGET, BATCH_FORGET, INTERRUPT, DESTROY -> true;
            default -> false;
        };
    }

    /** What a message waits for that has just been {@link #BLOCKED}. */
    LockWait blocked() {
        return locks.blocked();
    }

    int serve(Opcode opcode, Request r) {
        return switch (opcode) {
            case LOOKUP -> lookups.lookup(r);
            case FORGET -> lookups.forget(r);
            case GETATTR -> attributes.getattr(r);
            case SETATTR -> attributes.setattr(r);
            case READLINK -> names.readlink(r);
            case SYMLINK -> names.symlink(r);
            case MKNOD -> names.mknod(r);
            case MKDIR -> names.mkdir(r);
            case UNLINK -> names.unlink(r);
            case RMDIR -> names.rmdir(r);
            case RENAME -> names.rename(r);
            case LINK -> names.link(r);
            case OPEN -> opens.open(r);
            case READ -> data.read(r);
            case WRITE -> data.write(r);
            case STATFS -> attributes.statfs(r);
            case RELEASE -> opens.release(r);
            case FSYNC -> opens.fsync(r);
            case SETXATTR -> xattrs.setxattr(r);
            case GETXATTR -> xattrs.getxattr(r);
            case LISTXATTR -> xattrs.listxattr(r);
            case REMOVEXATTR -> xattrs.removexattr(r);
            case FLUSH -> opens.flush(r);
            case INIT -> session.init(r);
            case OPENDIR -> directories.opendir(r);
            case READDIR -> directories.readdir(r);
            case RELEASEDIR -> directories.releasedir(r);
            case FSYNCDIR -> directories.fsyncdir(r);
            case GETLK -> locks.getlk(r);
            case SETLK -> locks.setlk(r);
            case SETLKW -> locks.setlkw(r);
            case ACCESS -> attributes.access(r);
            case CREATE -> opens.create(r);
            case INTERRUPT -> locks.interrupt(r);
            case DESTROY -> session.destroy();
            case BATCH_FORGET -> lookups.batchForget(r);
            case FALLOCATE -> data.fallocate(r);
            case READDIRPLUS -> directories.readdirplus(r);
            case RENAME2 -> names.rename2(r);
            case LSEEK -> data.lseek(r);
            case COPY_FILE_RANGE -> data.copyFileRange(r);
            case SYNCFS -> directories.syncfs(r);
            case TMPFILE -> opens.tmpfile(r);
            case STATX -> attributes.statx(r);
            case BMAP,
                    IOCTL,
                    POLL,
                    NOTIFY_REPLY,
                    SETUPMAPPING,
                    REMOVEMAPPING,
                    COPY_FILE_RANGE_64,
                    CUSE_INIT ->
                    -Errno.ENOSYS;
        };
    }
}
