package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Mutex;
import dev.fuselage.kernel.work.Work;
import dev.fuselage.kernel.work.WorkQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries requests to a {@link FakeServer} and back through a kworker, writes down what it carries,
 * and holds answers back when told to.
 */
final class FakeTransport implements VirtioFsInstance, VirtioFsInstances {
    private final PageAllocator memory;
    private final WorkQueue workQueue;
    private final Mutex mutex;
    private final FakeServer server;
    private final List<String> log = new ArrayList<>();
    private final ArrayDeque<FuseReq> toAnswer = new ArrayDeque<>();
    private final List<FuseReq> heldBack = new ArrayList<>();
    private final Set<Opcode> holds = EnumSet.noneOf(Opcode.class);
    private final List<String> interrupts = new ArrayList<>();
    private final Answer answer = new Answer();
    private boolean connected;
    private boolean takesForgets;
    int vringSize = 1024;
    boolean daxWindow;
    boolean listed = true;

    /** Requests stay pending: the transport has not taken them. */
    boolean leavesPending;

    FakeTransport(
            TaskScheduler scheduler, PageAllocator memory, WorkQueue workQueue, FakeServer server) {
        this.memory = memory;
        this.workQueue = workQueue;
        this.server = server;
        this.mutex = new Mutex(scheduler, "virtio_fs_mutex", "");
    }

    /** What was sent since the last call: opcode, node, and what else matters. */
    List<String> sent() {
        List<String> lines = List.copyOf(log);
        log.clear();
        return lines;
    }

    /** Requests for which an interrupt was asked. */
    List<String> interrupts() {
        return interrupts;
    }

    /** Answers to these wait for {@link #letGo}. */
    void hold(Opcode... opcodes) {
        holds.addAll(List.of(opcodes));
    }

    /** Requests whose answers are held back. */
    List<FuseReq> held() {
        return heldBack;
    }

    /** Answers the oldest request held back. */
    void letGo() {
        toAnswer.add(heldBack.removeFirst());
        boolean _ = workQueue.queue(answer);
    }

    void holdNothing() {
        holds.clear();
        while (!heldBack.isEmpty()) {
            letGo();
        }
    }

    @Override
    public void sendForget(FuseIqueue fiq, long nodeid, long nlookup) {
        long unique = fiq.takeUnique();
        if (takesForgets) {
            log.add(
                    "FORGET "
                            + nodeid
                            + " nlookup="
                            + nlookup
                            + (logsUnique ? " unique=" + unique : ""));
        }
    }

    boolean logsUnique;

    @Override
    public void sendInterrupt(FuseIqueue fiq, FuseReq req) {
        interrupts.add(req.opcode().name());
    }

    @Override
    public void sendReq(FuseIqueue fiq, FuseReq req) {
        req.setUnique(fiq.takeUnique());
        if (leavesPending) {
            return;
        }
        req.taken();
        log.add(
                describe(new FakeRequest(memory, req))
                        + (logsUnique ? " unique=" + req.unique() : ""));
        req.sent();
        if (holds.contains(req.opcode())) {
            heldBack.add(req);
        } else {
            toAnswer.add(req);
            boolean _ = workQueue.queue(answer);
        }
    }

    private String describe(FakeRequest r) {
        String line = r.opcode() + " " + r.nodeid();
        return switch (r.opcode()) {
            case LOOKUP, UNLINK, RMDIR, SYMLINK -> line + " " + r.text(0);
            case CREATE, MKNOD -> line + " " + r.text(16);
            case MKDIR, LINK -> line + " " + r.text(8);
            case RENAME -> {
                String from = r.text(8);
                yield line
                        + " "
                        + from
                        + " "
                        + r.arguments().u64(0)
                        + " "
                        + r.text(9 + from.length());
            }
            case READ, READDIR, READDIRPLUS ->
                    line + " " + r.arguments().u32(16) + "@" + r.arguments().u64(8);
            case WRITE -> line + " " + r.arguments().u32(16) + "@" + r.arguments().u64(8);
            case GETXATTR -> line + " " + r.text(8);
            case SETATTR -> line + " 0x" + Integer.toHexString(r.arguments().u32(0));
            case GETATTR -> line + ((r.arguments().u32(0) & 1) != 0 ? " FH" : "");
            default -> line;
        };
    }

    /** How a request names its caller: "X", "uid:gid" or "N" for nobody. */
    static String caller(FakeRequest r) {
        int uid = FuseInHeader.UID.get(r.header());
        int gid = FuseInHeader.GID.get(r.header());
        if (uid == FuseProtocol.INVALID_UIDGID) {
            return "X";
        }
        return FuseInHeader.PID.get(r.header()) == 0 ? "N" : uid + ":" + gid;
    }

    private final class Answer extends Work {
        Answer() {
            super("fake_done_work");
        }

        @Override
        protected void run() {
            for (FuseReq req = toAnswer.poll(); req != null; req = toAnswer.poll()) {
                FakeRequest r = new FakeRequest(memory, req);
                if (req.expectsReply()) {
                    r.finish(server.answer(r));
                    req.complete();
                } else {
                    req.complete();
                }
            }
        }
    }

    @Override
    public void release(FuseIqueue fiq) {}

    @Override
    public Deliverer answerer(FuseIqueue fiq) {
        return Deliverer.outside("the fake server");
    }

    @Override
    public String tag() {
        return "fs";
    }

    @Override
    public boolean isListed() {
        return listed;
    }

    @Override
    public int vringSize() {
        return vringSize;
    }

    @Override
    public boolean hasDaxWindow() {
        return daxWindow;
    }

    @Override
    public void startQueues() {
        connected = true;
        takesForgets = true;
    }

    @Override
    public void stopForgets() {
        takesForgets = false;
    }

    @Override
    public void drain() {
        boolean _ = workQueue.flush(answer);
    }

    @Override
    public void stopQueues() {
        connected = false;
        takesForgets = false;
    }

    boolean isConnected() {
        return connected;
    }

    @Override
    public Mutex mutex() {
        return mutex;
    }

    @Override
    public @Nullable VirtioFsInstance find(String tag) {
        return tag.equals("fs") && listed ? this : null;
    }

    @Override
    public String toString() {
        return "fs";
    }
}
