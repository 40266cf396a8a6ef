package dev.fuselage.devices.fs.host;

import static dev.fuselage.devices.fs.host.HostShare.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystemStatistics;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.linux.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other file systems mounted beneath the share. */
class HostMountTest {

    @TempDir Path above;
    private Path directory;
    private Path mountPoint;

    @BeforeEach
    void makeMountPoint() throws IOException {
        directory = Files.createDirectory(above.resolve("share"));
        mountPoint = Files.createDirectory(directory.resolve("mnt"));
    }

    @Test
    void theStepIntoAnotherFileSystemIsTold() {
        HostThread.withOwnMounts(() -> {
            LinuxSystemCalls calls = HostThread.systemCalls();
            assertThat(HostThread.mountTmpfs(calls, mountPoint.toString())).isZero();
            Files.createDirectory(mountPoint.resolve("inner"));
            try (HostShare share = HostShare.of(directory)) {
                Node mounted = share.node("mnt");
                assertThat(share.found.mountPoint()).isTrue();
                assertThat(mounted.device()).isNotEqualTo(share.fs.root().device());
                assertThat(share.lookup(mounted, "inner")).isZero();
                assertThat(share.found.mountPoint()).isFalse();
                FileSystemStatistics statistics = new FileSystemStatistics();
                assertThat(share.fs.statfs(mounted, statistics)).isZero();
                assertThat(statistics.bsize).isEqualTo(4096);
                assertThat(share.fs.syncfs(mounted)).isZero();
                assertThat(share.fs.rmdir(share.fs.root(), name("mnt"))).isEqualTo(-Errno.EBUSY);
            }
            return null;
        });
    }

    @Test
    void aBindMountOfTheSameFileSystemIsAStepTooAndHasNodesOfItsOwn() throws IOException {
        Path outside = Files.createDirectory(above.resolve("outside"));
        Path file = Files.writeString(outside.resolve("f"), "");
        Files.createLink(directory.resolve("f"), file);
        HostThread.withOwnMounts(() -> {
            LinuxSystemCalls calls = HostThread.systemCalls();
            String target = mountPoint.toString();
            assertThat(HostThread.bind(calls, outside.toString(), target)).isZero();
            try (HostShare share = HostShare.of(directory)) {
                Node mounted = share.node("mnt");
                assertThat(share.found.mountPoint()).isTrue();
                assertThat(mounted.device()).isEqualTo(share.fs.root().device());
                Node there = share.node("mnt/f");
                Node here = share.node("f");
                assertThat(there.ino()).isEqualTo(here.ino());
                assertThat(there).as("links of two mounts").isNotSameAs(here);
                assertThat(share.fs.link(there, share.fs.root(), name("g"), share.found))
                        .isEqualTo(-Errno.EXDEV);
            }
            return null;
        });
    }

    @Test
    void nodesOfAnotherFileSystemGiveTheirDescriptorsUpToo() {
        HostThread.withOwnMounts(() -> {
            LinuxSystemCalls calls = HostThread.systemCalls();
            assertThat(HostThread.mountTmpfs(calls, mountPoint.toString())).isZero();
            for (int i = 0; i < 100; i++) {
                Files.writeString(mountPoint.resolve("f" + i), "x".repeat(i));
            }
            HostOptions few = HostOptions.DEFAULT.withDescriptors(20);
            try (HostShare share = HostShare.of(directory, few)) {
                int before = share.fs.descriptors();
                List<Node> nodes = new ArrayList<>();
                Node mounted = share.node("mnt");
                for (int i = 0; i < 100; i++) {
                    assertThat(share.lookup(mounted, "f" + i)).isZero();
                    assertThat(share.found.mountPoint()).isFalse();
                    nodes.add(share.found.node());
                    assertThat(share.fs.descriptors()).isLessThanOrEqualTo(20);
                }
                for (int i = 0; i < 100; i++) {
                    assertThat(share.attributes(nodes.get(i)).size).isEqualTo(i);
                    assertThat(share.lookup(mounted, "f" + i)).isZero();
                    assertThat(share.found.node()).isSameAs(nodes.get(i));
                }
                for (Node n : nodes) {
                    share.fs.forget(n, 2);
                }
                share.fs.forget(mounted, 1);
                assertThat(share.fs.descriptors()).isEqualTo(before);
            }
            return null;
        });
    }
}
