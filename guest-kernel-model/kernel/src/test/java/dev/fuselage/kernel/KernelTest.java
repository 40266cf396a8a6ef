package dev.fuselage.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Misbehaviour;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.virtio.TestCard;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KernelTest {
    private final Machine machine =
            new Machine(
                    new Simulation(CostProfile.standard(), Decisions.CLOCK, 1),
                    "guest1",
                    64L << 20,
                    2);
    private final List<String> said = new ArrayList<>();
    private Kernel kernel = new Kernel(machine, KernelConfig.STANDARD);

    @AfterEach
    void close() {
        kernel.close();
    }

    private void plug(String tag) {
        TestCard.Options options = new TestCard.Options();
        byte[] name = tag.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(name, 0, options.config, 0, name.length);
        options.config[36] = 1;
        machine.pci().plug(3, new TestCard(machine, options));
    }

    private Task start(Syscalls.Main main) {
        return kernel.start("test", Credentials.ROOT, main);
    }

    private static String read(Syscalls sys, String path) {
        int fd = (int) sys.openat(Syscalls.AT_FDCWD, path, OpenFlags.O_RDONLY, 0);
        if (fd < 0) {
            return "error " + fd;
        }
        StringBuilder text = new StringBuilder();
        long buffer = sys.memory().allocate(4096, 0);
        long count = sys.read(fd, buffer, 4096);
        while (count > 0) {
            byte[] bytes = new byte[(int) count];
            sys.memory().read(buffer, bytes, 0, bytes.length);
            text.append(new String(bytes, StandardCharsets.ISO_8859_1));
            count = sys.read(fd, buffer, 4096);
        }
        long _ = sys.close(fd);
        return text.toString();
    }

    private void bootAndRun(Syscalls.Main main) {
        kernel.boot();
        assertThat(kernel.await(start(main))).as("%s", kernel.hangReport()).isTrue();
    }

    @Test
    void theFirstTasksHaveTheIdsLinuxGivesThem() {
        kernel.boot();
        assertThat(kernel.scheduler().tasks())
                .extracting(Task::toString)
                .startsWith("init [1]", "kthreadd [2]", "kworker/0:0 [3]");
    }

    @Test
    void aProgramRunsWithTheConsoleAndItsExitCodeIsKept() {
        kernel.vfs()
                .console()
                .setOutput((bytes, length) ->
                        said.add(new String(bytes, 0, length, StandardCharsets.ISO_8859_1)));
        kernel.boot();
        Task program =
                start(sys -> {
                    long buffer = sys.memory().allocate(8, 0);
                    sys.memory()
                            .write(buffer, "hello\n".getBytes(StandardCharsets.ISO_8859_1), 0, 6);
                    long _ = sys.write(1, buffer, 6);
                    return 3;
                });
        assertThat(kernel.await(program)).isTrue();
        assertThat(said).containsExactly("hello\n");
        assertThat(program.exitStatus()).isEqualTo(3 << 8);
    }

    @Test
    void aDeviceBringsItsModulesAndIsSeenInSysfs() {
        plug("myfs");
        bootAndRun(sys -> {
            said.add(read(sys, "/proc/modules"));
            said.add(read(sys, "/sys/fs/virtiofs/0/tag"));
            said.add(read(sys, "/sys/fs/virtiofs/0/mqs/1/name"));
            said.add(read(sys, "/sys/fs/virtiofs/0/mqs/1/cpu_list"));
            said.add(read(sys, "/sys/bus/pci/devices/0000:00:03.0/class"));
            said.add(read(sys, "/proc/interrupts"));
            said.add(read(sys, "/dev/kmsg"));
            return 0;
        });
        assertThat(said.get(0))
                .startsWith("virtiofs ")
                .contains("\nfuse ")
                .contains(" 1 virtiofs, Live");
        assertThat(said.subList(1, 5))
                .containsExactly("myfs\n", "requests.0\n", "0, 1\n", "0x018000\n");
        assertThat(said.get(5)).contains("CPU1").contains("PCI-MSIX  virtio0-requests.0\n");
        assertThat(said.get(6).lines())
                .allMatch(line -> line.matches("\\[ +\\d+\\.\\d{6}] .*"))
                .anyMatch(line ->
                        line.endsWith(
                                "virtiofs virtio0: virtio_fs_setup_dax: No cache capability"));
    }

    @Test
    void aMountAsksForTheModuleOfItsType() {
        bootAndRun(sys -> {
            said.add("" + sys.mount("myfs", "/mnt", "virtiofs", 0, ""));
            said.add("" + sys.mount("myfs", "/mnt", "virtio_fs", 0, ""));
            return 0;
        });
        assertThat(said).containsExactly("" + -Errno.EINVAL, "" + -Errno.ENODEV);
        assertThat(kernel.modules().isLoaded("virtiofs")).isTrue();
        assertThat(kernel.log().lines())
                .anyMatch(line -> line.endsWith("virtio-fs: tag <myfs> not found"))
                .noneMatch(line -> line.contains("request_module"));
    }

    @Test
    void aModuleThatDoesNotBringItsTypeIsComplainedAboutOnce() {
        // What the driver's module was called before it had to have the type's name.
        kernel = new Kernel(machine, withQuirk(KernelQuirk.MODULE_NAMED_VIRTIO_FS));
        List<Misbehaviour> warnings = new ArrayList<>();
        kernel.scheduler().setWarningObserver(warnings::add);
        plug("myfs");
        bootAndRun(sys -> {
            said.add(read(sys, "/proc/modules"));
            said.add("" + sys.mount("myfs", "/mnt", "virtio_fs", 0, ""));
            said.add("" + sys.mount("myfs", "/mnt", "virtio_fs", 0, ""));
            said.add("" + sys.mount("myfs", "/mnt", "virtiofs", 0, ""));
            return 0;
        });
        assertThat(said.getFirst()).startsWith("virtio_fs ");
        assertThat(said.subList(1, 4)).containsExactly("" + -Errno.ENODEV, "" + -Errno.ENODEV, "0");
        assertThat(
                        kernel.log().lines().stream()
                                .filter(line ->
                                        line.endsWith(
                                                "request_module fs-virtio_fs succeeded, but still no fs?")))
                .hasSize(1);
        assertThat(warnings)
                .singleElement()
                .extracting(Misbehaviour::kind)
                .isEqualTo(Misbehaviour.Kind.WARNING);
    }

    private static KernelConfig withQuirk(KernelQuirk quirk) {
        return KernelConfig.with(KernelQuirks.of(quirk));
    }

    @Test
    void aDeviceThatNeverAnswersIsAHangWithAReport() {
        plug("myfs");
        kernel.boot();
        Task program =
                start(sys -> {
                    said.add("mount " + sys.mount("myfs", "/mnt", "virtiofs", 0, ""));
                    said.add("stat " + sys.newfstatat(Syscalls.AT_FDCWD, "/mnt", new Kstat(), 0));
                    return 0;
                });
        assertThat(kernel.await(program)).isFalse();
        assertThat(said).as("mount does not wait for INIT").containsExactly("mount 0");
        assertThat(kernel.hangReport())
                .startsWith("guest1: nothing can run any more, 1 task waits\n")
                .contains(program.toString())
                .contains("fuse_get_req")
                .contains("delivered by the device, queue requests.0 of virtio0");
    }

    @Test
    void blockedTasksAreListedInTheLogOnRequest() {
        plug("myfs");
        kernel.boot();
        Task stuck =
                start(sys -> {
                    long _ = sys.mount("myfs", "/mnt", "virtiofs", 0, "");
                    return (int) sys.newfstatat(Syscalls.AT_FDCWD, "/mnt", new Kstat(), 0);
                });
        assertThat(kernel.await(stuck)).isFalse();
        Task asking =
                start(sys -> {
                    int fd =
                            (int)
                                    sys.openat(
                                            Syscalls.AT_FDCWD,
                                            "/proc/sysrq-trigger",
                                            OpenFlags.O_WRONLY,
                                            0);
                    long buffer = sys.memory().allocate(1, 0);
                    sys.memory().write(buffer, new byte[] {'w'}, 0, 1);
                    long _ = sys.write(fd, buffer, 1);
                    return 0;
                });
        assertThat(kernel.await(asking)).isTrue();
        assertThat(kernel.log().lines())
                .anyMatch(line -> line.endsWith("sysrq: Show Blocked State"))
                .anyMatch(line -> line.contains("fuse_get_req"));
    }

    @Test
    void twoBootsTakeTheSameTimeAndSayTheSame() {
        plug("myfs");
        kernel.boot();
        long time = machine.simulation().now();
        List<String> lines = kernel.log().lines();
        try (Machine other =
                        new Machine(
                                new Simulation(CostProfile.standard(), Decisions.CLOCK, 1),
                                "guest1",
                                64L << 20,
                                2);
                Kernel again = new Kernel(other, KernelConfig.STANDARD)) {
            TestCard.Options options = new TestCard.Options();
            System.arraycopy("myfs".getBytes(StandardCharsets.ISO_8859_1), 0, options.config, 0, 4);
            options.config[36] = 1;
            other.pci().plug(3, new TestCard(other, options));
            again.boot();
            assertThat(other.simulation().now()).isEqualTo(time);
            assertThat(again.log().lines()).isEqualTo(lines);
        }
    }
}
