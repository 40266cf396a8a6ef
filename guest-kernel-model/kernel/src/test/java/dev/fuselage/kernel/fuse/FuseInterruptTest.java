package dev.fuselage.kernel.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.FuseInterruptIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.program.fuse.FuseDaemon;
import dev.fuselage.kernel.program.fuse.FuseHandler;
import dev.fuselage.kernel.program.fuse.FuseMessage;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.SignalAction;
import dev.fuselage.kernel.task.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The three rules of "Interrupting filesystem operations" in Documentation/filesystems/fuse.rst.
 */
class FuseInterruptTest {
    private final List<String> messages = new ArrayList<>();
    private DaemonGuest g = new DaemonGuest();
    private boolean reads;

    @AfterEach
    void close() {
        g.close();
    }

    /**
     * A daemon that writes down what it reads, and reads only while {@link #reads}: {@code answers}
     * says what it does then.
     */
    private Task daemon(FuseHandler answers) {
        Task daemon =
                g.daemon(
                        answers,
                        d -> {
                            d.sys().sigaction(Signal.SIGUSR2, SignalAction.HANDLE);
                            long _ = d.mount("/mnt/a", 0, "");
                            long _ = d.step();
                            int[] parking = new int[2];
                            long _ = d.sys().pipe2(parking, 0);
                            while (true) {
                                while (!reads) {
                                    // Until a signal comes.
                                    long _ = d.sys().read(parking[0], d.buffer(), 1);
                                }
                                long size = d.receive();
                                if (size >= 0) {
                                    FuseMessage in = d.message(size);
                                    messages.add(describe(in));
                                    long _ = d.answer(in);
                                } else if (size != -Errno.EINTR) {
                                    return 0;
                                }
                            }
                        });
        g.settle();
        return daemon;
    }

    private static String describe(FuseMessage in) {
        return in.opcode() == Opcode.INTERRUPT
                ? "INTERRUPT #" + in.unique() + " of #" + FuseInterruptIn.UNIQUE.get(in.arguments())
                : in.opcode() + " #" + in.unique();
    }

    private void wake(Task daemon) {
        reads = true;
        daemon.sendSignal(Signal.SIGUSR2);
        g.settle();
    }

    /** A task that looks a name up and says what came of it; it handles SIGUSR1. */
    private Task user() {
        Task user =
                g.start(
                        "user",
                        p -> {
                            p.sys.sigaction(Signal.SIGUSR1, SignalAction.HANDLE);
                            g.say("stat " + p.exists("/mnt/a/f"));
                        });
        g.settle();
        return user;
    }

    @Test
    void aFatalSignalTakesBackARequestThatWasNotRead() {
        Task daemon = daemon(g.tree);
        Task user = user();
        user.sendSignal(Signal.SIGKILL);
        g.settle();
        wake(daemon);
        assertThat(messages).as("it was dequeued").isEmpty();
        assertThat(g.said()).as("killed before it could say anything").isEmpty();
    }

    @Test
    void anotherSignalBeforeItWasReadIsToldRightAfterTheRequest() {
        Task daemon = daemon(answers(Opcode.LOOKUP, FuseHandler.NO_REPLY));
        Task user = user();
        user.sendSignal(Signal.SIGUSR1);
        g.settle();
        assertThat(g.said()).as("the request stays").isEmpty();
        wake(daemon);
        assertThat(messages).containsExactly("LOOKUP #4", "INTERRUPT #5 of #4");
        assertThat(g.said()).as("the daemon ignores it").isEmpty();
    }

    @Test
    void aSignalAfterItWasReadIsToldAtOnceAndTheDaemonMayAnswerTheRequestWithEintr() {
        reads = true;
        List<FuseMessage> kept = new ArrayList<>();
        FuseDaemon[] self = new FuseDaemon[1];
        Task _ =
                g.serve(d -> {
                    self[0] = d;
                    d.on(
                            Opcode.LOOKUP,
                            (me, in, out) -> {
                                kept.add(in);
                                return FuseHandler.NO_REPLY;
                            });
                    d.on(
                            Opcode.INTERRUPT,
                            (me, in, out) -> {
                                messages.add(describe(in));
                                long _ = self[0].reply(kept.getFirst().unique(), -Errno.EINTR);
                                return FuseHandler.NO_REPLY;
                            });
                });
        Task user = user();
        assertThat(messages).isEmpty();
        user.sendSignal(Signal.SIGUSR1);
        g.settle();
        assertThat(messages).containsExactly("INTERRUPT #5 of #4");
        assertThat(g.said()).containsExactly("stat " + -Errno.EINTR);
    }

