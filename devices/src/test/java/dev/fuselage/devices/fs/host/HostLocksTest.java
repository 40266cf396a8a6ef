package dev.fuselage.devices.fs.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileLock;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.fuse.linux.OpenFlags;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks of guests meet those of the host's processes and of other guests. */
class HostLocksTest {

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.writeString(directory.resolve("f"), "content");
    }

    private static FileLock lock(int type, long owner, long start, long end) {
        FileLock lock = new FileLock();
        lock.type = type;
        lock.owner = owner;
        lock.start = start;
        lock.end = end;
        return lock;
    }

    @Test
    void aProcessOfTheHostStandsInTheWayAndIsToldOf() throws IOException {
        try (HostShare share = HostShare.of(directory);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                var held = channel.lock(10, 10, false)) {
            assertThat(held.isValid()).isTrue();
            Handle handle = share.open(share.node("f"), OpenFlags.O_RDWR);
            assertThat(share.fs.setlk(handle, lock(LockType.F_RDLCK, 1, 15, 15)))
                    .isEqualTo(-Errno.EAGAIN);
            assertThat(share.fs.setlk(handle, lock(LockType.F_RDLCK, 1, 20, 30))).isZero();
            FileLock asked = lock(LockType.F_RDLCK, 1, 0, Long.MAX_VALUE);
            assertThat(share.fs.getlk(handle, asked)).isZero();
            assertThat(asked.type).isEqualTo(LockType.F_WRLCK);
            assertThat(asked.start).isEqualTo(10);
            assertThat(asked.end).isEqualTo(19);
            assertThat((long) asked.pid).isEqualTo(ProcessHandle.current().pid());
        }
    }

    @Test
    void twoSharesOfOneDirectoryLockAgainstEachOther() {
        try (HostShare one = HostShare.of(directory);
                HostShare two = HostShare.of(directory)) {
            Handle a = one.open(one.node("f"), OpenFlags.O_RDWR);
            Handle b = two.open(two.node("f"), OpenFlags.O_RDWR);
            assertThat(one.fs.setlk(a, lock(LockType.F_WRLCK, 1, 0, 5))).isZero();
            assertThat(two.fs.setlk(b, lock(LockType.F_WRLCK, 1, 5, 9))).isEqualTo(-Errno.EAGAIN);
            FileLock flock = lock(LockType.F_WRLCK, 1, 0, Long.MAX_VALUE);
            flock.flock = true;
            assertThat(one.fs.setlk(a, flock)).isZero();
            assertThat(two.fs.setlk(b, flock)).isEqualTo(-Errno.EAGAIN);
            one.fs.release(a);
            assertThat(two.fs.setlk(b, lock(LockType.F_WRLCK, 1, 5, 9))).isZero();
            assertThat(two.fs.setlk(b, flock)).isZero();
        }
    }

    @Test
    void ownersOfTwoClientsAreTwoOwners() {
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = share.open(share.node("f"), OpenFlags.O_RDWR);
            FileLock one = lock(LockType.F_WRLCK, 1, 0, 5);
            one.client = "one";
            FileLock two = lock(LockType.F_WRLCK, 1, 0, 5);
            two.client = "two";
            assertThat(share.fs.setlk(handle, one)).isZero();
            assertThat(share.fs.setlk(handle, two)).isEqualTo(-Errno.EAGAIN);
        }
    }

    @Test
    void unlockingEverythingGivesTheOwnersDescriptorBack() {
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = share.open(share.node("f"), OpenFlags.O_RDWR);
            int before = share.fs.descriptors();
            for (int owner = 0; owner < 5; owner++) {
                assertThat(share.fs.setlk(handle, lock(LockType.F_WRLCK, owner, owner, owner)))
                        .isZero();
            }
            assertThat(share.fs.descriptors()).isEqualTo(before + 5);
            FileLock all = lock(LockType.F_UNLCK, 2, 0, Long.MAX_VALUE);
            assertThat(share.fs.setlk(handle, all)).isZero();
            assertThat(share.fs.descriptors()).isEqualTo(before + 4);
            assertThat(share.fs.setlk(handle, lock(LockType.F_WRLCK, 7, 2, 2))).isZero();
            assertThat(share.fs.setlk(handle, lock(LockType.F_WRLCK, 7, 3, 3)))
                    .isEqualTo(-Errno.EAGAIN);
            share.fs.release(handle);
            assertThat(share.fs.descriptors()).isEqualTo(before - 1);
        }
    }

    @Test
    void rangesThatAreNoneAreRefused() {
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = share.open(share.node("f"), OpenFlags.O_RDWR);
            assertThat(share.fs.setlk(handle, lock(LockType.F_WRLCK, 1, 5, 4)))
                    .isEqualTo(-Errno.EINVAL);
            assertThat(share.fs.setlk(handle, lock(LockType.F_WRLCK, 1, -5, 4)))
                    .isEqualTo(-Errno.EINVAL);
            assertThat(share.fs.getlk(handle, lock(LockType.F_WRLCK, 1, -1, 4)))
                    .isEqualTo(-Errno.EINVAL);
            assertThat(share.fs.setlk(handle, lock(17, 1, 0, 4))).isEqualTo(-Errno.EINVAL);
        }
    }
}
