package dev.fuselage.devices.fs;

import static dev.fuselage.devices.fs.FileSystemUser.fails;
import static dev.fuselage.devices.fs.FileSystemUser.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystemContract.Feature;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.fuse.linux.OpenFlags;
import org.junit.jupiter.api.Test;

/** fcntl_locking(2), flock(2), without waiting. */
interface LockContract extends ContractFixture {

    private static FileLock lock(int type, long owner, long start, long end) {
        FileLock l = new FileLock();
        l.type = type;
        l.owner = owner;
        l.start = start;
        l.end = end;
        l.pid = (int) owner;
        return l;
    }

    private static FileLock flock(int type, long owner) {
        FileLock l = lock(type, owner, 0, Long.MAX_VALUE);
        l.flock = true;
        return l;
    }

    private Handle lockable() {
        needs(Feature.LOCKS);
        return user().open(user().file(root(), "f", "text"), OpenFlags.O_RDWR);
    }

    @Test
    default void aWriteLockExcludesOthersWhereItOverlaps() {
        Handle h = lockable();
        ok(fs().setlk(h, lock(LockType.F_WRLCK, 1, 10, 19)));
        fails(fs().setlk(h, lock(LockType.F_RDLCK, 2, 19, 30)), Errno.EAGAIN);
        ok(fs().setlk(h, lock(LockType.F_WRLCK, 2, 20, 30)));
        ok(fs().setlk(h, lock(LockType.F_WRLCK, 1, 10, 19)));
        fs().release(h);
    }

    @Test
    default void readLocksShare() {
        Handle h = lockable();
        ok(fs().setlk(h, lock(LockType.F_RDLCK, 1, 0, 100)));
        ok(fs().setlk(h, lock(LockType.F_RDLCK, 2, 0, 100)));
        fails(fs().setlk(h, lock(LockType.F_WRLCK, 2, 0, 0)), Errno.EAGAIN);
        fs().release(h);
    }

    @Test
    default void unlockingTheMiddleSplitsALock() {
        Handle h = lockable();
        ok(fs().setlk(h, lock(LockType.F_WRLCK, 1, 0, 99)));
        ok(fs().setlk(h, lock(LockType.F_UNLCK, 1, 40, 59)));
        ok(fs().setlk(h, lock(LockType.F_WRLCK, 2, 40, 59)));
        fails(fs().setlk(h, lock(LockType.F_WRLCK, 2, 39, 39)), Errno.EAGAIN);
        fails(fs().setlk(h, lock(LockType.F_WRLCK, 2, 60, 60)), Errno.EAGAIN);
        fs().release(h);
    }

    @Test
    default void getlkTellsWhoIsInTheWay() {
        Handle h = lockable();
        ok(fs().setlk(h, lock(LockType.F_WRLCK, 7, 10, 19)));
        FileLock ask = lock(LockType.F_RDLCK, 2, 0, 100);
        ok(fs().getlk(h, ask));
        assertThat(ask.type).isEqualTo(LockType.F_WRLCK);
        assertThat(ask.start).isEqualTo(10);
        assertThat(ask.end).isEqualTo(19);
        FileLock free = lock(LockType.F_WRLCK, 2, 20, 100);
        ok(fs().getlk(h, free));
        assertThat(free.type).isEqualTo(LockType.F_UNLCK);
        fs().release(h);
    }

    @Test
    default void flockAndRecordLocksDoNotMeet() {
        Handle h = lockable();
        ok(fs().setlk(h, flock(LockType.F_WRLCK, 1)));
        ok(fs().setlk(h, lock(LockType.F_WRLCK, 2, 0, 10)));
        fails(fs().setlk(h, flock(LockType.F_RDLCK, 3)), Errno.EAGAIN);
        ok(fs().setlk(h, flock(LockType.F_UNLCK, 1)));
        ok(fs().setlk(h, flock(LockType.F_RDLCK, 3)));
        fs().release(h);
    }

    @Test
    default void locksEndWithTheLastHandle() {
        Handle h = lockable();
        ok(fs().setlk(h, lock(LockType.F_WRLCK, 1, 0, 9)));
        ok(fs().setlk(h, flock(LockType.F_WRLCK, 2)));
        Handle other = user().open(h.node(), OpenFlags.O_RDWR);
        fails(fs().setlk(other, lock(LockType.F_WRLCK, 3, 0, 9)), Errno.EAGAIN);
        fs().release(other);
        fs().release(h);
        Handle later = user().open(user().find(root(), "f").node(), OpenFlags.O_RDWR);
        ok(fs().setlk(later, lock(LockType.F_WRLCK, 3, 0, 9)));
        ok(fs().setlk(later, flock(LockType.F_WRLCK, 4)));
        fs().release(later);
    }
}
