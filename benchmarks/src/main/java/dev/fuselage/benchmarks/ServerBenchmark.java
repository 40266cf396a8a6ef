package dev.fuselage.benchmarks;

import dev.fuselage.benchmarks.RawSession.Message;
import dev.fuselage.fuse.FuseForgetIn;
import dev.fuselage.fuse.FuseGetattrIn;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.FuseReadIn;
import dev.fuselage.fuse.FuseWriteIn;
import dev.fuselage.fuse.Opcode;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How long does the FUSE server take for a message, over the in-memory file system, without rings
 * and without a guest?
 *
 * <p>{@code lookupAndForget} is two messages.
 *
 * <pre>{@code java -jar benchmarks.jar ServerBenchmark -prof gc}</pre>
 */
public class ServerBenchmark extends Measured {
    private static final int SMALL = 4096;
    private static final int LARGE = 128 * 1024;
    private static final String NAME = "file";

    private RawSession session;
    private Message getattr;
    private Message lookup;
    private Message forget;
    private Message smallRead;
    private Message largeRead;
    private Message smallWrite;
    private Message largeWrite;

    @Setup
    public void open() {
        session = new RawSession();
        Message created = session.create(NAME);
        long node = RawSession.nodeId(created);
        long handle = RawSession.handle(created);
        getattr = session.message(Opcode.GETATTR, node, FuseGetattrIn.SIZE);
        lookup =
                session.message(Opcode.LOOKUP, FuseProtocol.ROOT_ID, NAME.length() + 1)
                        .text(0, NAME);
        forget = session.message(Opcode.FORGET, node, FuseForgetIn.SIZE);
        FuseForgetIn.NLOOKUP.set(forget.args(), 1);
        smallRead = read(node, handle, SMALL);
        largeRead = read(node, handle, LARGE);
        smallWrite = write(node, handle, SMALL);
        largeWrite = write(node, handle, LARGE);
        session.serveWell(largeWrite);
    }

    private Message read(long node, long handle, int bytes) {
        Message read = session.message(Opcode.READ, node, FuseReadIn.SIZE);
        FuseReadIn.FH.set(read.args(), handle);
        FuseReadIn.SIZE_FIELD.set(read.args(), bytes);
        return read;
    }

    private Message write(long node, long handle, int bytes) {
        Message write = session.message(Opcode.WRITE, node, FuseWriteIn.SIZE + bytes);
        FuseWriteIn.FH.set(write.args(), handle);
        FuseWriteIn.SIZE_FIELD.set(write.args(), bytes);
        return write;
    }

    @TearDown
    public void close() {
        session.close();
    }

    @Benchmark
    public int getattr() {
        return session.serve(getattr);
    }

    @Benchmark
    public int lookupAndForget() {
        return session.serve(lookup) + session.serve(forget);
    }

    @Benchmark
    public int read4KiB() {
        return session.serve(smallRead);
    }

    @Benchmark
    public int read128KiB() {
        return session.serve(largeRead);
    }

    @Benchmark
    public int write4KiB() {
        return session.serve(smallWrite);
    }

    @Benchmark
    public int write128KiB() {
        return session.serve(largeWrite);
    }
}
