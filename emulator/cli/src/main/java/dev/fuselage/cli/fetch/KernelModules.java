package dev.fuselage.cli.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The few modules of Debian's kernel that drive virtual devices, put where {@code modprobe} finds
 * them. The kernel needs none to boot: FUSE, virtio-fs, virtio over PCI, serial ports and the
 * interrupt controllers are built in. All 3,800 would be 107 MB.
 */
enum KernelModules {
    VIRTIO_RNG("drivers/char/hw_random/virtio-rng", List.of("virtio:d00000004v*")),
    VIRTIO_MMIO("drivers/virtio/virtio_mmio", List.of("of:N*T*Cvirtio,mmio*")),
    VIRTIO_BALLOON("drivers/virtio/virtio_balloon", List.of("virtio:d00000005v*")),
    VIRTIO_BLK("drivers/block/virtio_blk", List.of("virtio:d00000002v*")),
    FAILOVER("net/core/failover", List.of()),
    NET_FAILOVER("drivers/net/net_failover", List.of(), FAILOVER),
    VIRTIO_NET("drivers/net/virtio_net", List.of("virtio:d00000001v*"), NET_FAILOVER, FAILOVER),
    NETFS("fs/netfs/netfs", List.of()),
    NINE_P_NET("net/9p/9pnet", List.of(), NETFS),
    NINE_P_VIRTIO(
            "net/9p/9pnet_virtio", List.of("virtio:d00000009v*", "9p-virtio"), NINE_P_NET, NETFS),
    NINE_P("fs/9p/9p", List.of("fs-9p"), NINE_P_NET, NETFS),
    CUSE("fs/fuse/cuse", List.of("devname:cuse")),
    OVERLAY("fs/overlayfs/overlay", List.of("fs-overlay"));

    private static final String SUFFIX = ".ko.xz";
    private static final String BUILT_IN = "modules.builtin";

    private final Path file;
    private final List<String> aliases;
    private final List<KernelModules> dependencies;

    KernelModules(String path, List<String> aliases, KernelModules... dependencies) {
        this.file = Path.of("kernel", path.split("/")).resolveSibling(lastName(path) + SUFFIX);
        this.aliases = aliases;
        this.dependencies = List.of(dependencies);
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
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
        for (KernelModules each : values()) {
            if (Files.exists(from.resolve(each.file))) {
                copy(from, to, each.file);
                dependencies.add(each.dependencyLine(from));
                each.aliases.forEach(
                        alias -> aliases.add("alias " + alias + " " + each.moduleName()));
            }
        }
        if (Files.exists(from.resolve(BUILT_IN))) {
            copy(from, to, Path.of(BUILT_IN));
        }
        write(to.resolve("modules.dep"), dependencies);
        write(to.resolve("modules.alias"), aliases);
    }

    /** As depmod writes it: a file, a colon, and the files to be loaded before it. */
    private String dependencyLine(Path from) {
        StringBuilder line = new StringBuilder(file + ":");
        for (KernelModules each : dependencies) {
            if (Files.exists(from.resolve(each.file))) {
                line.append(' ').append(each.file);
            }
        }
        return line.toString();
    }

    private String moduleName() {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - SUFFIX.length()).replace('-', '_');
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
