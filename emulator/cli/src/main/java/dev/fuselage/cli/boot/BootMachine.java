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
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.stats.Counter;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.sbi.SbiFirmware;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine a real kernel boots on: harts, interrupt controllers, a UART, a clock and a switch,
 * and a PCI bus with a virtio-fs device for each share, a virtio console and an entropy device.
 */
final class BootMachine implements Observed, Snapshotted, AutoCloseable {

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
    private final InterruptFabric interrupts;
    private final Uart16550 uart;
    private final GoldfishRtc rtc;
    private final VirtioConsoleDevice virtioConsole;
    private final ConsolePort console;

    /** Serves the kernel's calls; null where firmware of the guest's does. */
    private final @Nullable SbiFirmware firmware;

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
        this.interrupts = InterruptFabric.build(platform, machine, harts, config);
        this.uart = uart();
        this.rtc = clock();
        TestFinisher finisher = new TestFinisher(this::request);
        machine.memory().addDevice(PlatformMap.TEST_FINISHER, TestFinisher.SIZE, finisher);
        shares.connect(GUEST, machine);
        int slot = shares.firstFreeSlot();
        this.virtioConsole = new VirtioConsoleDevice(machine, output, spec.columns(), spec.rows());
        machine.pci().plug(slot, new VirtioPciTransport(virtioConsole));
        machine.pci().plug(slot + 1, new VirtioPciTransport(new VirtioEntropyDevice(machine)));
        this.firmware = spec.firmware() == null ? firmware() : null;
        this.console = spec.console() == ConsoleKind.SERIAL ? uart : virtioConsole;
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

    private Uart16550 uart() {
        Uart16550 made =
                new Uart16550(
                        simulation,
                        "guest1.uart",
                        Uart16550.USUAL_CLOCK,
                        output,
                        interrupts.input(PlatformMap.UART_SOURCE));
        machine.memory().addDevice(PlatformMap.UART, Uart16550.SIZE, made);
        return made;
    }

    private GoldfishRtc clock() {
        GoldfishRtc made =
                new GoldfishRtc(
                        simulation,
                        "guest1.rtc",
                        realTime(),
                        interrupts.input(PlatformMap.RTC_SOURCE));
        machine.memory().addDevice(PlatformMap.RTC, GoldfishRtc.SIZE, made);
        return made;
    }

    private SbiFirmware firmware() {
        SbiFirmware made =
                new SbiFirmware(
                        harts,
                        machine.memory(),
                        new FirmwareConsole(output),
                        (type, reason) -> request(FirmwareConsole.request(type, reason)));
        made.install();
        return made;
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
        new BootLoader(spec, platform, machine, harts).start(firmware);
    }

    @Override
    public void save(SnapshotWriter to) {
        to.same("firmware in M mode", platform.machineMode() ? 1 : 0);
        to.section("clock", simulation);
        to.section("machine", machine);
        to.section("harts", harts);
        to.section("interrupts", interrupts);
        to.section("serial port", uart);
        to.section("real-time clock", rtc);
        if (firmware != null) {
            to.section("firmware", firmware);
        }
    }

    /** Takes over where {@link #save} was called, in place of {@link #start}. */
    @Override
    public void load(SnapshotReader from) {
        from.same("firmware in M mode", platform.machineMode() ? 1 : 0);
        from.section("clock", simulation);
        from.section("machine", machine);
        from.section("harts", harts);
        from.section("interrupts", interrupts);
        from.section("serial port", uart);
        from.section("real-time clock", rtc);
        if (firmware != null) {
            from.section("firmware", firmware);
        }
        simulation.checkLoaded();
    }

    @Override
    public Simulation simulation() {
        return simulation;
    }

    @Override
    public List<Connection> connections() {
        return shares.connections();
    }

    /** Whether one of the shares is the fetched root directory, which nobody named. */
    boolean hasFetchedRoot() {
        return spec.fetchedRoot();
    }

    /** Memory as the harts see it. */
    GuestMemory memory() {
        return machine.memory();
    }

    Harts harts() {
        return harts;
    }

    /** Where what is typed goes. */
    ConsolePort console() {
        return console;
    }

    /** Tells the driver of the virtio console how large the terminal is; a serial port cannot. */
    void resize(WindowSize size) {
        virtioConsole.resize(size.columns(), size.rows());
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
