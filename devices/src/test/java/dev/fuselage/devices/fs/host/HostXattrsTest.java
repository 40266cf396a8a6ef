package dev.fuselage.devices.fs.host;

import static dev.fuselage.devices.fs.host.HostShare.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.XattrFlags;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extended attributes of files that are only held, never opened. */
class HostXattrsTest {

    @TempDir Path directory;

    @Test
    void aLinkHasAttributesOfItsOwn() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "");
        Files.createSymbolicLink(directory.resolve("link"), target);
        try (HostShare share = HostShare.of(directory)) {
            FileName trusted = name("trusted.fuselage");
            Node link = share.node("link");
            share.memory.setString(0, "value");
            int result = share.fs.setxattr(link, trusted, share.vector(0, 5), 0, 5, 0, 0);
            Assumptions.assumeTrue(
                    result != -Errno.EPERM, "needs CAP_SYS_ADMIN: for trusted attributes");
            assertThat(result).isZero();
            assertThat(share.fs.getxattr(link, trusted, share.vector(100, 50), 0, 50)).isEqualTo(5);
            assertThat(share.fs.getxattr(share.node("target"), trusted, share.vector(0, 9), 0, 9))
                    .isEqualTo(-Errno.ENODATA);
            assertThat(share.fs.removexattr(link, trusted)).isZero();
        }
    }

    @Test
    void namesAndValuesTheHostCannotHaveAreItsErrors() throws IOException {
        Files.writeString(directory.resolve("f"), "");
        try (HostShare share = HostShare.of(directory)) {
            Node f = share.node("f");
            FileName longest = name("user." + "x".repeat(251));
            assertThat(share.fs.getxattr(f, longest, share.vector(0, 9), 0, 9))
                    .isEqualTo(-Errno.ERANGE);
            assertThat(share.fs.removexattr(f, name(""))).isEqualTo(-Errno.ERANGE);
            int tooBig = XattrFlags.XATTR_SIZE_MAX + 1;
            assertThat(
                            share.fs.setxattr(
                                    f, name("user.big"), share.vector(0, tooBig), 0, tooBig, 0, 0))
                    .isEqualTo(-Errno.E2BIG);
        }
    }

    @Test
    void anAccessListCostsTheSetGroupIdBitIfTheCallerMayNotKeepIt() throws IOException {
        HostThread.assumeRoot("as for others the host takes the bit away itself");
        Files.writeString(directory.resolve("f"), "");
        try (HostShare share = HostShare.of(directory)) {
            Node f = share.node("f");
            FileName acl = name("system.posix_acl_access");
            int size = writeAcl(share.memory);
            SetAttributes change = new SetAttributes();
            change.valid = SetAttributes.MODE;
            change.mode = 02755;
            assertThat(share.setattr(f, change)).isZero();
            int result = share.fs.setxattr(f, acl, share.vector(0, size), 0, size, 0, 0);
            Assumptions.assumeTrue(result != -Errno.EOPNOTSUPP, "no access control lists here");
            assertThat(result).isZero();
            assertThat(share.attributes(f).mode).isEqualTo(Mode.S_IFREG | 02750);
            int kill = FileSystem.SETXATTR_ACL_KILL_SGID;
            assertThat(share.fs.setxattr(f, acl, share.vector(0, size), 0, size, 0, kill)).isZero();
            assertThat(share.attributes(f).mode).isEqualTo(Mode.S_IFREG | 0750);
        }
    }

    /** The list that says the same as mode 0750 (include/uapi/linux/posix_acl_xattr.h). */
    private static int writeAcl(MemorySegment to) {
        int[] words = {2, 1 | 7 << 16, -1, 4 | 5 << 16, -1, 0x20, -1};
        for (int i = 0; i < words.length; i++) {
            to.setAtIndex(ValueLayout.JAVA_INT, i, words[i]);
        }
        return words.length * Integer.BYTES;
    }
}
