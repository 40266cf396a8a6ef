package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.kernel.vfs.Kstat;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The calls that benchmarks repeat allocate nothing on the Java heap once warm. */
class AllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 20_000;

    /** What measuring itself may cost, per measurement. */
    private static final long NOISE = 2048;

    private final GuestPrograms guest = new GuestPrograms(1);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long allocated;

    @AfterEach
    void close() {
        guest.close();
    }

    private interface Call {
        long run();
    }

    private void measure(Call call) {
        for (int i = 0; i < WARM_UP; i++) {
            call.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        long errors = 0;
        for (int i = 0; i < MEASURED; i++) {
            errors += call.run() < 0 ? 1 : 0;
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(errors).isZero();
    }

    private void check(String what) {
        assertThat(allocated)
                .as("bytes allocated by %d calls of %s", MEASURED, what)
                .isLessThan(NOISE);
    }

    @Test
    void stat() {
        guest.run(p -> {
            p.mkdir("/tmp/d", 0755);
            p.file("/tmp/d/f", "x");
            Kstat stat = new Kstat();
            measure(() -> p.stat("/tmp/d/f", stat));
        });
        check("newfstatat");
    }

    @Test
    void pread() {
        guest.run(p -> {
            p.file("/tmp/f", "x".repeat(100_000));
            int fd = (int) p.open("/tmp/f", OpenFlags.O_RDONLY);
            measure(() -> p.sys.pread64(fd, p.buffer(), 100_000, 0));
        });
        check("pread64");
    }

    @Test
    void pwrite() {
        guest.run(p -> {
            int fd = (int) p.open("/tmp/f", OpenFlags.O_RDWR | OpenFlags.O_CREAT);
            measure(() -> p.sys.pwrite64(fd, p.buffer(), 10_000, 100));
        });
        check("pwrite64");
    }

    @Test
    void readAndSeek() {
        guest.run(p -> {
            p.file("/tmp/f", "x".repeat(5000));
            int fd = (int) p.open("/tmp/f", OpenFlags.O_RDONLY);
            measure(() -> {
                p.sys.lseek(fd, 0, Seek.SEEK_SET);
                return p.sys.read(fd, p.buffer(), 5000);
            });
        });
        check("lseek and read");
    }
}
