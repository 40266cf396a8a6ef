package dev.fuselage.fuse;

import java.util.EnumMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request and its reply are made of between the headers, in today's protocol version ({@link
 * FuseCompat} has the older lengths). A request is its arguments, then its names, each ended by a
 * NUL, then its tail, then its extensions. A successful reply is its result, then its second
 * result, then its tail; an unsuccessful one is its header alone.
 *
 * @param arguments the structure behind {@link FuseInHeader}, or null
 * @param names how many NUL-terminated names follow it: 0, 1 or 2
 * @param tail what follows the names
 * @param extensions whether extensions may end the request ({@link FuseInHeader#TOTAL_EXTLEN})
 * @param reply whether and with what the request is answered
 * @param result the structure behind {@link FuseOutHeader}, or null
 * @param secondResult the structure behind that, or null
 */
public record MessageShape(
        @Nullable Struct arguments,
        int names,
        Tail tail,
        boolean extensions,
        Reply reply,
        @Nullable Struct result,
        @Nullable Struct secondResult) {

    /** What ends a request. */
    public enum Tail {
        NONE,
        /** As many bytes as the arguments tell. */
        DATA,
        /** As many {@link FuseForgetOne} or {@link FuseRemovemappingOne} as the arguments tell. */
        RECORDS
    }

    /** What a successful reply holds. */
    public enum Reply {
        /** There is none. */
        NEVER,
        /** Only an error is answered: INTERRUPT, with EAGAIN or ENOSYS. */
        ERROR_ONLY,
        /** The results, whole. */
        FIXED,
        /** The results, and then at most as many bytes as the request leaves room for. */
        BYTES,
        /**
         * The result to a request of size 0, else at most that many bytes: GETXATTR and LISTXATTR.
         */
        RESULT_OR_BYTES
    }

    private static final EnumMap<Opcode, MessageShape> SHAPES = shapes();

    /** The shape of the messages of an opcode; the same object each time. */
    public static MessageShape of(Opcode opcode) {
        return Objects.requireNonNull(SHAPES.get(opcode));
    }

    /** Bytes of the request's arguments, 0 where there are none. */
    public int argumentsSize() {
        return arguments == null ? 0 : arguments.size();
    }

    /** Bytes of the successful reply's results, 0 where there are none. */
    public int resultsSize() {
        int first = result == null ? 0 : result.size();
        return secondResult == null ? first : first + secondResult.size();
    }

    private static EnumMap<Opcode, MessageShape> shapes() {
        EnumMap<Opcode, MessageShape> shapes = new EnumMap<>(Opcode.class);
        for (Opcode opcode : Opcode.values()) {
            shapes.put(opcode, shape(opcode));
        }
        return shapes;
    }

    private static MessageShape shape(Opcode opcode) {
        return switch (opcode) {
            case LOOKUP -> request(null, 1).result(FuseEntryOut.STRUCT);
            case FORGET -> request(FuseForgetIn.STRUCT, 0).reply(Reply.NEVER);
            case GETATTR -> request(FuseGetattrIn.STRUCT, 0).result(FuseAttrOut.STRUCT);
            case SETATTR -> request(FuseSetattrIn.STRUCT, 0).result(FuseAttrOut.STRUCT);
            case READLINK -> request(null, 0).reply(Reply.BYTES);
            case SYMLINK -> request(null, 2).extended().result(FuseEntryOut.STRUCT);
            case MKNOD -> request(FuseMknodIn.STRUCT, 1).extended().result(FuseEntryOut.STRUCT);
            case MKDIR -> request(FuseMkdirIn.STRUCT, 1).extended().result(FuseEntryOut.STRUCT);
            case UNLINK, RMDIR -> request(null, 1);
            case RENAME -> request(FuseRenameIn.STRUCT, 2);
            case RENAME2 -> request(FuseRename2In.STRUCT, 2);
            case LINK -> request(FuseLinkIn.STRUCT, 1).result(FuseEntryOut.STRUCT);
            case OPEN, OPENDIR -> request(FuseOpenIn.STRUCT, 0).result(FuseOpenOut.STRUCT);
            case READ, READDIR, READDIRPLUS -> request(FuseReadIn.STRUCT, 0).reply(Reply.BYTES);
            case WRITE ->
                    request(FuseWriteIn.STRUCT, 0).tail(Tail.DATA).result(FuseWriteOut.STRUCT);
            case STATFS -> request(null, 0).result(FuseStatfsOut.STRUCT);
            case RELEASE, RELEASEDIR -> request(FuseReleaseIn.STRUCT, 0);
            case FSYNC, FSYNCDIR -> request(FuseFsyncIn.STRUCT, 0);
            case SETXATTR -> request(FuseSetxattrIn.STRUCT, 1).tail(Tail.DATA);
            case GETXATTR ->
                    request(FuseGetxattrIn.STRUCT, 1)
                            .result(FuseGetxattrOut.STRUCT)
                            .reply(Reply.RESULT_OR_BYTES);
            case LISTXATTR ->
                    request(FuseGetxattrIn.STRUCT, 0)
                            .result(FuseGetxattrOut.STRUCT)
                            .reply(Reply.RESULT_OR_BYTES);
            case REMOVEXATTR -> request(null, 1);
            case FLUSH -> request(FuseFlushIn.STRUCT, 0);
            case INIT -> request(FuseInitIn.STRUCT, 0).result(FuseInitOut.STRUCT);
            case GETLK -> request(FuseLkIn.STRUCT, 0).result(FuseLkOut.STRUCT);
            case SETLK, SETLKW -> request(FuseLkIn.STRUCT, 0);
            case ACCESS -> request(FuseAccessIn.STRUCT, 0);
            case CREATE, TMPFILE ->
                    request(FuseCreateIn.STRUCT, 1)
                            .extended()
                            .results(FuseEntryOut.STRUCT, FuseOpenOut.STRUCT);
            case INTERRUPT -> request(FuseInterruptIn.STRUCT, 0).reply(Reply.ERROR_ONLY);
            case BMAP -> request(FuseBmapIn.STRUCT, 0).result(FuseBmapOut.STRUCT);
            case DESTROY -> request(null, 0);
            case IOCTL ->
                    request(FuseIoctlIn.STRUCT, 0)
                            .tail(Tail.DATA)
                            .result(FuseIoctlOut.STRUCT)
                            .reply(Reply.BYTES);
            case POLL -> request(FusePollIn.STRUCT, 0).result(FusePollOut.STRUCT);
            case NOTIFY_REPLY ->
                    request(FuseNotifyRetrieveIn.STRUCT, 0).tail(Tail.DATA).reply(Reply.NEVER);
            case BATCH_FORGET ->
                    request(FuseBatchForgetIn.STRUCT, 0).tail(Tail.RECORDS).reply(Reply.NEVER);
            case FALLOCATE -> request(FuseFallocateIn.STRUCT, 0);
            case LSEEK -> request(FuseLseekIn.STRUCT, 0).result(FuseLseekOut.STRUCT);
            case COPY_FILE_RANGE ->
                    request(FuseCopyFileRangeIn.STRUCT, 0).result(FuseWriteOut.STRUCT);
            case COPY_FILE_RANGE_64 ->
                    request(FuseCopyFileRangeIn.STRUCT, 0).result(FuseCopyFileRangeOut.STRUCT);
            case SETUPMAPPING -> request(FuseSetupmappingIn.STRUCT, 0);
            case REMOVEMAPPING -> request(FuseRemovemappingIn.STRUCT, 0).tail(Tail.RECORDS);
            case SYNCFS -> request(FuseSyncfsIn.STRUCT, 0);
            case STATX -> request(FuseStatxIn.STRUCT, 0).result(FuseStatxOut.STRUCT);
            case CUSE_INIT ->
                    request(CuseInitIn.STRUCT, 0).result(CuseInitOut.STRUCT).reply(Reply.BYTES);
        };
    }

    private static MessageShape request(@Nullable Struct arguments, int names) {
        return new MessageShape(arguments, names, Tail.NONE, false, Reply.FIXED, null, null);
    }

    private MessageShape tail(Tail tail) {
        return new MessageShape(arguments, names, tail, extensions, reply, result, secondResult);
    }

    private MessageShape extended() {
        return new MessageShape(arguments, names, tail, true, reply, result, secondResult);
    }

    private MessageShape reply(Reply reply) {
        return new MessageShape(arguments, names, tail, extensions, reply, result, secondResult);
    }

    private MessageShape result(Struct result) {
        return results(result, null);
    }

    private MessageShape results(Struct result, @Nullable Struct secondResult) {
        return new MessageShape(arguments, names, tail, extensions, reply, result, secondResult);
    }
}
