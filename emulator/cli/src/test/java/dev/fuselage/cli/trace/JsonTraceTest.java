package dev.fuselage.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.fuse.Opcode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonTraceTest {
    @Test
    void aRequestIsOneObjectWithItsKeysInAFixedOrder() {
        List<String> lines = new ArrayList<>();
        JsonTrace trace = new JsonTrace(2, "my\"fs", () -> 1500, lines::add);
        try (RawClient c =
                new RawClient(ServerConfig.of(CachePolicy.AUTO), ByteOrder.LITTLE_ENDIAN, trace)) {
            c.init();
            c.lookup(1, "x");
            c.as(0, 0).u32(0x8042, 0100644, 022, 0).name("f").send(Opcode.CREATE, 1);
            c.u64(1).u32(0, 0).u64(5).send(Opcode.FLUSH, 2);
        }
        String start = "{\"time\":1500,\"guest\":2,\"share\":\"my\\\"fs\",\"queue\":1,";
        assertThat(lines.subList(1, 4))
                .containsExactly(
                        start
                                + "\"unique\":4,\"opcode\":\"LOOKUP\",\"nodeid\":1,\"node\":\"/\","
                                + "\"args\":{\"name\":\"x\"},\"uid\":-1,\"gid\":-1,\"pid\":77,"
                                + "\"error\":\"ENOENT\",\"reply\":{},\"request_bytes\":42,"
                                + "\"reply_bytes\":16}",
                        start
                                + "\"unique\":6,\"opcode\":\"CREATE\",\"nodeid\":1,\"node\":\"/\","
                                + "\"args\":{\"name\":\"f\",\"flags\":\"RDWR|CREAT|LARGEFILE\","
                                + "\"mode\":\"100644\",\"umask\":\"22\"},\"uid\":0,\"gid\":0,"
                                + "\"pid\":77,\"error\":0,\"reply\":{\"node\":\"/f\",\"t\":\"1/1\","
                                + "\"mode\":\"100644\",\"nlink\":1,\"size\":0,\"fh\":\"1\","
                                + "\"open\":\"0\"},\"request_bytes\":58,\"reply_bytes\":160}",
                        start
                                + "\"unique\":8,\"opcode\":\"FLUSH\",\"nodeid\":2,\"node\":\"/f\","
                                + "\"args\":{\"fh\":\"1\",\"lo\":true},\"uid\":-1,\"gid\":-1,"
                                + "\"pid\":77,\"error\":0,\"reply\":{},\"request_bytes\":64,"
                                + "\"reply_bytes\":16}");
    }
}
