package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Misbehaviour;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.machine.time.Operation;

/**
 * The second half of a request's life: its task waits for the answer, which signals end only under
 * rules; its end frees what it held and wakes the task or calls {@link FuseReq#end}; the last one
 * who knows it gives it back.
 */
final class FuseAnswers {
    private final FuseConn conn;
    private final TaskScheduler scheduler;
    private final FuseIqueue iqueue;
    private final FuseAdmission admission;
    private final FuseBackground background;
    private final boolean argumentsOnSendersStack;

    FuseAnswers(FuseConn conn, FuseAdmission admission, FuseBackground background) {
        this.conn = conn;
        this.scheduler = conn.scheduler();
        this.iqueue = conn.iqueue();
        this.admission = admission;
        this.background = background;
        this.argumentsOnSendersStack =
                conn.kernel().quirks().has(KernelQuirk.ARGUMENTS_ON_SENDERS_STACK);
    }

    /**
     * Waits: any signal asks the server to interrupt, a fatal one withdraws what the transport has
     * not taken.
     */
    @KernelFunction("request_wait_answer")
    void await(FuseReq req) {
        if (!conn.missing.interrupt) {
            if (req.waitq.waitEvent(
                            "request_wait_answer", req.finished, Interruptibility.INTERRUPTIBLE)
                    == 0) {
                return;
            }
            scheduler.touch(req.waitq, Operation.CHANGE);
            req.set(FuseReqFlag.INTERRUPTED);
            if (req.is(FuseReqFlag.SENT)) {
                iqueue.ops().sendInterrupt(iqueue, req);
            }
        }
        if (!req.is(FuseReqFlag.FORCE)) {
            if (req.waitq.waitEvent("request_wait_answer", req.finished, Interruptibility.KILLABLE)
                    == 0) {
                return;
            }
            if (withdraw(req)) {
                return;
            }
        }
        int _ =
                req.waitq.waitEvent(
                        "request_wait_answer", req.finished, Interruptibility.UNINTERRUPTIBLE);
    }

    private boolean withdraw(FuseReq req) {
        iqueue.lock().lock();
        boolean pending = req.is(FuseReqFlag.PENDING);
        if (pending) {
            FuseReqList list = req.list;
            if (list != null) {
                list.remove(req);
            }
            req.count--;
            req.error = -Errno.EINTR;
        }
        iqueue.lock().unlock();
        return pending;
    }

    /** The request has its answer, or will never have one. */
    @KernelFunction("fuse_request_end")
    void end(FuseReq req) {
        if (!req.is(FuseReqFlag.FINISHED)) {
            req.set(FuseReqFlag.FINISHED);
            if (argumentsOnSendersStack) {
                readArguments(req);
            }
            if (req.is(FuseReqFlag.INTERRUPT_QUEUED)) {
                iqueue.ops().dropInterrupt(iqueue, req);
            }
            if (req.is(FuseReqFlag.BACKGROUND)) {
                background.end(req);
            } else {
                req.waitq.wakeUp();
            }
            FuseEnd end = req.end;
            if (req.is(FuseReqFlag.ASYNC) && end != null) {
                end.end(req.fm, req, req.error);
            }
        }
        put(req);
    }

    /**
     * {@code async = req->args->end}, where the flag of the request was not there yet. A sender
     * that had not fallen asleep yet, or was woken by a signal, may have seen the end and returned.
     */
    private void readArguments(FuseReq req) {
        scheduler.touch(req.waitq, Operation.CHANGE);
        scheduler.syncPoint();
        scheduler.touch(req.waitq, Operation.READ);
        if (req.isSendersFrameGone()) {
            scheduler.misbehave(
                    Misbehaviour.Kind.USE_AFTER_FREE,
                    "reads the arguments of " + req + " from a stack frame that its sender left");
        }
    }

    /** Who knows the request lets go of it. */
    @KernelFunction("fuse_put_request")
    void put(FuseReq req) {
        if (--req.count > 0) {
            return;
        }
        if (req.is(FuseReqFlag.BACKGROUND)) {
            background.passOn();
        }
        if (req.is(FuseReqFlag.WAITING)) {
            req.clear(FuseReqFlag.WAITING);
            admission.drop();
        }
        if (!req.held) {
            recycle(req);
        }
    }

    void recycle(FuseReq req) {
        conn.kernel().requests().giveBack(req);
    }

    /** What the server took will not be answered any more ({@code end_requests}). */
    void abort(FuseReqList requests) {
        for (FuseReq req = requests.removeFirst(); req != null; req = requests.removeFirst()) {
            req.clear(FuseReqFlag.SENT);
            req.fail(-Errno.ECONNABORTED);
        }
    }
}
