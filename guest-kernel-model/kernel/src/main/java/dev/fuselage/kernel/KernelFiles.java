package dev.fuselage.kernel;

import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.fuse.FuseModule;
import dev.fuselage.kernel.irq.Irq;
import dev.fuselage.kernel.pci.PciFunction;
import dev.fuselage.kernel.pci.PciResource;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.PseudoNode;
import dev.fuselage.kernel.virtiofs.VirtioFs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the kernel's own parts show in {@code /proc} and {@code /sys}. */
final class KernelFiles {
    /** {@code /dev/ram0}. */
    static final int RAM_DISK = DeviceNumber.of(1, 0);

    private final Kernel kernel;

    private KernelFiles(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Adds all of it. */
    static void add(Kernel kernel) {
        KernelFiles files = new KernelFiles(kernel);
        files.addProc(kernel.vfs().proc().top());
        files.addSys(kernel.vfs().sysfs().top());
    }

    /** Devices besides those of every root file system. */
    static void addDevices(Kernel kernel, Syscalls sys) {
        int kmsg = DeviceNumber.of(1, 11);
        kernel.vfs()
                .specialInodes()
                .registerCharacterDevice(kmsg, new MessageDevice(kernel.log(), kernel.pages()));
        addDevice(sys, "/dev/kmsg", Mode.S_IFCHR | 0644, kmsg);
        // There before their modules: opening one loads its own.
        addDevice(sys, "/dev/fuse", Mode.S_IFCHR | 0666, FuseModule.FUSE_DEVICE);
        addDevice(sys, "/dev/cuse", Mode.S_IFCHR | 0600, FuseModule.CUSE_DEVICE);
        addDevice(sys, "/dev/ram0", Mode.S_IFBLK | 0660, RAM_DISK);
    }

    private static void addDevice(Syscalls sys, String path, int mode, int device) {
        int oldMask = (int) sys.umask(0);
        long error = sys.mknodat(Syscalls.AT_FDCWD, path, mode, device);
        long _ = sys.umask(oldMask);
        if (error != 0) {
            throw new IllegalStateException(path + ": error " + error);
        }
    }

    /** {@code console_on_rootfs()}: descriptors 0, 1 and 2. */
    static void openConsole(Syscalls sys) {
        long fd = sys.openat(Syscalls.AT_FDCWD, "/dev/console", OpenFlags.O_RDWR, 0);
        if (fd != 0 || sys.dup(0) != 1 || sys.dup(0) != 2) {
            throw new IllegalStateException("no console: " + fd);
        }
    }

    // ---- /proc

    private void addProc(PseudoNode.Directory proc) {
        proc.directory("sys")
                .directory("kernel")
                .add("hostname", PseudoNode.file(() -> kernel.machine().name() + "\n"));
        proc.add("interrupts", PseudoNode.file(this::interrupts));
        proc.add("modules", PseudoNode.file(() -> kernel.modules().describe()));
        proc.add("uptime", PseudoNode.file(this::uptime));
        proc.add("version", PseudoNode.file(() -> Kernel.VERSION + "\n"));
        proc.add("sysrq-trigger", PseudoNode.file(0200, () -> "", this::sysrq));
    }

    private String uptime() {
        long centis = kernel.time().monotonicNanos() / 10_000_000;
        return String.format(Locale.ROOT, "%d.%02d 0.00\n", centis / 100, centis % 100);
    }

    private String interrupts() {
        StringBuilder text = new StringBuilder("    ");
        int cpus = kernel.scheduler().cpus();
        for (int cpu = 0; cpu < cpus; cpu++) {
            text.append(String.format(Locale.ROOT, "       CPU%-3d", cpu));
        }
        text.append('\n');
        for (Irq irq : kernel.interrupts().all()) {
            if (irq.name().isEmpty()) {
                continue;
            }
            text.append(String.format(Locale.ROOT, "%3d:", irq.number()));
            for (int cpu = 0; cpu < cpus; cpu++) {
                text.append(
                        String.format(Locale.ROOT, " %10d", cpu == irq.cpu() ? irq.count() : 0));
            }
            text.append("  ")
                    .append(irq.isMessage() ? "PCI-MSIX" : "INTx")
                    .append("  ")
                    .append(irq.name())
                    .append('\n');
        }
        return text.toString();
    }

    /** {@code sysrq w}: blocked tasks, into the log. */
    private int sysrq(String text) {
        if (text.startsWith("w")) {
            kernel.log().print("sysrq: Show Blocked State");
            kernel.blockedTasks().lines().forEach(kernel.log()::print);
        }
        return 0;
    }

    // ---- /sys

    private void addSys(PseudoNode.Directory sys) {
        PseudoNode.Directory pci = sys.directory("bus").directory("pci").directory("devices");
        pci.setDynamic(() -> names(kernel.pci().functions()), this::pciDevice);
        PseudoNode.Directory virtioFs = sys.directory("fs").directory("virtiofs");
        virtioFs.setDynamic(this::virtioFsNames, this::virtioFs);
    }

    private static List<String> names(List<?> things) {
        return things.stream().map(Object::toString).toList();
    }

    private @Nullable PseudoNode pciDevice(String name) {
        for (PciFunction function : kernel.pci().functions()) {
            if (function.name().equals(name)) {
                return new PseudoNode.Directory()
                        .add("vendor", hex("0x%04x\n", function.vendor()))
                        .add("device", hex("0x%04x\n", function.device()))
                        .add("class", hex("0x%06x\n", function.classCode()))
                        .add("revision", hex("0x%02x\n", function.revision()))
                        .add("subsystem_vendor", hex("0x%04x\n", function.subsystemVendor()))
                        .add("subsystem_device", hex("0x%04x\n", function.subsystemDevice()))
                        .add("resource", PseudoNode.file(() -> resources(function)))
                        .add(
                                "uevent",
                                PseudoNode.file(() ->
                                        "DRIVER="
                                                + Objects.requireNonNullElse(function.driver(), "")
                                                + "\n"));
            }
        }
        return null;
    }

    private static PseudoNode hex(String format, int value) {
        return PseudoNode.file(() -> String.format(Locale.ROOT, format, value));
    }

    /** One line a BAR: first and last address, flags as of {@code struct resource}. */
    private static String resources(PciFunction function) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < PciFunction.BARS; i++) {
            PciResource bar = function.bar(i);
            long start = bar == null ? 0 : bar.start();
            long end = bar == null ? 0 : bar.start() + bar.size() - 1;
            text.append(
                    String.format(
                            Locale.ROOT,
                            "0x%016x 0x%016x 0x%016x\n",
                            start,
                            end,
                            bar == null ? 0 : bar.flags()));
        }
        return text.toString();
    }

    private Iterable<String> virtioFsNames() {
        List<String> names = new ArrayList<>();
        for (VirtioFs fs : kernel.virtioFs().instances()) {
            names.add(Integer.toString(fs.device().index()));
        }
        return names;
    }

    private @Nullable PseudoNode virtioFs(String name) {
        for (VirtioFs fs : kernel.virtioFs().instances()) {
            if (Integer.toString(fs.device().index()).equals(name)) {
                PseudoNode.Directory queues = new PseudoNode.Directory();
                for (int i = 0; i < fs.queueNames().size(); i++) {
                    int queue = i;
                    queues.directory(Integer.toString(i))
                            .add("name", PseudoNode.file(() -> fs.queueNames().get(queue) + "\n"))
                            .add("cpu_list", PseudoNode.file(() -> fs.cpuList(queue) + "\n"));
                }
                return new PseudoNode.Directory()
                        .add("tag", PseudoNode.file(() -> fs.tag() + "\n"))
                        .add(
                                "device",
                                PseudoNode.link(() -> "../../../devices/" + fs.device().name()))
                        .add("mqs", queues);
            }
        }
        return null;
    }
}
