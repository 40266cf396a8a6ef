package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.PathText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * {@code lspci}: PCI functions, by number with {@code -n}, with their resources with {@code -v}.
 */
public final class Lspci implements Program {

    private static final String DEVICES = "/sys/bus/pci/devices";
    private static final int IORESOURCE_MEM = 0x200;
    private static final int IORESOURCE_PREFETCH = 0x2000;
    private static final int IORESOURCE_MEM_64 = 0x100000;

    @Override
    public String synopsis() {
        return "[-nv]";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("nv").parse(args).atMost(0);
        List<DirectoryEntry> entries = new ArrayList<>();
        long error = c.readDirectory(DEVICES, entries);
        if (error < 0) {
            c.complain(DEVICES, error);
            return 1;
        }
        entries.removeIf(DirectoryEntry::isDotOrDotDot);
        entries.sort(Comparator.comparing(DirectoryEntry::name));
        for (DirectoryEntry entry : entries) {
            show(c, o, entry.name());
        }
        return 0;
    }

    private static void show(Libc c, Options o, String address) {
        String dir = PathText.join(DEVICES, address);
        int vendor = number(c, dir, "vendor");
        int device = number(c, dir, "device");
        int type = number(c, dir, "class");
        String ids = String.format(Locale.ROOT, "%04x:%04x", vendor, device);
        String what =
                o.has('n')
                        ? String.format(Locale.ROOT, "%04x: %s", type >> 8, ids)
                        : className(type >> 8) + ": " + deviceName(vendor, device, ids);
        int revision = number(c, dir, "revision");
        String suffix = revision == 0 ? "" : String.format(Locale.ROOT, " (rev %02x)", revision);
        c.out().println(address.replaceFirst("^0000:", "") + " " + what + suffix);
        if (o.has('v')) {
            resources(c, dir);
            c.out().println("");
        }
    }

    private static void resources(Libc c, String dir) {
        StringBuilder text = new StringBuilder();
        if (c.readFile(PathText.join(dir, "resource"), text) < 0) {
            return;
        }
        for (String line : text.toString().split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            long start = fields.length < 3 ? 0 : Long.decode(fields[0]);
            if (start == 0) {
                continue;
            }
            long size = Long.decode(fields[1]) - start + 1;
            long flags = Long.decode(fields[2]);
            if ((flags & IORESOURCE_MEM) != 0) {
                c.out()
                        .println(
                                String.format(
                                        Locale.ROOT,
                                        "\tMemory at %08x (%d-bit, %sprefetchable) [size=%s]",
                                        start,
                                        (flags & IORESOURCE_MEM_64) != 0 ? 64 : 32,
                                        (flags & IORESOURCE_PREFETCH) != 0 ? "" : "non-",
                                        size(size)));
            }
        }
    }

    private static String size(long bytes) {
        int unit = 0;
        long value = bytes;
        while (unit < 3 && value >= 1024 && value % 1024 == 0) {
            value /= 1024;
            unit++;
        }
        return value + new String[] {"", "K", "M", "G"}[unit];
    }

    private static int number(Libc c, String dir, String file) {
        StringBuilder text = new StringBuilder();
        return c.readFile(PathText.join(dir, file), text) < 0
                ? 0
                : Integer.decode(text.toString().strip());
    }

    private static String className(int type) {
        return switch (type) {
            case 0x00ff -> "Unclassified device";
            case 0x0180 -> "Mass storage controller";
            case 0x0200 -> "Ethernet controller";
            case 0x0600 -> "Host bridge";
            case 0x0780 -> "Communication controller";
            default -> String.format(Locale.ROOT, "Class %04x", type);
        };
    }

    private static String deviceName(int vendor, int device, String ids) {
        if (vendor != 0x1af4) {
            return "Device " + ids;
        }
        return "Red Hat, Inc. "
                + switch (device) {
                    case 0x105a -> "Virtio 1.0 file system";
                    case 0x1043 -> "Virtio 1.0 console";
                    case 0x1044 -> "Virtio 1.0 RNG";
                    case 0x1049 -> "Virtio 1.0 9P transport";
                    default -> String.format(Locale.ROOT, "Device %04x", device);
                };
    }
}
