package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.DirentWriter;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.machine.memory.HostMemory;
import java.nio.ByteOrder;

/**
 * A request as its server sees it: bytes in guest memory, found by the addresses that would be in
 * descriptors.
 */
final class FakeRequest {
    private final PageAllocator memory;
    private final FuseReq req;
    private int replyBytes = -1;

    FakeRequest(PageAllocator memory, FuseReq req) {
        this.memory = memory;
        this.req = req;
    }

    private Wire at(long gpa, int bytes) {
        return new Wire().at(HostMemory.ALL, bytes == 0 ? 0 : memory.hostAddress(gpa));
    }

    FuseReq req() {
        return req;
    }

    Wire header() {
        return at(req.inHeaderGpa(), FuseInHeader.SIZE);
    }

    Wire arguments() {
        return at(req.inArgsGpa(), req.inArgsBytes());
    }

    Opcode opcode() {
        Opcode opcode = Opcode.of(FuseInHeader.OPCODE.get(header()));
        if (opcode == null) {
            throw new AssertionError("opcode " + FuseInHeader.OPCODE.get(header()));
        }
        return opcode;
    }

    long nodeid() {
        return FuseInHeader.NODEID.get(header());
    }

    long unique() {
        return FuseInHeader.UNIQUE.get(header());
    }

    /** The NUL-terminated text at an offset of the arguments. */
    String text(int offset) {
        Wire w = arguments();
        StringBuilder text = new StringBuilder();
        for (int i = offset; w.u8(i) != 0; i++) {
            text.append((char) w.u8(i));
        }
        return text.toString();
    }

    /** Where the reply's fixed part goes. */
    Wire reply() {
        return at(req.outArgsGpa(), req.outArgsBytes());
    }

    /** The reply is shorter than there is room. */
    void replyBytes(int bytes) {
        replyBytes = bytes;
    }

    /** Fills the reply's pages with that many bytes. */
    void fillPages(int bytes, byte value) {
        int left = bytes;
        for (int i = 0; i < req.pageCount() && left > 0; i++) {
            int length = Math.min(left, req.pageLength(i));
            HostMemory.fill(memory.hostAddress(req.pageGpa(i)), length, value);
            left -= length;
        }
        replyBytes = bytes;
    }

    /** Bytes of data that a write carries, of one page. */
    byte dataByte(int page, int offset) {
        return HostMemory.getByte(memory.hostAddress(req.pageGpa(page) + offset));
    }

    DirentWriter startListing() {
        int room = req.pageLength(0);
        return new DirentWriter()
                .reset(
                        HostMemory.ALL,
                        memory.hostAddress(req.pageGpa(0)),
                        room,
                        ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes the reply's header. */
    void finish(int error) {
        int body = replyBytes >= 0 ? replyBytes : req.outArgsBytes();
        Wire out = at(req.outHeaderGpa(), FuseOutHeader.SIZE);
        FuseOutHeader.LEN.set(out, FuseOutHeader.SIZE + (error != 0 ? 0 : body));
        FuseOutHeader.ERROR.set(out, error);
        FuseOutHeader.UNIQUE.set(out, unique());
    }
}
