package dev.fuselage.devices.virtiofs;

import dev.fuselage.devices.server.RawClient;
import dev.fuselage.fuse.Bytes;
import dev.fuselage.fuse.DirentReader;
import dev.fuselage.fuse.Field;
import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseInitOut;
import dev.fuselage.fuse.FuseOpenOut;
import dev.fuselage.fuse.FuseStatfsOut;
import dev.fuselage.fuse.Nested;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.S32;
import dev.fuselage.fuse.S64;
import dev.fuselage.fuse.Struct;
import dev.fuselage.fuse.U16;
import dev.fuselage.fuse.U32;
import dev.fuselage.fuse.U64;
import dev.fuselage.fuse.Wire;
import dev.fuselage.machine.memory.HostMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A session from INIT to DESTROY, and all that its replies say, field by field: the same whatever
 * carries the messages and in whichever byte order.
 */
final class SessionScript {

    /** Longer than a page and than two, so that it comes in several elements. */
    static final String TEXT = "0123456789abcdef".repeat(700);

    private final RawClient client;
    private final List<String> said = new ArrayList<>();

    private SessionScript(RawClient client) {
        this.client = client;
    }

    static List<String> run(RawClient client) {
        SessionScript script = new SessionScript(client);
        script.run();
        return script.said;
    }

    private void run() {
        structs("init", client.init().ok(64), FuseInitOut.STRUCT);
        said.add("lookup " + client.ask(Opcode.LOOKUP, 1).name("f").send().error());
        RawClient.Reply made = client.create(1, "f");
        structs("create", made, FuseEntryOut.STRUCT, FuseOpenOut.STRUCT);
        long f = made.u64(0);
        long fh = made.u64(128);
        said.add("write " + client.write(f, fh, 3, TEXT));
        said.add("read " + client.read(f, fh, 0, 1 << 16).ok(3 + TEXT.length()).text());
        said.add("read at the end " + client.read(f, fh, 1 << 20, 100).ok(0).text());
        structs("getattr", client.getattr(f).ok(104), FuseAttrOut.STRUCT);
        client.mkdir(1, "d");
        structs("statfs", client.ask(Opcode.STATFS, 1).send().ok(80), FuseStatfsOut.STRUCT);
        long dir = client.opendir(1);
        entries(client.askRead(Opcode.READDIRPLUS, 1, dir, 0, 4096).send().ok());
        client.ask(Opcode.RELEASEDIR, 1).u64(dir).u32(0, 0).u64(0).send().ok(0);
        said.add("readdir of a closed handle " + readdir(dir).error());
        client.release(f, fh).ok(0);
        // CREATE and READDIRPLUS counted one lookup each.
        client.forget(f, 1);
        said.add("getattr with one lookup left " + client.getattr(f).error());
        client.forget(f, 1);
        said.add("getattr of a forgotten nodeid " + client.getattr(f).error());
        structs("lookup", client.ask(Opcode.LOOKUP, 1).name("f").send(), FuseEntryOut.STRUCT);
        client.ask(Opcode.DESTROY, 1).send().none();
        said.add("getattr after destroy " + client.getattr(1).error());
    }

    private RawClient.Reply readdir(long dir) {
        return client.askRead(Opcode.READDIR, 1, dir, 0, 4096).send();
    }

    private void entries(RawClient.Reply reply) {
        byte[] bytes = reply.text().getBytes(StandardCharsets.ISO_8859_1);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            DirentReader reader = new DirentReader();
            reader.resetPlus(memory, 0, bytes.length, client.order());
            while (reader.next()) {
                byte[] name = new byte[(int) reader.nameLength()];
                HostMemory.copy(memory.address() + reader.nameOffset(), name, 0, name.length);
                said.add(
                        "entry %s: ino %d, off %d, type %d"
                                .formatted(
                                        new String(name, StandardCharsets.ISO_8859_1),
                                        reader.ino(),
                                        reader.off(),
                                        reader.type()));
                fields("entry", FuseEntryOut.STRUCT, reader.entry());
            }
        }
    }

    private void structs(String what, RawClient.Reply reply, Struct... structs) {
        reply.ok();
        Wire wire = reply.wire();
        for (Struct struct : structs) {
            fields(what, struct, wire);
            wire = new Wire().at(wire, struct.size());
        }
    }

    private void fields(String what, Struct struct, Wire wire) {
        for (Field field : struct.fields()) {
            String name = what + " " + struct.name() + "." + field.name() + " ";
            switch (field) {
                case U16 u -> said.add(name + u.get(wire));
                case U32 u -> said.add(name + u.getUnsigned(wire));
                case U64 u -> said.add(name + u.get(wire));
                case S32 u -> said.add(name + u.get(wire));
                case S64 u -> said.add(name + u.get(wire));
                case Nested n -> fields(what, n.type(), new Wire().at(wire, n.offset()));
                // None of the structures here has bytes that mean anything.
                case Bytes _ -> {}
            }
        }
    }
}
