package dev.fuselage.scenarios.junit;

import static dev.fuselage.kernel.syscall.Syscalls.AT_FDCWD;

import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.scenarios.Expectation.What;
import java.util.List;

class LockOrderTest {
    @GuestTest
    void twoLocksInOneOrderNeverDeadlock(GuestBuilder guest) {
        guest.task("first", sys -> lock(sys, "/tmp/a", "/tmp/b"))
                .task("second", sys -> lock(sys, "/tmp/a", "/tmp/b"))
                .mustNever(What.DEADLOCK);
    }

    @GuestTest
    void inOppositeOrdersTheySometimesDo(GuestBuilder guest) {
        guest.task("first", sys -> lock(sys, "/tmp/a", "/tmp/b"))
                .task("second", sys -> lock(sys, "/tmp/b", "/tmp/a"))
                .mustSometimes(What.DEADLOCK);
    }

    private static int lock(Syscalls sys, String... files) {
        for (String file : List.of(files)) {
            long fd = sys.openat(AT_FDCWD, file, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0644);
            if (fd < 0 || sys.flock((int) fd, FcntlFlags.LOCK_EX) != 0) {
                return 1;
            }
        }
        return 0;
    }
}
