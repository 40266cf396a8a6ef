package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.task.TaskScheduler;

/** Requests that are not in use, for the next one ({@code fuse_req_cachep}). */
final class FuseReqCache {
    private final TaskScheduler scheduler;
    private final PageAllocator pages;
    private final FuseReqList free = new FuseReqList();
    private int made;

    FuseReqCache(TaskScheduler scheduler, PageAllocator pages) {
        this.scheduler = scheduler;
        this.pages = pages;
    }

    FuseReq take(FuseMount fm, Opcode opcode, long nodeid, int room) {
        FuseReq req = free.removeLast();
        if (req == null) {
            req = new FuseReq(scheduler, pages, fm);
            made++;
        }
        req.waitq.renew();
        req.begin(fm, opcode, nodeid, room);
        return req;
    }

    void giveBack(FuseReq req) {
        req.forgetReferences();
        free.addLast(req);
    }

    /** Requests in existence, for tests of the pooling. */
    int made() {
        return made;
    }

    /** Requests not in use. */
    int unused() {
        return free.size();
    }
}
