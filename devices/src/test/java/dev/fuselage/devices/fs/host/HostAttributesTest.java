package dev.fuselage.devices.fs.host;

import static dev.fuselage.devices.fs.host.HostShare.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attributes as the host has them; the other reader of the same host is the Java library. */
class HostAttributesTest {

    @TempDir Path directory;

    @Test
    void everyAttributeIsTheHosts() throws IOException {
        Files.writeString(directory.resolve("file"), "x".repeat(5000));
        Files.createLink(directory.resolve("other"), directory.resolve("file"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));
        Files.createDirectory(directory.resolve("dir"));
        try (HostShare share = HostShare.of(directory)) {
            for (String name : new String[] {"file", "link", "dir"}) {
                assertThat(share.lookup(share.fs.root(), name)).isZero();
                assertSame(share.found.attributes, directory.resolve(name));
                assertSame(share.attributes(share.found.node()), directory.resolve(name));
            }
            assertSame(share.attributes(share.fs.root()), directory);
        }
    }

    @Test
    void timesAreSetToTheNanosecondBeforeAndAfter1970() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "");
        try (HostShare share = HostShare.of(directory)) {
            Node node = share.node("f");
            SetAttributes change = new SetAttributes();
            change.valid = SetAttributes.ATIME | SetAttributes.MTIME;
            change.atime = -86_400;
            change.atimeNanos = 123_456_789;
            change.mtime = 1_700_000_000;
            change.mtimeNanos = 1;
            FileAttributes out = new FileAttributes();
            assertThat(share.fs.setattr(node, null, change, out)).isZero();
            assertThat(out.atime).isEqualTo(-86_400);
            assertThat(out.atimeNanos).isEqualTo(123_456_789);
            assertThat(nanos(Files.getAttribute(file, "lastAccessTime")))
                    .isEqualTo(-86_400L * 1_000_000_000 + 123_456_789);
            assertThat(nanos(Files.getLastModifiedTime(file)))
                    .isEqualTo(1_700_000_000L * 1_000_000_000 + 1);
        }
    }

    @Test
    void oneTimeIsSetWithoutTheOtherAndNowIsTheHosts() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "");
        try (HostShare share = HostShare.of(directory)) {
            Node node = share.node("f");
            SetAttributes change = new SetAttributes();
            change.valid = SetAttributes.ATIME | SetAttributes.MTIME;
            change.atime = 1;
            change.mtime = 2;
            assertThat(share.setattr(node, change)).isZero();
            change.valid = SetAttributes.MTIME | SetAttributes.MTIME_NOW;
            change.atime = 99;
            assertThat(share.setattr(node, change)).isZero();
            FileAttributes after = share.attributes(node);
            assertThat(after.atime).isEqualTo(1);
            assertThat(after.mtime).as("the present").isGreaterThan(1_000_000_000);
            assertThat(after.mtime).isEqualTo(after.ctime);
        }
        assertThat(Files.getLastModifiedTime(file).to(TimeUnit.SECONDS)).isGreaterThan(2);
    }

    @Test
    void modeAndSizeChangeTogetherAndNothingElse() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "content");
        try (HostShare share = HostShare.of(directory)) {
            SetAttributes change = new SetAttributes();
            change.valid = SetAttributes.MODE | SetAttributes.SIZE;
            change.mode = Mode.S_IFDIR | 0461; // the type in it is ignored
            change.size = 4;
            change.uid = 77;
            FileAttributes out = new FileAttributes();
            assertThat(share.fs.setattr(share.node("f"), null, change, out)).isZero();
            assertThat(out.mode).isEqualTo(Mode.S_IFREG | 0461);
            assertThat(out.size).isEqualTo(4);
            assertThat(out.uid).isEqualTo(Files.getAttribute(file, "unix:uid"));
        }
        assertThat(Files.readString(file)).isEqualTo("cont");
    }

    @Test
    void attributesAreThoseOfTheMomentAlsoThroughAHandle() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "1");
        try (HostShare share = HostShare.of(directory)) {
            Node node = share.node("f");
            share.open(node, OpenFlags.O_RDONLY);
            Files.writeString(file, "three");
            FileAttributes out = new FileAttributes();
            assertThat(share.fs.getattr(node, share.opened.handle(), out)).isZero();
            assertThat(out.size).isEqualTo(5);
            Files.delete(file);
            assertThat(share.fs.getattr(node, share.opened.handle(), out)).isZero();
            assertThat(out.nlink).isZero();
        }
    }

    @Test
    void linksAreMadeAndReadWithAnyBytes() {
        try (HostShare share = HostShare.of(directory)) {
            String target = "no/such/\u00ff\u0001 file" + "x".repeat(3000);
            assertThat(
                            share.fs.symlink(
                                    share.root,
                                    share.fs.root(),
                                    name("link"),
                                    name(target),
                                    share.found))
                    .isZero();
            assertThat(share.readlink(share.found.node())).isEqualTo(target);
            assertThat(share.found.attributes.size).isEqualTo(target.length());
        }
    }

    private static void assertSame(FileAttributes actual, Path path) throws IOException {
        Map<String, Object> host = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
        assertThat(actual.ino).isEqualTo(host.get("ino"));
        assertThat(actual.mode).isEqualTo(host.get("mode"));
        assertThat(actual.nlink).isEqualTo(host.get("nlink"));
        assertThat(actual.uid).isEqualTo(host.get("uid"));
        assertThat(actual.gid).isEqualTo(host.get("gid"));
        assertThat(actual.size).isEqualTo(host.get("size"));
        assertThat(actual.atime * 1_000_000_000 + actual.atimeNanos)
                .isEqualTo(nanos(host.get("lastAccessTime")));
        assertThat(actual.mtime * 1_000_000_000 + actual.mtimeNanos)
                .isEqualTo(nanos(host.get("lastModifiedTime")));
        assertThat(actual.ctime * 1_000_000_000 + actual.ctimeNanos)
                .isEqualTo(nanos(host.get("ctime")));
        if (actual.hasBtime) {
            assertThat(actual.btime * 1_000_000_000 + actual.btimeNanos)
                    .isEqualTo(nanos(host.get("creationTime")));
        }
        assertThat(actual.blksize).isPositive();
        assertThat(actual.blocks * 512).isGreaterThanOrEqualTo(0);
    }

    private static long nanos(@Nullable Object time) {
        return time instanceof FileTime t ? t.to(TimeUnit.NANOSECONDS) : -1;
    }
}
