package dev.fuselage.devices.fs.wrap;

import static dev.fuselage.devices.fs.FileSystemUser.fails;
import static dev.fuselage.devices.fs.FileSystemUser.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.FileSystemUser;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.HandleResult;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.fuse.linux.AccessMode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import org.junit.jupiter.api.Test;

/** Read-only, failing and slow file systems. */
class WrapperTest {

    private static MemoryFileSystem memory() {
        return new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS);
    }

    // ------------------------------------------------------------------ read-only

    @Test
    void aReadOnlyFileSystemShowsEverything() {
        MemoryFileSystem inner = memory();
        FileSystemUser writer = new FileSystemUser(inner);
        writer.file(inner.root(), "f", "text");
        writer.mkdir(inner.root(), "d");
        try (FileSystemUser user = new FileSystemUser(new ReadOnlyFileSystem(inner))) {
            Node root = user.fs.root();
            assertThat(user.list(root, 10)).containsExactly(".", "..", "f", "d");
            Node f = user.find(root, "f").node();
            assertThat(user.text(f)).isEqualTo("text");
            assertThat(user.stat(f).size).isEqualTo(4);
            ok(user.fs.access(f, AccessMode.R_OK, user.root));
            Handle h = user.open(f, OpenFlags.O_RDONLY);
            ok(user.fs.flush(h));
            ok(user.fs.fsync(h, false));
            user.fs.release(h);
            ok(user.fs.syncfs(root));
        }
    }

    @Test
    void aReadOnlyFileSystemRefusesEveryChange() {
        MemoryFileSystem inner = memory();
        FileSystemUser writer = new FileSystemUser(inner);
        Node f = writer.file(inner.root(), "f", "text");
        Handle writable = writer.open(f, OpenFlags.O_RDWR);
        FileSystem fs = new ReadOnlyFileSystem(inner);
        FileSystemUser user = new FileSystemUser(fs);
        Node root = fs.root();
        FileName n = FileName.of("n");
        FileName fName = FileName.of("f");
        NodeResult out = new NodeResult();
        HandleResult handle = new HandleResult();
        int rofs = Errno.EROFS;
        fails(user.setattr(f, new SetAttributes()), rofs);
        fails(fs.symlink(user.root, root, n, n, out), rofs);
        fails(fs.mknod(user.root, root, n, Mode.S_IFREG, 0, out), rofs);
        fails(fs.mkdir(user.root, root, n, 0755, out), rofs);
        fails(fs.unlink(root, fName), rofs);
        fails(fs.rmdir(root, fName), rofs);
        fails(user.rename(root, "f", root, "n", 0), rofs);
        fails(fs.link(f, root, n, out), rofs);
        fails(fs.create(user.root, root, n, 0644, OpenFlags.O_RDONLY, 0, out, handle), rofs);
        fails(fs.create(user.root, root, fName, 0644, OpenFlags.O_RDWR, 0, out, handle), rofs);
        fails(fs.tmpfile(user.root, root, 0644, OpenFlags.O_RDWR, out, handle), rofs);
        fails(user.tryOpen(f, OpenFlags.O_WRONLY), rofs);
        fails(user.tryOpen(f, OpenFlags.O_RDWR), rofs);
        fails(user.tryOpen(f, OpenFlags.O_RDONLY | OpenFlags.O_TRUNC), rofs);
        fails(user.tryOpen(f, OpenFlags.O_ACCMODE), rofs);
        fails(user.write(writable, 0, "x"), rofs);
        fails(fs.fallocate(writable, 0, 0, 1), rofs);
        fails(fs.copyFileRange(writable, 0, writable, 10, 1, 0), rofs);
        fails(user.setxattr(f, "user.n", "v", 0), rofs);
        fails(fs.removexattr(f, FileName.of("user.n")), rofs);
        fails(fs.access(f, AccessMode.W_OK, user.root), rofs);
        assertThat(writer.text(f)).isEqualTo("text");
        assertThat(writer.list(root, 10)).containsExactly(".", "..", "f");
        fs.release(writable);
        user.close();
    }

    // ------------------------------------------------------------------ faults

    @Test
    void chosenRequestsFailOrVanish() {
        FaultInjectingFileSystem fs =
                new FaultInjectingFileSystem(memory()).fail(2, Errno.EIO).drop(3);
        assertThat(fs.requestBegins(1)).isZero();
        assertThat(fs.requestBegins(2)).isEqualTo(-Errno.EIO);
        assertThat(fs.requestBegins(3)).isEqualTo(FileSystem.DROP);
        assertThat(fs.requestBegins(4)).isZero();
        fs.close();
    }

    @Test
    void faultsMustMakeSense() {
        FaultInjectingFileSystem fs = new FaultInjectingFileSystem(memory());
        assertThatThrownBy(() -> fs.fail(1, -5)).hasMessageContaining("-5");
        assertThatThrownBy(() -> fs.fail(1, 512)).hasMessageContaining("512");
        assertThatThrownBy(() -> fs.fail(0, 5)).hasMessageContaining("from 1");
        fs.close();
    }

    // ------------------------------------------------------------------ delay

    @Test
    void aDelayIsOwedOnceForRequestsAndForContent() {
        try (FileSystemUser user = new FileSystemUser(new DelayingFileSystem(memory(), 100, 10))) {
            assertThat(user.fs.requestBegins(1)).isZero();
            assertThat(user.fs.takeExtraCost()).isEqualTo(100);
            assertThat(user.fs.takeExtraCost()).isZero();
            Node f = user.file(user.fs.root(), "f", "x".repeat(2048));
            assertThat(user.fs.takeExtraCost()).as("written").isEqualTo(20);
            user.text(f);
            assertThat(user.fs.takeExtraCost()).as("read").isEqualTo(20);
        }
    }
}
