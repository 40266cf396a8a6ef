package dev.fuselage.riscv.sbi;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.riscv.Firmware;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Serves the calls of a guest in S mode: Base, TIME, IPI, RFENCE, HSM, SRST, DBCN, SUSP and the
 * legacy extensions of SBI 3.0. Nothing that a guest passes is believed: what the specification
 * calls invalid is answered with its error, and nothing else happens.
 *
 * <p>All functions take effect at once, in the caller's slice, which is the only one that runs; a
 * hart is never in one of the pending states of HSM.
 */
public final class SbiFirmware implements Firmware, Snapshotted {
    /**
     * What a call takes on top of its ECALL: about the instructions with which firmware in M mode
     * saves the registers, finds the function and restores them.
     */
    static final long CALL_CYCLES = 200;

    private final Harts harts;
    private final HartStates states;
    private final List<Extension> extensions;
    private final Call call = new Call();

    /** Firmware for these harts, which {@link #install} connects to it. */
    public SbiFirmware(Harts harts, GuestMemory memory, DebugConsole console, SystemReset reset) {
        this.harts = harts;
        this.states = new HartStates(harts);
        HartList list = new HartList(harts, memory);
        SystemReset whole = new StopAll(harts, reset);
        extensions =
                List.of(
                        new TimeExtension(),
                        new IpiExtension(harts, list),
                        new RemoteFenceExtension(harts, list),
                        new BaseExtension(this::has),
                        new HartStateExtension(harts, states, memory),
                        new DebugConsoleExtension(memory, console),
                        new SystemResetExtension(whole),
                        new SystemSuspendExtension(states, memory),
                        new LegacyExtension(harts, list, console, whole));
    }

    /** Has the calls of all harts served here. */
    public void install() {
        for (int id = 0; id < harts.count(); id++) {
            harts.hart(id).setFirmware(this);
        }
    }

    /**
     * Enters S mode on hart 0, as a guest expects to be entered; it starts the others itself.
     *
     * @param deviceTree its physical address, which goes to a1
     */
    public void boot(long entry, long deviceTree) {
        harts.hart(0).startSupervisor(entry, deviceTree);
    }

    @Override
    public void call(Hart hart) {
        hart.delay(CALL_CYCLES);
        call.begin(hart);
        Extension extension = find(call.extension());
        if (extension == null) {
            call.fail(SbiError.NOT_SUPPORTED);
        } else {
            extension.serve(call);
        }
    }

    /** Which harts it has suspended; all else of a guest is in its harts and memory. */
    @Override
    public void save(SnapshotWriter to) {
        to.section("suspended", states);
    }

    /** For firmware that is installed and has not booted: harts keep theirs. */
    @Override
    public void load(SnapshotReader from) {
        from.section("suspended", states);
    }

    private boolean has(long id) {
        return find(id) != null;
    }

    private @Nullable Extension find(long id) {
        for (int i = 0; i < extensions.size(); i++) {
            Extension extension = extensions.get(i);
            if (extension.has(id)) {
                return extension;
            }
        }
        return null;
    }
}
