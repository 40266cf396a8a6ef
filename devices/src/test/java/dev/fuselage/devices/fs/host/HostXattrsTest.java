package dev.fuselage.devices.fs.host;

import static dev.fuselage.devices.fs.host.HostShare.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.XattrFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extended attributes of files that are only held, never opened. */
class HostXattrsTest {

    @TempDir Path directory;

    @Test
    void aLinkHasAttributesOfItsOwn() throws IOException {
        HostThread.assumeRoot("for trusted attributes, which links may have");
        Path target = Files.writeString(directory.resolve("target"), "");
        Files.createSymbolicLink(directory.resolve("link"), target);
        try (HostShare share = HostShare.of(directory)) {
            FileName trusted = name("trusted.fuselage");
            Node link = share.node("link");
            share.memory.setString(0, "value");
            assertThat(share.fs.setxattr(link, trusted, share.vector(0, 5), 0, 5, 0, 0)).isZero();
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
}
