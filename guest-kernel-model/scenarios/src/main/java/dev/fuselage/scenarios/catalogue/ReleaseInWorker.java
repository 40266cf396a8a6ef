package dev.fuselage.scenarios.catalogue;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;
import java.util.List;

/** The worker that delivers replies drops the last reference to a file and waits for RELEASE. */
public final class ReleaseInWorker implements Scenario {
    private static final String FILE = "/mnt/f";
    private static final int PAGE = 4096;

    /** As much as a second readahead wants. */
    private static final int PAGES = 12;

    @Override
    public String name() {
        return "virtiofs/release-in-worker";
    }

    @Override
    public String summary() {
        return "the completion worker ends a readahead of a closed file and waits for RELEASE's reply";
    }

    @Override
    public String source() {
        return "\"fuse: Release file in process context\"; Linux 5a18ec176c93";
    }

    @Override
    public String fix() {
        return "the end of a request sends RELEASE in the background and does not wait";
    }

    @Override
    public String picture() {
        return """
        kworker: virtio_fs_requests_done_work
          -> fuse_readpages_end drops the last reference to the file
               -> fuse_file_put waits for the reply to RELEASE
                    -> virtio_fs_requests_done_work of the same queue
        """;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(new Parameter("readers", "tasks that read and close", 1, 1, 4));
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.sometimes(What.DEADLOCK, "request_wait_answer > FUSE reply")
                : Expectation.never(What.DEADLOCK);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        return GuestShape.standard()
                .withQuirkWhenBuggy(variant, KernelQuirk.RELEASE_WAITS_IN_REQUEST_END);
    }

    @Override
    public void setUp(Stage stage) {
        stage.mountShare();
        stage.prepare(ReleaseInWorker::write);
        stage.prepare(ReleaseInWorker::readAndClose);
    }

    @Override
    public void play(Stage stage) {
        stage.identicalTasks(
                "reader", stage.parameters().get("readers"), ReleaseInWorker::readAndClose);
    }

    private static int write(Syscalls sys) {
        long buffer = sys.memory().allocate(PAGE);
        int fd =
                (int)
                        sys.openat(
                                Syscalls.AT_FDCWD,
                                FILE,
                                OpenFlags.O_WRONLY | OpenFlags.O_CREAT,
                                0644);
        for (int i = 0; i < PAGES; i++) {
            if (sys.write(fd, buffer, PAGE) != PAGE) {
                return 1;
            }
        }
        return (int) sys.close(fd);
    }

    /** The second read meets the mark of the first readahead and starts one nobody waits for. */
    private static int readAndClose(Syscalls sys) {
        long buffer = sys.memory().allocate(PAGE);
        int fd = (int) sys.openat(Syscalls.AT_FDCWD, FILE, OpenFlags.O_RDONLY, 0);
        long first = sys.read(fd, buffer, PAGE);
        long second = sys.read(fd, buffer, PAGE);
        long closed = sys.close(fd);
        return first == PAGE && second == PAGE && closed == 0 ? 0 : 1;
    }
}
