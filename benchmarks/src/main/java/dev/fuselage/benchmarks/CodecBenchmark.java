package dev.fuselage.benchmarks;

import dev.fuselage.fuse.FuseAttr;
import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.FuseGetattrIn;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Mode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What does it cost to read a FUSE request and to write a reply, field by field?
 *
 * <p>The messages are those of GETATTR, in memory outside the heap as in a ring.
 *
 * <pre>{@code java -jar benchmarks.jar CodecBenchmark -prof gc}</pre>
 */
public class CodecBenchmark extends Measured {
    private static final long REQUEST = 0;
    private static final long REPLY = 256;

    /** Byte order of the session. */
    @Param({"little", "big"})
    private String order;

    private final Wire wire = new Wire();
    private MemorySegment memory;
    private long value;

    @Setup
    public void fill() {
        memory = Arena.ofAuto().allocate(4096, 8);
        wire.order(order.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        value = 0x1234_5678;
        encodeRequest();
    }

    @Benchmark
    public long encodeRequest() {
        Wire w = wire.at(memory, REQUEST);
        FuseInHeader.LEN.set(w, FuseInHeader.SIZE + FuseGetattrIn.SIZE);
        FuseInHeader.OPCODE.set(w, Opcode.GETATTR.number());
        FuseInHeader.UNIQUE.set(w, value);
        FuseInHeader.NODEID.set(w, value);
        FuseInHeader.UID.set(w, 0);
        FuseInHeader.GID.set(w, 0);
        FuseInHeader.PID.set(w, 1);
        FuseInHeader.TOTAL_EXTLEN.set(w, 0);
        FuseInHeader.PADDING.set(w, 0);
        w.at(w, FuseInHeader.SIZE);
        FuseGetattrIn.GETATTR_FLAGS.set(w, 0);
        FuseGetattrIn.DUMMY.set(w, 0);
        FuseGetattrIn.FH.set(w, value);
        return w.base();
    }

    @Benchmark
    public long decodeRequest() {
        Wire w = wire.at(memory, REQUEST);
        long sum = FuseInHeader.LEN.getUnsigned(w);
        Opcode opcode = Opcode.of(FuseInHeader.OPCODE.get(w));
        sum += opcode == Opcode.GETATTR ? 1 : 0;
        sum += FuseInHeader.UNIQUE.get(w);
        sum += FuseInHeader.NODEID.get(w);
        sum += FuseInHeader.UID.get(w);
        sum += FuseInHeader.GID.get(w);
        sum += FuseInHeader.PID.get(w);
        sum += FuseInHeader.TOTAL_EXTLEN.get(w);
        w.at(w, FuseInHeader.SIZE);
        sum += FuseGetattrIn.GETATTR_FLAGS.get(w);
        sum += FuseGetattrIn.FH.get(w);
        return sum;
    }

    @Benchmark
    public long encodeReply() {
        Wire w = wire.at(memory, REPLY);
        FuseOutHeader.LEN.set(w, FuseOutHeader.SIZE + FuseAttrOut.SIZE);
        FuseOutHeader.ERROR.set(w, 0);
        FuseOutHeader.UNIQUE.set(w, value);
        w.at(w, FuseOutHeader.SIZE);
        FuseAttrOut.ATTR_VALID.set(w, 1);
        FuseAttrOut.ATTR_VALID_NSEC.set(w, 0);
        FuseAttrOut.DUMMY.set(w, 0);
        w.at(w, FuseAttrOut.ATTR_OFFSET);
        FuseAttr.INO.set(w, value);
        FuseAttr.SIZE_FIELD.set(w, value);
        FuseAttr.BLOCKS.set(w, value);
        FuseAttr.ATIME.set(w, value);
        FuseAttr.MTIME.set(w, value);
        FuseAttr.CTIME.set(w, value);
        FuseAttr.ATIMENSEC.set(w, 1);
        FuseAttr.MTIMENSEC.set(w, 2);
        FuseAttr.CTIMENSEC.set(w, 3);
        FuseAttr.MODE.set(w, Mode.S_IFREG | 0644);
        FuseAttr.NLINK.set(w, 1);
        FuseAttr.UID.set(w, 0);
        FuseAttr.GID.set(w, 0);
        FuseAttr.RDEV.set(w, 0);
        FuseAttr.BLKSIZE.set(w, 4096);
        FuseAttr.FLAGS.set(w, 0);
        return w.base();
    }
}
