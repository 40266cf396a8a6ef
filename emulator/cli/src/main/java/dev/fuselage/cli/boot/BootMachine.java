package dev.fuselage.cli.boot;

import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.boot.BootSpec.ConsoleKind;
import dev.fuselage.cli.session.Connection;
import dev.fuselage.cli.session.Observed;
import dev.fuselage.cli.session.Shares;
import dev.fuselage.devices.console.ConsoleOutput;
import dev.fuselage.devices.console.ConsolePort;
import dev.fuselage.devices.console.Uart16550;
import dev.fuselage.devices.console.VirtioConsoleDevice;
import dev.fuselage.devices.entropy.VirtioEntropyDevice;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.platform.GoldfishRtc;
import dev.fuselage.devices.platform.PowerRequest;
import dev.fuselage.devices.platform.RealTime;
import dev.fuselage.devices.platform.TestFinisher;
import dev.fuselage.devices.virtio.pci.VirtioPciTransport;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.stats.Counter;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.Harts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine a real kernel boots on: harts, interrupt controllers, a UART, a clock and a switch,
 * and a PCI bus with a virtio-fs device for each share, a virtio console and an entropy device.
 */
final class BootMachine implements Observed, AutoCloseable {

    private static final int GUEST = 1;

    /** Ticks of the time CSR in a second, unless the clock is slower. */
    private static final long TIMEBASE = 10_000_000;

    /** Slots that are not for shares: the host bridge, the console and the entropy device. */
    private static final int MOST_SHARES = Shares.MOST - 2;

    private final BootSpec spec;
    private final BootPlatform platform;
    private final Simulation simulation;
    private final Shares shares;
    private final Machine machine;
    private final Harts harts;
    private final ConsoleOutput output;
    private final ConsolePort console;
    private @Nullable PowerRequest request;

    private BootMachine(BootSpec spec, Simulation simulation, Shares shares, ConsoleOutput output) {
        this.spec = spec;
        this.simulation = simulation;
        this.shares = shares;
        this.output = output;
        int cyclesPerTick = (int) Math.max(1, spec.costs().clockHz() / TIMEBASE);
        HartConfig config = new HartConfig(cyclesPerTick, HartConfig.STANDARD.pagingLevels());
        this.platform =
                new BootPlatform(
                        spec.memory(),
                        spec.harts(),
                        config.pagingLevels(),
                        (int) (spec.costs().clockHz() / cyclesPerTick),
                        spec.controllers(),
                        spec.firmware() != null);
        this.machine =
                Machine.withoutInterruptPages(simulation, "guest1", spec.memory(), spec.harts());
        this.harts = new Harts(simulation, machine.memory(), config, spec.harts());
        InterruptFabric interrupts = InterruptFabric.build(platform, machine, harts, config);
        Uart16550 uart = uart(interrupts);
        clockAndSwitch(interrupts);
        shares.connect(GUEST, machine);
        int slot = shares.firstFreeSlot();
        VirtioConsoleDevice virtio =
                new VirtioConsoleDevice(machine, output, spec.columns(), spec.rows());
        machine.pci().plug(slot, new VirtioPciTransport(virtio));
        machine.pci().plug(slot + 1, new VirtioPciTransport(new VirtioEntropyDevice(machine)));
        this.console = spec.console() == ConsoleKind.SERIAL ? uart : virtio;
    }

    /**
     * Puts a machine together; nothing is loaded yet.
     *
     * @param output takes what the guest prints
     * @throws UsageError when a share cannot be had
     */
    static BootMachine build(BootSpec spec, ConsoleOutput output) {
        Simulation simulation = new Simulation(spec.costs(), Decisions.CLOCK, spec.seed());
        return new BootMachine(
                spec, simulation, Shares.open(simulation, spec.shares(), MOST_SHARES), output);
    }

    private Uart16550 uart(InterruptFabric interrupts) {
        Uart16550 uart =
                new Uart16550(
                        simulation,
                        "guest1.uart",
                        Uart16550.USUAL_CLOCK,
                        output,
                        interrupts.input(PlatformMap.UART_SOURCE));
        machine.memory().addDevice(PlatformMap.UART, Uart16550.SIZE, uart);
        return uart;
    }

    private void clockAndSwitch(InterruptFabric interrupts) {
        GoldfishRtc rtc =
                new GoldfishRtc(
                        simulation,
                        "guest1.rtc",
                        realTime(),
                        interrupts.input(PlatformMap.RTC_SOURCE));
        machine.memory().addDevice(PlatformMap.RTC, GoldfishRtc.SIZE, rtc);
        TestFinisher finisher = new TestFinisher(this::request);
        machine.memory().addDevice(PlatformMap.TEST_FINISHER, TestFinisher.SIZE, finisher);
    }

    private RealTime realTime() {
        return spec.hostTime()
                ? () -> System.currentTimeMillis() * 1_000_000
                : () -> FileSystemClock.BASE_NANOS + nanos();
    }

    private void request(PowerRequest asked) {
        if (request == null) {
            request = asked;
        }
    }

    /**
     * Loads the kernel and lets the first hart go.
     *
     * @throws UsageError when a file is not what it should be or does not fit
     */
    void start() {
        BootLoader loader = new BootLoader(spec, platform, machine, harts);
        loader.start(output, this::request);
    }

    @Override
    public Simulation simulation() {
        return simulation;
    }

    @Override
    public List<Connection> connections() {
        return shares.connections();
    }

    Harts harts() {
        return harts;
    }

    /** Where what is typed goes. */
    ConsolePort console() {
        return console;
    }

    /** What the guest has asked for; null while it has not. */
    @Nullable PowerRequest powerRequest() {
        return request;
    }

    /** Instructions executed by all harts. */
    long instructions() {
        long sum = 0;
        for (int id = 0; id < harts.count(); id++) {
            sum += harts.hart(id).instructions();
        }
        return sum;
    }

    /** Whether a snapshot could be taken now: no request is being served. */
    boolean mayBeSaved() {
        return true;
    }

    /** Adds the instructions of each hart to the counters. */
    void countInstructions() {
        for (int id = 0; id < harts.count(); id++) {
            Counter counter = simulation.counters().counter("guest1.hart" + id + ".instructions");
            counter.add(harts.hart(id).instructions());
        }
    }

    @Override
    public void close() {
        shares.endSessions();
        machine.close();
        shares.close();
    }
}
