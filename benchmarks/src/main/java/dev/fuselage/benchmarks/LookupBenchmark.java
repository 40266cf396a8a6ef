package dev.fuselage.benchmarks;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.fuse.linux.Mode;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it cost to find a name in a directory of the in-memory file system, and does it grow
 * with the directory?
 *
 * <p>{@code found} asks for another existing name each time, {@code absent} for one that is not
 * there; with the reference that a found node costs given back.
 *
 * <pre>{@code java -jar benchmarks.jar LookupBenchmark -prof gc}</pre>
 */
public class LookupBenchmark extends Measured {
    /** Names in the directory. */
    @Param({"10", "1000", "100000"})
    private int entries;

    private final NodeResult result = new NodeResult();
    private final FileName name = FileName.reusable(FileName.NAME_MAX);
    private final byte[] absentName = "absent".getBytes(StandardCharsets.ISO_8859_1);
    private MemoryFileSystem files;
    private Node directory;
    private byte[][] names;
    private int at;

    @Setup
    public void create() {
        files = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS);
        directory = files.root();
        Caller root = new Caller();
        names = new byte[entries][];
        for (int i = 0; i < entries; i++) {
            FileName file = FileName.of("file-" + i + ".txt");
            names[i] = file.toString().getBytes(StandardCharsets.ISO_8859_1);
            int error = files.mknod(root, directory, file, Mode.S_IFREG | 0644, 0, result);
            if (error != 0) {
                throw new IllegalStateException("mknod: " + error);
            }
        }
    }

    @TearDown
    public void close() {
        files.close();
    }

    @Benchmark
    public long found() {
        at = at + 1 < entries ? at + 1 : 0;
        byte[] bytes = names[at];
        int error = files.lookup(directory, name.set(bytes, 0, bytes.length), result);
        files.forget(result.node(), 1);
        return error + result.attributes.ino;
    }

    @Benchmark
    public int absent() {
        return files.lookup(directory, name.set(absentName, 0, absentName.length), result);
    }
}
