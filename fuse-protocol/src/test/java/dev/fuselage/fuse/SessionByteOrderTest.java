package dev.fuselage.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionByteOrderTest {
    @Test
    void theOrderShowsInTheBytesOfInit() {
        for (Opcode init : List.of(Opcode.INIT, Opcode.CUSE_INIT)) {
            for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                MemorySegment request = MemorySegment.ofArray(new byte[FuseInHeader.SIZE]);
                FuseInHeader.OPCODE.set(new Wire().at(request, 0).order(order), init.number());
                int opcode = FuseInHeader.OPCODE.get(new Wire().at(request, 0));
                assertThat(SessionByteOrder.ofInit(opcode))
                        .as("%s %s", init, order)
                        .isEqualTo(order);
            }
        }
    }

    @Test
    void noOtherRequestChoosesAnOrder() {
        for (Opcode opcode : Opcode.values()) {
            if (opcode != Opcode.INIT && opcode != Opcode.CUSE_INIT) {
                assertThat(SessionByteOrder.ofInit(opcode.number())).as(opcode.name()).isNull();
                assertThat(SessionByteOrder.ofInit(Integer.reverseBytes(opcode.number())))
                        .as(opcode.name())
                        .isNull();
            }
        }
        assertThat(SessionByteOrder.ofInit(0)).isNull();
    }
}
