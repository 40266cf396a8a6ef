package dev.fuselage.riscv.gdb;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.Stop;
import dev.fuselage.riscv.Watchpoints;
import java.util.function.Consumer;

/**
 * One end of the conversation with GDB. Whoever owns it hands it the bytes that came ({@link
 * #receive}), between runs of the simulation or in its condition, sends the bytes it gives out, and
 * runs the simulation while {@link #isHalted} is false.
 *
 * <p>While a client steps, what the others may do is what the order of virtual time lets them: most
 * often nothing, since a hart that was stopped in its slice goes on in it. Harts that the client
 * gives nothing to do ({@code set scheduler-locking}) stand still.
 */
public final class GdbStub {
    private final Harts harts;
    private final Threads threads;
    private final StopPoints stopPoints;
    private final PacketReader reader;
    private final PacketWriter writer;
    private final Requests requests;

    private boolean attached;
    private boolean halted;
    private boolean killed;
    private boolean acknowledges = true;

    /** Whether the client knows what to do with the reason of a stop. */
    private boolean knowsSoftwareBreaks;

    private boolean knowsHardwareBreaks;

    /** The answer to why everything stands still. */
    private String lastStop = "";

    /**
     * A stub nobody is connected to.
     *
     * @param out sends bytes to the client; what it cannot send it drops
     */
    public GdbStub(Harts harts, GuestMemory memory, Consumer<byte[]> out) {
        this.harts = harts;
        this.threads = new Threads(harts);
        this.stopPoints = new StopPoints(harts);
        this.reader = new PacketReader(new Dispatcher());
        this.writer = new PacketWriter(out);
        this.requests = new Requests(this, harts, memory, threads, stopPoints);
        for (int i = 0; i < harts.count(); i++) {
            harts.hart(i).debug().setListener(this::stopped);
        }
    }

    /** A client has connected: everything stands still until it says otherwise. */
    public void connected() {
        reader.reset();
        writer.reset();
        acknowledges = true;
        knowsSoftwareBreaks = false;
        knowsHardwareBreaks = false;
        attached = true;
        halted = true;
        requests.select(threads.busiest());
        lastStop = StopReply.plain(StopReply.TRAP, requests.selected());
    }

    /** The client has gone: the guest goes on as if it had never come. */
    public void disconnected() {
        attached = false;
        halted = false;
        stopPoints.clear();
        requests.reset();
        Resumption.goOn().apply(harts);
    }

    /** Bytes that the client has sent. */
    public void receive(byte[] bytes, int offset, int length) {
        reader.take(bytes, offset, length);
    }

    /** Tells the client that the guest is over, with an exit status. */
    public void exited(int status) {
        if (attached) {
            writer.send("W%02x".formatted(status & 0xff));
        }
    }

    /** Whether the simulation must not run. */
    public boolean isHalted() {
        return halted;
    }

    /** Whether the client is still interested: false before it comes, and once it has detached. */
    public boolean isAttached() {
        return attached;
    }

    /** Whether the client wants the guest to end. */
    public boolean isKilled() {
        return killed;
    }

    private void stopped(Hart hart, Stop stop) {
        if (!attached) {
            return;
        }
        String reason =
                switch (stop) {
                    case Stop.AtBreakpoint() -> breakReason(hart.pc());
                    case Stop.Stepped() -> "";
                    case Stop.AtWatchpoint(Watchpoints.Kind kind, long address) ->
                            StopReply.watch(kind, address);
                };
        halt(hart, StopReply.TRAP, reason);
    }

    private String breakReason(long address) {
        boolean hardware = stopPoints.isHardware(address);
        if (hardware ? knowsHardwareBreaks : knowsSoftwareBreaks) {
            return hardware ? "hwbreak:;" : "swbreak:;";
        }
        return "";
    }

    private void halt(Hart hart, int signal, String reason) {
        halted = true;
        requests.select(hart);
        lastStop = StopReply.of(signal, hart, reason);
        writer.send(lastStop);
    }

    private void interrupt() {
        if (!halted && attached) {
            halt(threads.busiest(), StopReply.INTERRUPT, "");
        }
    }

    // ---- what requests do to the conversation

    String lastStop() {
        return lastStop;
    }

    void knows(boolean softwareBreaks, boolean hardwareBreaks) {
        knowsSoftwareBreaks = softwareBreaks;
        knowsHardwareBreaks = hardwareBreaks;
    }

    /** From now on the line is reliable. */
    void stopAcknowledging() {
        acknowledges = false;
        reader.ignoreChecksums();
    }

    void resume(Resumption resumption) {
        halted = false;
        if (!resumption.apply(harts)) {
            halt(requests.selected(), StopReply.NONE, "");
        }
    }

    void detach() {
        disconnected();
    }

    void kill() {
        killed = true;
        disconnected();
    }

    void output(String body) {
        writer.send(body);
    }

    /** What is done with what was read. */
    private final class Dispatcher implements PacketReader.Sink {
        @Override
        public void packet(String body) {
            acknowledge(true);
            if (attached) {
                String reply = requests.answer(body);
                if (reply != null) {
                    writer.send(reply);
                }
            }
        }

        @Override
        public void tooLong() {
            acknowledge(true);
            writer.send("E%02x".formatted(BadPacket.TOO_LONG));
        }

        @Override
        public void damaged() {
            acknowledge(false);
        }

        @Override
        public void sendAgain() {
            if (acknowledges) {
                writer.sendAgain();
            }
        }

        @Override
        public void interrupt() {
            GdbStub.this.interrupt();
        }

        private void acknowledge(boolean good) {
            if (acknowledges) {
                writer.acknowledge(good);
            }
        }
    }
}
