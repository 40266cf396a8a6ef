package dev.fuselage.cli.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A terminal of this host whose other end is held here; see pty(7). */
final class PseudoTerminal implements AutoCloseable {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final long TIOCSPTLCK = 0x4004_5431L;
    private static final long TIOCGPTN = 0x8004_5430L;

    private final MethodHandle open =
            link("open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT), 2);
    private final MethodHandle ioctl =
            link(
                    "ioctl",
                    FunctionDescriptor.of(INT, INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                    2);
    private final MethodHandle close = link("close", FunctionDescriptor.of(INT, INT), 1);
    private final int master;
    private final int terminal;
    private final Path path;

    PseudoTerminal() {
        try (Arena arena = Arena.ofConfined()) {
            master = call(open, arena.allocateFrom("/dev/ptmx"), O_RDWR | O_NOCTTY);
            MemorySegment number = arena.allocate(INT);
            call(ioctl, master, TIOCSPTLCK, number);
            call(ioctl, master, TIOCGPTN, number);
            path = Path.of("/dev/pts/" + number.get(INT, 0));
            terminal = call(open, arena.allocateFrom(path.toString()), O_RDWR | O_NOCTTY);
        }
    }

    private static MethodHandle link(String name, FunctionDescriptor signature, int fixed) {
        Linker linker = Linker.nativeLinker();
        MemorySegment function = linker.defaultLookup().findOrThrow(name);
        return fixed == signature.argumentLayouts().size()
                ? linker.downcallHandle(function, signature)
                : linker.downcallHandle(function, signature, Linker.Option.firstVariadicArg(fixed));
    }

    private static int call(MethodHandle function, Object... arguments) {
        int result;
        try {
            result = (int) function.invokeWithArguments(arguments);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
        if (result < 0) {
            throw new AssertionError("a system call on a terminal failed");
        }
        return result;
    }

    /** The end that programs have as standard input. */
    int descriptor() {
        return terminal;
    }

    /** What stty(1) answers: how the terminal stands, seen by a program that is not ours. */
    String stty(String... arguments) {
        List<String> command = new ArrayList<>(List.of("stty", "-F", path.toString()));
        command.addAll(List.of(arguments));
        try {
            Process stty = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (stty.waitFor() != 0) {
                throw new AssertionError(command + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        call(close, terminal);
        call(close, master);
    }
}
