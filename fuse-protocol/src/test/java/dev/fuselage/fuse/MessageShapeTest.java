package dev.fuselage.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.MessageShape.Reply;
import dev.fuselage.fuse.MessageShape.Tail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MessageShapeTest {
    /**
     * What Linux sends and expects, argument by argument: bytes of arguments, names, bytes of
     * results.
     */
    @ParameterizedTest
    @CsvSource({
        "LOOKUP, 0, 1, 128, NONE, FIXED",
        "FORGET, 8, 0, 0, NONE, NEVER",
        "GETATTR, 16, 0, 104, NONE, FIXED",
        "SETATTR, 88, 0, 104, NONE, FIXED",
        "READLINK, 0, 0, 0, NONE, BYTES",
        "SYMLINK, 0, 2, 128, NONE, FIXED",
        "MKNOD, 16, 1, 128, NONE, FIXED",
        "MKDIR, 8, 1, 128, NONE, FIXED",
        "UNLINK, 0, 1, 0, NONE, FIXED",
        "RMDIR, 0, 1, 0, NONE, FIXED",
        "RENAME, 8, 2, 0, NONE, FIXED",
        "LINK, 8, 1, 128, NONE, FIXED",
        "OPEN, 8, 0, 16, NONE, FIXED",
        "READ, 40, 0, 0, NONE, BYTES",
        "WRITE, 40, 0, 8, DATA, FIXED",
        "STATFS, 0, 0, 80, NONE, FIXED",
        "RELEASE, 24, 0, 0, NONE, FIXED",
        "FSYNC, 16, 0, 0, NONE, FIXED",
        "SETXATTR, 16, 1, 0, DATA, FIXED",
        "GETXATTR, 8, 1, 8, NONE, RESULT_OR_BYTES",
        "LISTXATTR, 8, 0, 8, NONE, RESULT_OR_BYTES",
        "REMOVEXATTR, 0, 1, 0, NONE, FIXED",
        "FLUSH, 24, 0, 0, NONE, FIXED",
        "INIT, 64, 0, 64, NONE, FIXED",
        "OPENDIR, 8, 0, 16, NONE, FIXED",
        "READDIR, 40, 0, 0, NONE, BYTES",
        "RELEASEDIR, 24, 0, 0, NONE, FIXED",
        "FSYNCDIR, 16, 0, 0, NONE, FIXED",
        "GETLK, 48, 0, 24, NONE, FIXED",
        "SETLK, 48, 0, 0, NONE, FIXED",
        "SETLKW, 48, 0, 0, NONE, FIXED",
        "ACCESS, 8, 0, 0, NONE, FIXED",
        "CREATE, 16, 1, 144, NONE, FIXED",
        "INTERRUPT, 8, 0, 0, NONE, ERROR_ONLY",
        "BMAP, 16, 0, 8, NONE, FIXED",
        "DESTROY, 0, 0, 0, NONE, FIXED",
        "IOCTL, 32, 0, 16, DATA, BYTES",
        "POLL, 24, 0, 8, NONE, FIXED",
        "NOTIFY_REPLY, 40, 0, 0, DATA, NEVER",
        "BATCH_FORGET, 8, 0, 0, RECORDS, NEVER",
        "FALLOCATE, 32, 0, 0, NONE, FIXED",
        "READDIRPLUS, 40, 0, 0, NONE, BYTES",
        "RENAME2, 16, 2, 0, NONE, FIXED",
        "LSEEK, 24, 0, 8, NONE, FIXED",
        "COPY_FILE_RANGE, 56, 0, 8, NONE, FIXED",
        "SETUPMAPPING, 40, 0, 0, NONE, FIXED",
        "REMOVEMAPPING, 4, 0, 0, RECORDS, FIXED",
        "SYNCFS, 8, 0, 0, NONE, FIXED",
        "TMPFILE, 16, 1, 144, NONE, FIXED",
        "STATX, 24, 0, 288, NONE, FIXED",
        "COPY_FILE_RANGE_64, 56, 0, 8, NONE, FIXED",
        "CUSE_INIT, 16, 0, 72, NONE, BYTES"
    })
    void messagesAreMadeAsLinuxMakesThem(
            Opcode opcode, int arguments, int names, int results, Tail tail, Reply reply) {
        MessageShape shape = MessageShape.of(opcode);
        assertThat(shape.argumentsSize()).isEqualTo(arguments);
        assertThat(shape.names()).isEqualTo(names);
        assertThat(shape.resultsSize()).isEqualTo(results);
        assertThat(shape.tail()).isEqualTo(tail);
        assertThat(shape.reply()).isEqualTo(reply);
    }

    /** The five requests for which Linux calls get_create_ext(). */
    @ParameterizedTest
    @EnumSource
    void onlyRequestsThatMakeNodesCarryExtensions(Opcode opcode) {
        boolean makesNode =
                switch (opcode) {
                    case CREATE, MKDIR, MKNOD, SYMLINK, TMPFILE -> true;
                    default -> false;
                };
        assertThat(MessageShape.of(opcode).extensions()).isEqualTo(makesNode);
    }

    @Test
    void aShapeIsTheSameObjectEachTime() {
        assertThat(MessageShape.of(Opcode.READ)).isSameAs(MessageShape.of(Opcode.READ));
    }
}