    @Test
    void interruptsAreReadBeforeOtherRequests() {
        FuseHandler stopsAfterIt =
                (in, out) -> {
                    reads = false;
                    return FuseHandler.NO_REPLY;
                };
        Task daemon = daemon(stopsAfterIt);
        Task first = user();
        wake(daemon);
        assertThat(messages).containsExactly("LOOKUP #4");
        Task _ = g.start("second", p -> p.exists("/mnt/a/g"));
        g.settle();
        first.sendSignal(Signal.SIGUSR1);
        g.settle();
        wake(daemon);
        assertThat(messages).containsExactly("LOOKUP #4", "INTERRUPT #5 of #4");
        wake(daemon);
        assertThat(messages).hasSize(3).last().isEqualTo("LOOKUP #6");
    }

    @Test
    void anInterruptAnsweredWithEagainIsQueuedAgain() {
        assertThat(interruptsAnsweredWith(-Errno.EAGAIN, 3)).isEqualTo(3);
    }

    @Test
    void withTheQuirkItIsNot() {
        g.close();
        g = new DaemonGuest(KernelQuirk.INTERRUPT_NOT_QUEUED_AGAIN);
        assertThat(interruptsAnsweredWith(-Errno.EAGAIN, 3)).isEqualTo(1);
    }

    @Test
    void anotherAnswerToAnInterruptIsIgnored() {
        assertThat(interruptsAnsweredWith(0, 3)).isEqualTo(1);
    }

    /** INTERRUPTs read when each is answered that way, up to a number. */
    private int interruptsAnsweredWith(int answer, int most) {
        Task _ =
                g.serve(d -> {
                    d.on(Opcode.LOOKUP, (me, in, out) -> FuseHandler.NO_REPLY);
                    d.on(
                            Opcode.INTERRUPT,
                            (me, in, out) -> {
                                messages.add(describe(in));
                                return messages.size() < most ? answer : FuseHandler.NO_REPLY;
                            });
                });
        Task user = user();
        user.sendSignal(Signal.SIGUSR1);
        g.settle();
        return messages.size();
    }

    @Test
    void aDaemonWithoutInterruptsIsAskedOnceOnly() {
        Task _ =
                g.serve(d -> {
                    d.on(Opcode.LOOKUP, (me, in, out) -> FuseHandler.NO_REPLY);
                    d.on(
                            Opcode.INTERRUPT,
                            (me, in, out) -> {
                                messages.add(describe(in));
                                return -Errno.ENOSYS;
                            });
                });
        Task one = user();
        one.sendSignal(Signal.SIGUSR1);
        g.settle();
        Task two = user();
        two.sendSignal(Signal.SIGUSR1);
        g.settle();
        assertThat(messages).containsExactly("INTERRUPT #5 of #4");
    }

    @Test
    void anInterruptReplyForARequestThatWasNotInterruptedIsAnError() {
        List<Long> results = new ArrayList<>();
        Task _ =
                g.serve(d ->
                        d.on(
                                Opcode.LOOKUP,
                                (me, in, out) -> {
                                    results.add(d.reply(in.unique() | 1, -Errno.EAGAIN));
                                    results.add(d.reply(in.unique() | 1, 0, new byte[4]));
                                    return me.usual(in, out);
                                }));
        g.run(p -> g.say("stat " + p.exists("/mnt/a/f")));
        assertThat(results).containsExactly((long) -Errno.EINVAL, (long) -Errno.EINVAL);
        assertThat(g.said()).containsExactly("stat 0");
    }

    @Test
    void aFatalSignalAfterItWasReadWaitsForTheAnswer() {
        FuseDaemon[] self = new FuseDaemon[1];
        Task _ =
                g.serve(d -> {
                    self[0] = d;
                    d.on(
                            Opcode.LOOKUP,
                            (me, in, out) -> {
                                return FuseHandler.NO_REPLY;
                            });
                    d.on(
                            Opcode.INTERRUPT,
                            (me, in, out) -> {
                                messages.add(describe(in));
                                return FuseHandler.NO_REPLY;
                            });
                });
        Task user = user();
        user.sendSignal(Signal.SIGKILL);
        g.settle();
        assertThat(messages).containsExactly("INTERRUPT #5 of #4");
        assertThat(g.graph().blocked()).contains(user);
    }

    private FuseHandler answers(Opcode opcode, int answer) {
        return (in, out) -> in.opcode() == opcode ? answer : g.tree.handle(in, out);
    }
}
