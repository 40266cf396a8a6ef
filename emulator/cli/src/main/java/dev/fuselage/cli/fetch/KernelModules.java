package dev.fuselage.cli.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The few modules of Debian's kernel that drive virtual devices, put where {@code modprobe} finds
 * them. The kernel needs none to boot: FUSE, virtio-fs, virtio over PCI, serial ports and the
 * interrupt controllers are built in. All 3,800 would be 107 MB.
 */
final class KernelModules {

    private static final String SUFFIX = ".ko.xz";
    private static final String BUILT_IN = "modules.builtin";

    private static final Module FAILOVER = module("net/core/failover", "");
    private static final Module NET_FAILOVER = module("drivers/net/net_failover", "", FAILOVER);
    private static final Module NETFS = module("fs/netfs/netfs", "");
    private static final Module NINE_P_NET = module("net/9p/9pnet", "", NETFS);

    private static final List<Module> ALL =
            List.of(
                    module("drivers/char/hw_random/virtio-rng", "virtio:d00000004v*"),
                    module("drivers/virtio/virtio_mmio", "of:N*T*Cvirtio,mmio*"),
                    module("drivers/virtio/virtio_balloon", "virtio:d00000005v*"),
                    module("drivers/block/virtio_blk", "virtio:d00000002v*"),
                    FAILOVER,
                    NET_FAILOVER,
                    module("drivers/net/virtio_net", "virtio:d00000001v*", NET_FAILOVER, FAILOVER),
                    NETFS,
                    NINE_P_NET,
                    module("net/9p/9pnet_virtio", "virtio:d00000009v*", NINE_P_NET, NETFS),
                    module("fs/9p/9p", "fs-9p", NINE_P_NET, NETFS),
                    module("fs/fuse/cuse", "devname:cuse"),
                    module("fs/overlayfs/overlay", "fs-overlay"));

    private KernelModules() {}

    /**
     * One module.
     *
     * @param file beneath {@code lib/modules/VERSION}
     * @param alias the pattern of devices or the file system it is for; empty when others load it
     * @param dependencies all that must be there before
     */
    private record Module(String file, String alias, List<Module> dependencies) {

        boolean isIn(Path modules) {
            return Files.exists(modules.resolve(file));
        }

        String name() {
            String last = file.substring(file.lastIndexOf('/') + 1);
            return last.substring(0, last.length() - SUFFIX.length()).replace('-', '_');
        }

        /** As depmod writes it: a file, a colon, and the files to be loaded before it. */
        String dependencyLine(Path modules) {
            return file
                    + ":"
                    + dependencies.stream()
                            .filter(each -> each.isIn(modules))
                            .map(each -> " " + each.file)
                            .collect(Collectors.joining());
        }
    }

    private static Module module(String name, String alias, Module... dependencies) {
        return new Module("kernel/" + name + SUFFIX, alias, List.of(dependencies));
    }

    /**
     * Installs those that the kernel's package has: others are built in.
     *
     * @param from the package's {@code lib/modules/VERSION}
     * @param to the same of a root directory, not there yet
     */
    static void install(Path from, Path to) throws IOException {
        List<String> dependencies = new ArrayList<>();
        List<String> aliases = new ArrayList<>();
        for (Module each : ALL) {
            if (each.isIn(from)) {
                copy(from, to, Path.of(each.file()));
                dependencies.add(each.dependencyLine(from));
                if (!each.alias().isEmpty()) {
                    aliases.add("alias " + each.alias() + " " + each.name());
                }
            }
        }
        if (Files.exists(from.resolve(BUILT_IN))) {
            copy(from, to, Path.of(BUILT_IN));
        }
        write(to.resolve("modules.dep"), dependencies);
        write(to.resolve("modules.alias"), aliases);
    }

    private static void copy(Path from, Path to, Path file) throws IOException {
        makeFolder(to.resolve(file).resolveSibling(".").normalize());
        permit(Files.copy(from.resolve(file), to.resolve(file)), "rw-r--r--");
    }

    private static void makeFolder(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (Files.notExists(folder) && parent != null) {
            makeFolder(parent);
            permit(Files.createDirectory(folder), "rwxr-xr-x");
        }
    }

    private static void write(Path file, List<String> lines) throws IOException {
        makeFolder(file.resolveSibling(".").normalize());
        permit(Files.write(file, lines), "rw-r--r--");
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
