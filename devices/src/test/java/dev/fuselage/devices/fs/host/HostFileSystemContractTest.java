package dev.fuselage.devices.fs.host;

import static dev.fuselage.devices.fs.host.HostShare.name;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.FileSystemContract;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FallocateMode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.RenameFlags;
import dev.fuselage.fuse.linux.Seek;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A host directory keeps the contract of every file system, as far as its host goes. */
class HostFileSystemContractTest extends FileSystemContract {

    /** What the file system of temporary directories lacks, found out once. */
    private static final EnumSet<Feature> LACKING = EnumSet.noneOf(Feature.class);

    private static boolean probed;

    /** Whether a file may be as long as an offset can say, as on tmpfs. */
    private static boolean hugeFiles;

    @TempDir Path directory;

    @TempDir Path probes;

    @Override
    protected FileSystem create() throws Exception {
        if (!probed) {
            probe();
            probed = true;
        }
        return new HostFileSystem(directory, HostOptions.DEFAULT.withDeviceNodes(true));
    }

    @Override
    protected Set<Feature> lacking() {
        return LACKING;
    }

    @BeforeEach
    void skipWhatThisHostCannotShow(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        if (name.endsWith("KeepsSetIdBitsUnlessTheCallerMayNot")) {
            // An ordinary user has no CAP_FSETID: the host takes set-id bits away whoever asks.
            needs(Feature.FOREIGN_OWNERS);
        }
        boolean aboutSize = name.equals("aWriteBeyondTheLargestFileIsRefused");
        Assumptions.assumeFalse(aboutSize && hugeFiles, "files here may be of any size");
    }

    private void probe() {
        try (HostShare share = HostShare.of(probes, HostOptions.DEFAULT.withDeviceNodes(true))) {
            FileSystem fs = share.fs;
            Node root = fs.root();
            Handle handle = share.create(root, "f", 0600);
            Node f = share.found.node();
            has(Feature.BIRTH_TIME, share.attributes(f).hasBtime);
            has(Feature.FOREIGN_OWNERS, share.fs.createsAsCaller());
            has(Feature.DEVICE_NODES, HostThread.isRoot());
            has(Feature.USER_XATTR, setxattr(share, f, "user.probe"));
            has(Feature.PRIVILEGED_XATTR, setxattr(share, f, "trusted.probe"));
            FileName acl = name("system.posix_acl_access");
            has(Feature.ACL, fs.getxattr(f, acl, share.vector(0, 0), 0, 0) != -Errno.EOPNOTSUPP);
            share.write(handle, 0, "x".repeat(16384));
            hugeFiles = share.write(handle, Long.MAX_VALUE - 4096, "x") > 0;
            int zero = FallocateMode.FALLOC_FL_ZERO_RANGE;
            has(Feature.ZERO_RANGE, fs.fallocate(handle, zero, 4096, 4096) == 0);
            int punch = FallocateMode.FALLOC_FL_PUNCH_HOLE | FallocateMode.FALLOC_FL_KEEP_SIZE;
            has(
                    Feature.HOLES,
                    fs.fallocate(handle, punch, 8192, 4096) == 0
                            && fs.lseek(handle, 0, Seek.SEEK_HOLE) <= 8192);
            has(
                    Feature.TMPFILE,
                    fs.tmpfile(share.root, root, 0600, OpenFlags.O_RDWR, share.found, share.opened)
                            == 0);
            FileName g = name("g");
            share.create(root, "g", 0600);
            has(
                    Feature.EXCHANGE,
                    fs.rename(share.root, root, name("f"), root, g, RenameFlags.RENAME_EXCHANGE)
                            == 0);
            has(
                    Feature.WHITEOUT,
                    fs.rename(share.root, root, g, root, name("w"), RenameFlags.RENAME_WHITEOUT)
                            == 0);
            fs.mkdir(share.root, root, name("d"), 0700, share.found);
            has(Feature.DIRECTORY_LINKS, share.found.attributes.nlink == 2);
        }
    }

    private static boolean setxattr(HostShare share, Node node, String name) {
        return share.fs.setxattr(node, name(name), share.vector(0, 1), 0, 1, 0, 0) == 0;
    }

    private static void has(Feature feature, boolean there) {
        if (!there) {
            LACKING.add(feature);
        }
    }
}
