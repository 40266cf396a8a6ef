package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.machine.cost.CostProfile;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Makes servers over in-memory file systems and guests that talk to them. */
abstract class ServerTestBase {

    /** Prices told apart by their digits, so that a test reads off what was charged. */
    private static final CostProfile COSTS =
            CostProfile.parse(
                    "test",
                    """
                    host.server-request = 1
                    host.stat = 10
                    host.lookup = 100
                    host.create = 1000
                    host.read = 10000
                    host.write = 20000
                    host.close = 30000
                    host.copy = 1024000
                    """);

    private final List<RawGuest> guests = new ArrayList<>();
    private final List<FileSystem> fileSystems = new ArrayList<>();

    /** Both byte orders, for tests that must hold in each. */
    static List<ByteOrder> orders() {
        return List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    final FileSystem memory() {
        FileSystem fs = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS);
        fileSystems.add(fs);
        return fs;
    }

    final RawGuest guest(FileSystem fs, ServerConfig config, ByteOrder order) {
        RawGuest g = new RawGuest(new FuseServer(fs, config, COSTS), order);
        guests.add(g);
        return g;
    }

    /** A guest with a session. */
    final RawGuest guest(ServerConfig config, ByteOrder order) {
        RawGuest g = guest(memory(), config, order);
        g.init().ok();
        return g;
    }

    final RawGuest guest(ServerConfig config) {
        return guest(config, ByteOrder.LITTLE_ENDIAN);
    }

    final RawGuest guest() {
        return guest(ServerConfig.of(CachePolicy.AUTO));
    }

    @AfterEach
    void closeAll() {
        guests.forEach(RawGuest::close);
        fileSystems.forEach(FileSystem::close);
    }
}
