package dev.fuselage.kernel.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.SignalAction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuseConnTest {
    private final ConnectionGuest g = new ConnectionGuest();

    @Test
    void aRequestWaitsUntilInitIsAnswered() {
        g.spawn("early", () -> g.guest.say("got " + g.getattr()));
        g.run();
        assertEquals(List.of(), g.transport.sent());
        assertEquals(1, g.conn.numWaiting(), "the waiting request counts");
        g.spawn("late", g.conn.admission()::setInitialized);
        g.run();
        assertEquals(List.of("GETATTR 1"), g.transport.sent());
        assertEquals(List.of("got 0"), g.guest.said());
        assertEquals(0, g.conn.numWaiting());
    }

    @Test
    void aFatalSignalEndsTheWaitForInit() {
        Task waiter = g.spawn("early", () -> g.guest.say("got " + g.getattr()));
        g.run();
        waiter.sendSignal(Signal.SIGKILL);
        g.run();
        assertEquals(List.of("got " + -Errno.EINTR), g.guest.said());
        assertEquals(0, g.conn.numWaiting());
    }

    @Test
    void aForcedRequestWaitsForNothingAndNamesNobody() {
        List<String> callers = new ArrayList<>();
        g.server.on(
                Opcode.RELEASE,
                r -> {
                    callers.add(FakeTransport.caller(r));
                    return 0;
                });
        g.spawn(
                "closer",
                () -> {
                    FuseReq req = g.conn.request(g.mount, Opcode.RELEASE, 2);
                    req.force = true;
                    req.nocreds = true;
                    g.guest.say("release " + g.conn.send(req));
                    req.release();
                });
        g.run();
        assertEquals(List.of("release 0"), g.guest.said());
        assertEquals(List.of("N"), callers);
    }

    @Test
    void idsBeginAtTwoStepByTwoAndForgetsTakeOne() {
        g.initialized();
        g.transport.logsUnique = true;
        g.spawn(
                "task",
                () -> {
                    int _ = g.getattr();
                    g.conn.forget(9, 3);
                    int _ = g.getattr();
                });
        g.run();
        assertEquals(
                List.of("GETATTR 1 unique=2", "FORGET 9 nlookup=3 unique=4", "GETATTR 1 unique=6"),
                g.transport.sent());
    }

    @Test
    void callersAreNamedUnlessTheServerMapsIds() {
        g.initialized();
        List<String> callers = new ArrayList<>();
        g.server.on(
                Opcode.GETATTR,
                r -> {
                    callers.add(FakeTransport.caller(r));
                    return g.server.builtIn(r);
                });
        g.guest.processes.spawn(
                null,
                "user",
                Credentials.of(1000, 100),
                () -> {
                    int _ = g.getattr();
                    g.mount.allowIdmap();
                    int _ = g.getattr();
                    FuseReq req = g.getattrRequest();
                    int _ = g.conn.send(req, true);
                    req.release();
                    req = g.getattrRequest();
                    req.force = true;
                    int _ = g.conn.send(req);
                    req.release();
                    return 0;
                });
        g.run();
        assertEquals(List.of("1000:100", "X", "1000:100", "X"), callers);
    }

    @Test
    void aRefusedOrAbortedConnectionTakesNoRequests() {
        g.conn.connError = true;
        g.initialized();
        g.spawn(
                "task",
                () -> {
                    g.guest.say("refused " + g.getattr());
                    g.conn.abort();
                    g.guest.say("aborted " + g.getattr());
                    g.guest.say("background " + g.background("never"));
                });
        g.run();
        assertEquals(
                List.of(
                        "refused " + -Errno.ECONNREFUSED,
                        "aborted " + -Errno.ENOTCONN,
                        "background " + -Errno.ENOTCONN),
                g.guest.said());
        assertEquals(0, g.conn.numWaiting());
    }

    @Test
    void abortEndsWhatIsUnderWayAndWaitsForAllOfIt() {
        g.initialized();
        g.transport.hold(Opcode.GETATTR);
        g.spawn("asker", () -> g.guest.say("asker " + g.getattr()));
        g.run();
        g.spawn(
                "aborter",
                () -> {
                    g.conn.abort();
                    g.conn.admission().waitAborted();
                    g.guest.say("all ended");
                });
        g.run();
        assertEquals(List.of("asker " + -Errno.ECONNABORTED, "all ended"), g.guest.said());
    }

    // ---- background

    @Test
    void noMoreBackgroundRequestsAreSentThanTheLimitAndTheRestQueues() {
        g.initialized();
        g.in(() -> g.conn.background().setLimits(2, 1));
        g.transport.hold(Opcode.READ);
        g.spawn(
                "reader",
                () -> {
                    assertEquals(0, g.background("a"));
                    assertFalse(g.conn.background().isBlocked());
                    assertTrue(g.conn.background().isCongested(), "the threshold is 1");
                    assertEquals(0, g.background("b"));
                    assertTrue(g.conn.background().isBlocked(), "the limit is reached");
                    g.guest.say("third waits");
                    assertEquals(0, g.background("c"));
                    g.guest.say("third sent");
                });
        g.run();
        assertEquals(2, g.transport.held().size());
        assertEquals(List.of("third waits"), g.guest.said());
        g.letGo();
        assertEquals(List.of("third waits", "a 0", "third sent"), g.guest.said());
        assertEquals(2, g.conn.numBackground());
        g.holdNothing();
        assertEquals(0, g.conn.numBackground());
        assertEquals(0, g.conn.background().active());
        assertFalse(g.conn.background().isBlocked());
    }

    @Test
    void forcedBackgroundRequestsPassTheLimitButWaitInTheQueue() {
        g.initialized();
        g.in(() -> g.conn.background().setLimits(1, 1));
        g.transport.hold(Opcode.READ, Opcode.RELEASE);
        g.spawn(
                "task",
                () -> {
                    assertEquals(0, g.background("a"));
                    FuseReq req = g.conn.request(g.mount, Opcode.RELEASE, 2);
                    req.force = true;
                    req.nocreds = true;
                    req.end = (fm, ended, error) -> g.guest.say("released");
                    assertEquals(0, g.conn.sendBackground(req));
                });
        g.run();
        assertEquals(1, g.transport.held().size(), "one sent");
        assertEquals(2, g.conn.numBackground(), "two begun");
        assertEquals(1, g.conn.background().active());
        g.letGo();
        assertEquals(List.of("a 0"), g.guest.said());
        g.letGo();
        assertEquals(List.of("a 0", "released"), g.guest.said());
    }

    @Test
    void limitsOfZeroLeaveTheDefaults() {
        g.in(() -> g.conn.background().setLimits(0, 0));
        assertEquals(12, g.conn.background().max());
        assertEquals(9, g.conn.background().congestionThreshold());
        g.in(() -> g.conn.background().setLimits(65535, 49149));
        assertEquals(65535, g.conn.background().max());
        assertEquals(49149, g.conn.background().congestionThreshold());
    }

    // ---- signals

    private Task askerOfHeldGetattr() {
        g.initialized();
        g.transport.hold(Opcode.GETATTR);
        Task asker =
                g.spawn(
                        "asker",
                        () -> {
                            g.guest
                                    .scheduler
                                    .current()
                                    .setSignalAction(Signal.SIGINT, SignalAction.HANDLE);
                            g.guest.say("answer " + g.getattr());
                        });
        g.run();
        return asker;
    }

    @Test
    void anySignalAsksToInterruptAndTheTaskGoesOnWaiting() {
        Task asker = askerOfHeldGetattr();
        assertEquals(TaskState.INTERRUPTIBLE, asker.state());
        asker.sendSignal(Signal.SIGINT);
        g.run();
        assertEquals(List.of("GETATTR"), g.transport.interrupts());
        assertEquals(TaskState.KILLABLE, asker.state());
        g.letGo();
        assertEquals(List.of("answer 0"), g.guest.said());
    }

    @Test
    void aFatalSignalCannotTakeBackWhatTheTransportHas() {
        Task asker = askerOfHeldGetattr();
        asker.sendSignal(Signal.SIGKILL);
        g.run();
        assertEquals(TaskState.UNINTERRUPTIBLE, asker.state());
        assertEquals(List.of(), g.guest.said());
        g.letGo();
        assertEquals(List.of("answer 0"), g.guest.said());
    }

    @Test
    void aFatalSignalWithdrawsWhatTheTransportHasNotTaken() {
        g.initialized();
        g.transport.leavesPending = true;
        Task asker = g.spawn("asker", () -> g.guest.say("answer " + g.getattr()));
        g.run();
        asker.sendSignal(Signal.SIGKILL);
        g.run();
        assertEquals(List.of("answer " + -Errno.EINTR), g.guest.said());
        assertEquals(List.of(), g.transport.interrupts(), "it was never sent");
        assertEquals(0, g.conn.numWaiting());
    }

    @Test
    void aServerWithoutInterruptsIsWaitedForKillablyFromTheStart() {
        g.conn.missing.interrupt = true;
        Task asker = askerOfHeldGetattr();
        assertEquals(TaskState.KILLABLE, asker.state());
        asker.sendSignal(Signal.SIGINT);
        g.run();
        assertEquals(List.of(), g.transport.interrupts());
        assertEquals(TaskState.KILLABLE, asker.state());
    }

    // ---- shapes

    @Test
    void oldProtocolsHaveShorterStructures() {
        g.initialized();
        g.conn.minor = 8;
        List<String> shapes = new ArrayList<>();
        g.server.on(
                Opcode.MKNOD,
                r -> {
                    shapes.add(
                            "mknod "
                                    + r.req().inArgsBytes()
                                    + "/"
                                    + r.req().outArgsBytes()
                                    + " "
                                    + r.text(8));
                    return -Errno.EPERM;
                });
        g.server.on(
                Opcode.GETATTR,
                r -> {
                    shapes.add("getattr " + r.req().outArgsBytes());
                    return -Errno.EPERM;
                });
        g.spawn(
                "task",
                () -> {
                    int _ = g.getattr();
                    FuseReq req = g.conn.request(g.mount, Opcode.MKNOD, 1);
                    req.in(dev.fuselage.fuse.FuseMknodIn.SIZE);
                    req.inName("node");
                    req.out(dev.fuselage.fuse.FuseEntryOut.SIZE);
                    int _ = g.conn.send(req);
                    req.release();
                });
        g.run();
        assertEquals(List.of("getattr 96", "mknod 13/120 node"), shapes);
    }

    @Test
    void requestsAreUsedAgain() {
        g.initialized();
        g.spawn(
                "task",
                () -> {
                    for (int i = 0; i < 1000; i++) {
                        assertEquals(0, g.getattr());
                    }
                });
        g.run();
        assertEquals(1, g.kernel.requests().made());
        assertEquals(1, g.kernel.requests().unused());
    }
}
