package dev.fuselage.kernel.program.workload;

import dev.fuselage.kernel.mm.MmapFlags;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.SignalAction;
import java.util.Arrays;
import java.util.TreeMap;

/** Lines about mappings, which have letters of their own. */
final class MemoryCommands {
    private static final String NO_MAP = "-nomap";

    /** What a store writes, again and again. */
    private static final char STORED = 'm';

    /** Where a letter's mapping is. */
    private record Map(long address, long length) {}

    private final Syscalls sys;
    private final Handles handles;
    private final TreeMap<Character, Map> maps = new TreeMap<>();

    MemoryCommands(Syscalls sys, Handles handles) {
        this.sys = sys;
        this.handles = handles;
    }

    /** The mappings of a forked child are its parent's. */
    MemoryCommands(Syscalls sys, Handles handles, MemoryCommands parent) {
        this(sys, handles);
        maps.putAll(parent.maps);
    }

    void addTo(Commands commands) {
        commands.with("mmap", this::mmap)
                .with("mread", this::mread)
                .with("mwrite", this::mwrite)
                .with("msync", this::msync)
                .with("madvise", this::madvise)
                .with("munmap", this::munmap);
    }

    private String mmap(Arguments a) {
        long length = a.number(2);
        int sharing = a.word(3).equals("shared") ? MmapFlags.MAP_SHARED : MmapFlags.MAP_PRIVATE;
        int protection =
                switch (a.word(4)) {
                    case "r" -> MmapFlags.PROT_READ;
                    case "w" -> MmapFlags.PROT_WRITE;
                    default -> MmapFlags.PROT_READ | MmapFlags.PROT_WRITE;
                };
        long offset = a.count() > 5 ? a.number(5) : 0;
        long result = sys.mmap(0, length, protection, sharing, handles.of(a.letter(1)), offset);
        if (result < 0) {
            return Results.of(result);
        }
        maps.put(a.letter(0), new Map(result, length));
        return "0";
    }

    private String mread(Arguments a) {
        Map map = maps.get(a.letter(0));
        if (map == null) {
            return NO_MAP;
        }
        byte[] data = new byte[(int) a.number(2)];
        expectSignals();
        int signal = sys.load(map.address() + a.number(1), data, 0, data.length);
        return signal != 0 ? Signal.name(signal) : Results.read(data.length, data);
    }

    private String mwrite(Arguments a) {
        Map map = maps.get(a.letter(0));
        if (map == null) {
            return NO_MAP;
        }
        byte[] data = new byte[(int) a.number(2)];
        Arrays.fill(data, (byte) STORED);
        expectSignals();
        int signal = sys.store(map.address() + a.number(1), data, 0, data.length);
        return signal != 0 ? Signal.name(signal) : "0";
    }

    private void expectSignals() {
        long _ = sys.sigaction(Signal.SIGBUS, SignalAction.HANDLE);
        long _ = sys.sigaction(Signal.SIGSEGV, SignalAction.HANDLE);
    }

    private String msync(Arguments a) {
        Map map = maps.get(a.letter(0));
        if (map == null) {
            return NO_MAP;
        }
        int how =
                switch (a.word(3)) {
                    case "sync" -> MmapFlags.MS_SYNC;
                    case "async" -> MmapFlags.MS_ASYNC;
                    default -> MmapFlags.MS_INVALIDATE;
                };
        return Results.of(sys.msync(map.address() + a.number(1), a.number(2), how));
    }

    private String madvise(Arguments a) {
        Map map = maps.get(a.letter(0));
        return map == null
                ? NO_MAP
                : Results.of(sys.madvise(map.address(), map.length(), (int) a.number(1)));
    }

    private String munmap(Arguments a) {
        Map map = maps.remove(a.letter(0));
        return map == null ? NO_MAP : Results.of(sys.munmap(map.address(), map.length()));
    }
}
