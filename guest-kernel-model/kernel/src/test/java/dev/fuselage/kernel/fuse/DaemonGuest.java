package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.program.Launcher;
import dev.fuselage.kernel.program.fuse.FuseDaemon;
import dev.fuselage.kernel.program.fuse.FuseHandler;
import dev.fuselage.kernel.program.fuse.MemoryTree;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.syscall.GuestPrograms;
import dev.fuselage.kernel.syscall.Program;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.vfs.Vfs;
import dev.fuselage.kernel.wait.WaitGraph;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** A guest with /dev/fuse, in which tests run daemons and programs that use what they serve. */
final class DaemonGuest implements AutoCloseable {
    final GuestPrograms guest = new GuestPrograms(1);
    final KernelLog log = new KernelLog(guest.guest.scheduler);
    final FuseKernel kernel;
    final MemoryTree tree = new MemoryTree();

    DaemonGuest(KernelQuirk... quirks) {
        kernel =
                new FuseKernel(
                        guest.guest.scheduler,
                        guest.pages,
                        guest.guest.time,
                        KernelQuirks.of(quirks));
        FuseModule.load(kernel, guest.vfs, log);
        run(p -> {
            long _ = p.sys.umask(0);
            check(
                    p.sys.mknodat(
                            Syscalls.AT_FDCWD,
                            "/dev/fuse",
                            Mode.S_IFCHR | 0666,
                            FuseModule.FUSE_DEVICE));
            check(p.mkdir("/mnt/a", 0755));
        });
        tree.file("f", "content");
    }

    private static void check(long error) {
        if (error != 0) {
            throw new AssertionError("setting up: " + error);
        }
    }

    Vfs vfs() {
        return guest.vfs;
    }

    void run(Consumer<Program> body) {
        guest.run(body);
    }

    /** Everything that can happen without a new program. */
    void settle() {
        guest.guest.run();
    }

    Task start(String name, Consumer<Program> body) {
        return guest.userSpace.start(
                name,
                Credentials.ROOT,
                sys -> {
                    body.accept(Program.of(sys));
                    return 0;
                });
    }

    /** A program that notes down a result. */
    Task start(String name, String what, ToLongFunction<Program> call) {
        return start(name, p -> guest.guest.say(what + " " + call.applyAsLong(p)));
    }

    /** A daemon that serves {@link #tree} on /mnt/a, and has got INIT behind it. */
    Task serve(Consumer<FuseDaemon> setUp) {
        return serve("allow_other", setUp);
    }

    Task serve(String options, Consumer<FuseDaemon> setUp) {
        Task daemon = daemon("daemon", options, setUp);
        settle();
        return daemon;
    }

    Task daemon(String name, String options, Consumer<FuseDaemon> setUp) {
        return daemon(
                name,
                tree,
                daemon -> {
                    setUp.accept(daemon);
                    check(daemon.mount("/mnt/a", 0, options));
                    return daemon.serve();
                });
    }

    /** A program of root that has opened the device to serve {@link #tree}. */
    Task daemon(ToIntFunction<FuseDaemon> body) {
        return daemon("daemon", tree, body);
    }

    /** The same for other files. */
    Task daemon(FuseHandler files, ToIntFunction<FuseDaemon> body) {
        return daemon("daemon", files, body);
    }

    private Task daemon(String name, FuseHandler files, ToIntFunction<FuseDaemon> body) {
        return guest.userSpace.start(
                name, Credentials.ROOT, sys -> body.applyAsInt(FuseDaemon.open(sys, files)));
    }

    /** What shell commands of root print, complaints included, each as it comes. */
    String shell(String commands) {
        StringBuilder text = new StringBuilder();
        guest.vfs
                .console()
                .setOutput((bytes, length) ->
                        text.append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1)));
        guest.vfs.console().endInput();
        guest.userSpace.start(
                "sh",
                Credentials.ROOT,
                sys -> {
                    long fd = sys.openat(Syscalls.AT_FDCWD, "/dev/console", OpenFlags.O_RDWR, 0);
                    check(fd | sys.dup(0) - 1 | sys.dup(0) - 2);
                    return Launcher.exec(new Libc(sys, "sh"), List.of("sh", "-c", commands));
                });
        settle();
        return text.toString();
    }

    /** What programs noted down. */
    List<String> said() {
        return guest.guest.said();
    }

    void say(String what) {
        guest.guest.say(what);
    }

    /** Who waits for whom now. */
    WaitGraph graph() {
        return WaitGraph.of(guest.guest.scheduler);
    }

    static long create(Program p, String path) {
        return p.tryOpen(path, OpenFlags.O_CREAT | OpenFlags.O_WRONLY);
    }

    @Override
    public void close() {
        guest.close();
    }
}
