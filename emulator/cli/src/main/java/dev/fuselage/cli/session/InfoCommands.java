package dev.fuselage.cli.session;

import dev.fuselage.devices.virtio.QueueRegisters;
import dev.fuselage.devices.virtiofs.VirtioFsDevice;
import dev.fuselage.kernel.Kernel;
import dev.fuselage.kernel.pci.PciFunction;
import dev.fuselage.kernel.pci.PciResource;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.WaitedFor;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.SuperBlock;
import dev.fuselage.kernel.virtio.VirtqueueDriver;
import dev.fuselage.kernel.virtiofs.VirtioFs;
import dev.fuselage.kernel.wait.Lock;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code info TOPIC}: shows the inside of a guest and of its devices without touching either. */
final class InfoCommands {

    /** What can be shown. */
    static final List<String> TOPICS =
            List.of("counters", "dax", "locks", "pages", "pci", "queues", "requests", "tasks");

    private final Assembly assembly;
    private final Streams streams;

    InfoCommands(Assembly assembly, Streams streams) {
        this.assembly = assembly;
        this.streams = streams;
    }

    /** Shows one topic of a guest; its exit status. */
    int run(List<String> words, int guestNumber) {
        Guest guest = assembly.guests().get(guestNumber - 1);
        switch (words.get(0)) {
            case "dax" -> dax(guest);
            case "locks" -> locks(guest.kernel());
            case "pages" -> pages(guest.kernel());
            case "pci" -> pci(guest.kernel());
            case "queues" -> queues(guest);
            case "requests" -> requests(guest.kernel());
            case "tasks" -> tasks(guest.kernel());
            default -> counters();
        }
        return 0;
    }

    private void say(String line) {
        streams.println(line.stripTrailing());
    }

    private void counters() {
        for (Map.Entry<String, Long> counter :
                assembly.simulation().counters().snapshot().entrySet()) {
            say(String.format(Locale.ROOT, "%-48s %d", counter.getKey(), counter.getValue()));
        }
    }

    private void dax(Guest guest) {
        for (Connection connection : guest.connections()) {
            long bytes = connection.share().spec().options().daxWindow().orElse(0);
            say(
                    String.format(
                            Locale.ROOT,
                            "%s: %s",
                            connection.tag(),
                            bytes == 0
                                    ? "no window"
                                    : "window of " + bytes + " bytes, nothing mapped"));
        }
    }

    private void tasks(Kernel kernel) {
        say(
                String.format(
                        Locale.ROOT,
                        "%5s %-3s %-3s %-20s %-26s %s",
                        "PID",
                        "CPU",
                        "S",
                        "NAME",
                        "IN",
                        "WAITS FOR"));
        for (Task task : kernel.scheduler().tasks()) {
            WaitedFor what = task.waitsFor();
            say(
                    String.format(
                            Locale.ROOT,
                            "%5d %-3d %-3s %-20s %-26s %s",
                            task.pid(),
                            task.cpu(),
                            task.state().letter(),
                            task.isKernelThread() ? "[" + task.comm() + "]" : task.comm(),
                            what == null ? "" : task.waitSite(),
                            what == null ? "" : what.describe()));
        }
    }

    private void locks(Kernel kernel) {
        boolean any = false;
        for (Task task : kernel.scheduler().tasks()) {
            if (task.waitsFor() instanceof Lock lock) {
                say(
                        String.format(
                                Locale.ROOT,
                                "%s: %s waits in %s since cycle %d",
                                lock,
                                task,
                                task.waitSite(),
                                task.waitsSince()));
                any = true;
            }
        }
        if (!any) {
            say("no task waits for a lock");
        }
    }

    private void pages(Kernel kernel) {
        say(
                String.format(
                        Locale.ROOT,
                        "%d of %d pages of 4 KiB in use",
                        kernel.pages().used(),
                        kernel.pages().total()));
        for (SuperBlock sb : kernel.vfs().superBlocks().list()) {
            for (Inode inode : sb.cachedInodes()) {
                if (inode.mapping.pageCount() > 0) {
                    say(
                            String.format(
                                    Locale.ROOT, "%s: %d pages", inode, inode.mapping.pageCount()));
                }
            }
        }
    }

    private void pci(Kernel kernel) {
        for (PciFunction function : kernel.pci().functions()) {
            String driver = function.driver();
            say(
                    String.format(
                            Locale.ROOT,
                            "%s %04x:%04x class %06x driver %s",
                            function.name(),
                            function.vendor(),
                            function.device(),
                            function.classCode(),
                            driver == null ? "none" : driver));
            for (int i = 0; i < PciFunction.BARS; i++) {
                PciResource bar = function.bar(i);
                if (bar != null) {
                    say(String.format(Locale.ROOT, "    %s", bar));
                }
            }
        }
    }

    private void queues(Guest guest) {
        for (Connection connection : guest.connections()) {
            VirtioFsDevice device = connection.device();
            say(
                    String.format(
                            Locale.ROOT,
                            "%s: status 0x%02x features 0x%x",
                            connection.tag(),
                            device.status(),
                            device.driverFeatures()));
            for (int i = 0; i < device.queueCount(); i++) {
                QueueRegisters queue = device.queue(i);
                if (queue != null) {
                    say(
                            String.format(
                                    Locale.ROOT,
                                    "    queue %d: %s size %d of %d, rings at 0x%x 0x%x 0x%x",
                                    i,
                                    queue.enabled() ? "enabled" : "off",
                                    queue.size(),
                                    queue.maxSize(),
                                    queue.descriptorArea(),
                                    queue.driverArea(),
                                    queue.deviceArea()));
                }
            }
        }
        for (VirtioFs fs : guest.kernel().virtioFs().instances()) {
            List<String> names = fs.queueNames();
            for (int i = 0; i < names.size(); i++) {
                VirtqueueDriver queue = fs.device().queue(i);
                say(
                        String.format(
                                Locale.ROOT,
                                "    driver %s/%s: %d requests in the ring, %d descriptors free",
                                fs.tag(),
                                names.get(i),
                                queue.inRing(),
                                queue.numFree()));
            }
        }
    }

    private void requests(Kernel kernel) {
        for (VirtioFs fs : kernel.virtioFs().instances()) {
            say(String.format(Locale.ROOT, "%s: %d in flight", fs.tag(), fs.inFlight()));
        }
        for (Task task : kernel.scheduler().tasks()) {
            WaitedFor what = task.waitsFor();
            if (what != null && task.waitSite().equals("request_wait_answer")) {
                say(
                        String.format(
                                Locale.ROOT,
                                "    %s waits for %s since cycle %d",
                                task,
                                what.describe(),
                                task.waitsSince()));
            }
        }
    }
}
