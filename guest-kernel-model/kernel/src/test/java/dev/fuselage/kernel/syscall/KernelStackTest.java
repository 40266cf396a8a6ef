package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelStack;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KernelStackTest {
    private final GuestPrograms guest = new GuestPrograms(1);

    @AfterEach
    void close() {
        guest.close();
    }

    private Task task(String comm) {
        return guest.guest.scheduler.tasks().stream()
                .filter(task -> task.comm().equals(comm))
                .findFirst()
                .orElseThrow();
    }

    /** As Linux 6.12 shows it in /proc/PID/stack, but for the wrapper's prefix. */
    @Test
    void aReaderOfAnEmptyPipeStandsInPipeRead() {
        guest.run(p -> {
            int[] fds = new int[2];
            p.sys.pipe2(fds, 0);
            p.read(fds[0], 1);
        });
        assertThat(KernelStack.of(task("test")))
                .containsExactly("pipe_read", "vfs_read", "sys_read");
    }

    @Test
    void aMakerOfADirectoryWaitsForTheLockOfItsParent() {
        guest.run(p -> {
            Path root = new Path();
            assertThat(guest.vfs.paths().lookup(Syscalls.AT_FDCWD, "/tmp", 0, root)).isZero();
            Dentry tmp = root.entry();
            // Held by a task that waits for something else.
            tmp.inode().lock();
            guest.start("mkdir", Credentials.ROOT, q -> q.sys.mkdirat(-100, "/tmp/d", 0755));
            int[] fds = new int[2];
            p.sys.pipe2(fds, 0);
            p.read(fds[0], 1);
        });
        assertThat(KernelStack.of(task("mkdir")))
                .containsExactly("down_write", "filename_create", "do_mkdirat", "sys_mkdirat");
    }

    @Test
    void aTaskThatHasEndedHasNone() {
        guest.run(p -> {});
        guest.guest.scheduler.tasks().stream()
                .filter(task -> !task.state().isAsleep())
                .forEach(task -> assertThat(KernelStack.of(task)).isEmpty());
    }

    @Test
    void framesInARowThatStandForOneFunctionAreOne() {
        StackTraceElement frame =
                new StackTraceElement("dev.fuselage.kernel.wait.Mutex", "lock", "Mutex.java", 1);
        StackTraceElement other =
                new StackTraceElement("java.lang.Thread", "run", "Thread.java", 1);
        assertThat(KernelStack.functions(new StackTraceElement[] {frame, other, frame}))
                .isEqualTo(List.of("mutex_lock"));
    }
}
