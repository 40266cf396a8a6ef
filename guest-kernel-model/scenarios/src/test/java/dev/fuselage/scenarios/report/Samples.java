package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.CycleNode;
import dev.fuselage.scenarios.outcome.CycleNode.EventNode;
import dev.fuselage.scenarios.outcome.CycleNode.HostNode;
import dev.fuselage.scenarios.outcome.CycleNode.LockNode;
import dev.fuselage.scenarios.outcome.CycleNode.TaskNode;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.Potential;
import dev.fuselage.scenarios.outcome.ScheduleStep;
import dev.fuselage.scenarios.outcome.ScheduleStep.Change;
import dev.fuselage.scenarios.outcome.Search;
import dev.fuselage.scenarios.outcome.Search.Find;
import dev.fuselage.scenarios.outcome.TaskView;
import dev.fuselage.scenarios.outcome.TaskView.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Outcomes made by hand, one of each verdict. */
final class Samples {
    private static final String SIGNATURE =
            "folio_lock > page lock > folio_wait_writeback > page writeback > FUSE reply";

    private static final SampleScenario PAGE_LOCK =
            new SampleScenario(
                    "virtiofs/async-reply-page-lock",
                    "The worker that takes in replies waits for a page.",
                    What.DEADLOCK,
                    SIGNATURE);

    private Samples() {}

    /** A search within a bound, and what found something before it or in it. */
    private static Search bounded(@Nullable Find find) {
        int bound = find == null ? 0 : find.preemptionBound();
        long states = bound < 0 ? 0 : 342;
        long schedules = find == null ? 57 : find.schedule();
        long distinct = Math.min(schedules, 41);
        return new Search(
                "bounded", bound, 10_000, 0, null, schedules, distinct, states, 2_204, false, 0,
                1_234_567, find);
    }

    private static Outcome outcome(
            SampleScenario scenario,
            Variant variant,
            Verdict verdict,
            boolean met,
            Search search,
            @Nullable Counterexample counterexample) {
        return new Outcome(
                scenario,
                variant,
                Parameters.standard(scenario.parameters()),
                scenario.expectation(variant),
                verdict,
                met,
                !met && !verdict.isFailure(),
                search,
                counterexample,
                List.of());
    }

    /** All, by the names of their golden files. */
    static Map<String, Outcome> all() {
        Map<String, Outcome> all = new LinkedHashMap<>();
        all.put("deadlock", deadlock());
        all.put("server-deadlock", serverDeadlock());
        all.put("lost-wakeup", lostWakeup());
        all.put("livelock", livelock());
        all.put("misbehaviour", misbehaviour());
        all.put("stall", stall());
        all.put("exhaustive", exhaustive());
        all.put("sampled", sampled());
        return all;
    }

    static Outcome deadlock() {
        return outcome(
                PAGE_LOCK,
                Variant.BUGGY,
                Verdict.DEADLOCK,
                true,
                bounded(new Find("random", -1, 0, 1L, 57)),
                new Counterexample(
                        Verdict.DEADLOCK,
                        "3 nodes in cycle",
                        pageLockCycle(),
                        SIGNATURE,
                        pageLockSchedule(),
                        0,
                        pageLockTasks(),
                        "dl1:virtiofs.async-reply-page-lock:buggy::ab4c4d2e2"));
    }

    private static List<CycleNode> pageLockCycle() {
        return List.of(
                new TaskNode("kworker/0:1 [4]", 4, 4, "folio_lock", "page lock inode 2 page 0", 13),
                new LockNode("page lock inode 2 page 0", "page lock", List.of("cat [7]"), 10),
                new TaskNode(
                        "cat [7]",
                        7,
                        3,
                        "folio_wait_writeback",
                        "page writeback inode 2 page 0",
                        11),
                new EventNode(
                        "page writeback inode 2 page 0",
                        "page writeback",
                        List.of("FUSE reply FUSE_WRITE #12"),
                        ""),
                new EventNode(
                        "FUSE reply FUSE_WRITE #12",
                        "FUSE reply",
                        List.of("kworker/0:1 [4]"),
                        "virtqueue requests.0 used[1]"));
    }

    private static List<TaskView> pageLockTasks() {
        return List.of(
                new TaskView(
                        "kworker/0:1 [4]",
                        4,
                        4,
                        'D',
                        "folio_lock",
                        "page lock inode 2 page 0, held by cat [7]",
                        frames(
                                "folio_lock",
                                "fuse_aio_complete_req",
                                "fuse_request_end",
                                "virtio_fs_request_complete",
                                "virtio_fs_requests_done_work",
                                "process_one_work",
                                "worker_thread"),
                        true),
                new TaskView(
                        "dio-read [5]",
                        5,
                        0,
                        'D',
                        "fuse_direct_IO",
                        "direct transfer, delivered by kworker/0:1 [4]",
                        frames("fuse_direct_IO", "fuse_file_read_iter", "vfs_read", "sys_read"),
                        false),
                new TaskView(
                        "cat [7]",
                        7,
                        3,
                        'D',
                        "folio_wait_writeback",
                        "page writeback inode 2 page 0, delivered by FUSE reply FUSE_WRITE #12",
                        List.of(
                                new Frame("folio_wait_writeback", List.of()),
                                new Frame("fuse_page_mkwrite", List.of("page lock inode 2 page 0")),
                                new Frame("do_page_mkwrite", List.of()),
                                new Frame("handle_mm_fault", List.of("mmap_lock"))),
                        true));
    }

    private static List<Frame> frames(String... functions) {
        return List.of(functions).stream().map(name -> new Frame(name, List.of())).toList();
    }

    private static List<ScheduleStep> pageLockSchedule() {
        Steps steps = new Steps();
        steps.add(0, "dio-read [5]", Change.CONTINUED, "submit FUSE_READ #11");
        steps.add(1, "flush [6]", Change.SWITCHED, "lock page 2:0");
        steps.add(1, "flush [6]", Change.CONTINUED, "set writeback 2:0");
        steps.add(1, "flush [6]", Change.CONTINUED, "submit FUSE_WRITE #12");
        steps.add(1, "flush [6]", Change.CONTINUED, "unlock page 2:0");
        steps.add(2, "virtiofsd/1", Change.SWITCHED, "take READ #11");
        steps.add(2, "virtiofsd/1", Change.CONTINUED, "push #11");
        steps.add(2, "virtiofsd/1", Change.CONTINUED, "take WRITE #12");
        steps.add(2, "virtiofsd/1", Change.CONTINUED, "push #12");
        steps.add(3, "cat [7]", Change.SWITCHED, "lock page 2:0");
        steps.add(3, "cat [7]", Change.CONTINUED, "wait writeback 2:0");
        steps.add(4, "kworker/0:1 [4]", Change.SWITCHED, "pop READ #11");
        steps.add(4, "kworker/0:1 [4]", Change.CONTINUED, "lock page 2:0");
        return steps.list;
    }

    /** Many actors with long words, so that their columns overlap; and a knot of locks. */
    static Outcome crowded() {
        Steps steps = new Steps();
        for (int i = 0; i < 9; i++) {
            Change change = i % 2 == 0 ? Change.PREEMPTED : Change.SWITCHED;
            String name = "a-task-with-a-long-name [%d]".formatted(10 + i);
            steps.add(
                    i, name, change, "lock i_rwsem inode " + i, "submit FUSE_LOOKUP #" + (100 + i));
            steps.add(i, name, Change.CONTINUED);
        }
        for (int i = 0; i < 100; i++) {
            steps.add(8, "a-task-with-a-long-name [18]", Change.CONTINUED, "step aside");
        }
        List<CycleNode> cycle = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int next = (i + 1) % 4;
            cycle.add(
                    new TaskNode(
                            "a-task-with-a-long-name [%d]".formatted(10 + i),
                            10 + i,
                            i,
                            "down_write",
                            "i_rwsem inode 900719925474099%d of the share".formatted(next),
                            20));
            cycle.add(
                    new LockNode(
                            "i_rwsem inode 900719925474099%d of the share".formatted(next),
                            "i_rwsem",
                            List.of("a-task-with-a-long-name [%d]".formatted(10 + next)),
                            2 * next + 1));
        }
        return outcome(
                PAGE_LOCK,
                Variant.FIXED,
                Verdict.DEADLOCK,
                false,
                new Search(
                        "exhaustive",
                        -1,
                        10_000,
                        0,
                        null,
                        57,
                        41,
                        0,
                        2_204,
                        false,
                        0,
                        1_234_567,
                        new Find("exhaustive", -1, 0, null, 57)),
                new Counterexample(
                        Verdict.DEADLOCK,
                        "4 nodes in cycle",
                        cycle,
                        "down_write > i_rwsem",
                        steps.list,
                        5,
                        List.of(),
                        "dl1:virtiofs.async-reply-page-lock:fixed::a2b2c2d2e2f2g2h2i102"));
    }

    /** A circle that runs through a thread of the server. */
    static Outcome serverDeadlock() {
        SampleScenario scenario =
                new SampleScenario(
                        "virtiofs/setlkw-starves",
                        "The unlock waits behind the wait for the lock.",
                        What.DEADLOCK,
                        "request_wait_answer > FUSE reply > server thread > POSIX lock");
        Steps steps = new Steps();
        steps.add(0, "a [15]", Change.CONTINUED, "submit FUSE_SETLK #10");
        steps.add(1, "b [16]", Change.SWITCHED, "submit FUSE_SETLKW #12");
        steps.add(2, "virtiofsd/1", Change.SWITCHED, "serve FUSE_SETLKW #12");
        steps.add(0, "a [15]", Change.SWITCHED, "wait for FUSE reply FUSE_SETLK #14");
        String lock = "POSIX lock inode 2 bytes 0-99";
        return outcome(
                scenario,
                Variant.BUGGY,
                Verdict.DEADLOCK,
                true,
                bounded(new Find("bounded", 0, 0, null, 3)),
                new Counterexample(
                        Verdict.DEADLOCK,
                        "3 nodes in cycle",
                        List.of(
                                new TaskNode(
                                        "a [15]",
                                        15,
                                        0,
                                        "request_wait_answer",
                                        "FUSE reply FUSE_SETLK #14",
                                        4),
                                new EventNode(
                                        "FUSE reply FUSE_SETLK #14",
                                        "FUSE reply",
                                        List.of("virtiofsd/1"),
                                        "virtqueue requests.0 avail[2]"),
                                new HostNode("virtiofsd/1", "FUSE_SETLKW #12", lock),
                                new LockNode(lock, "POSIX lock", List.of("a [15]"), 0)),
                        scenario.signature(),
                        steps.list,
                        0,
                        List.of(
                                new TaskView(
                                        "a [15]",
                                        15,
                                        0,
                                        'S',
                                        "request_wait_answer",
                                        "FUSE reply FUSE_SETLK #14, delivered by virtiofsd/1",
                                        frames("request_wait_answer", "fuse_setlk", "sys_fcntl"),
                                        true)),
                        "dl1:virtiofs.setlkw-starves:buggy::abca"));
    }

    static Outcome lostWakeup() {
        SampleScenario scenario =
                new SampleScenario(
                        "fuse/interrupt-race",
                        "An INTERRUPT overtakes its request.",
                        What.LOST_WAKEUP,
                        "request_wait_answer > FUSE reply");
        Steps steps = new Steps();
        steps.add(0, "cat [7]", Change.CONTINUED, "submit FUSE_READ #4");
        steps.add(0, "cat [7]", Change.CONTINUED, "submit FUSE_INTERRUPT #5");
        steps.add(1, "daemon [6]", Change.SWITCHED, "take INTERRUPT #5", "drop it");
        steps.add(0, "cat [7]", Change.PREEMPTED, "wait for FUSE reply FUSE_READ #4");
        return outcome(
                scenario,
                Variant.BUGGY,
                Verdict.LOST_WAKEUP,
                true,
                new Search(
                        "pct",
                        -1,
                        10_000,
                        3,
                        42L,
                        9,
                        0,
                        0,
                        180,
                        false,
                        0,
                        5_000_000,
                        new Find("pct", -1, 3, 42L, 9)),
                new Counterexample(
                        Verdict.LOST_WAKEUP,
                        "nobody is left to deliver FUSE reply FUSE_READ #4",
                        List.of(
                                new TaskNode(
                                        "cat [7]",
                                        7,
                                        0,
                                        "request_wait_answer",
                                        "FUSE reply FUSE_READ #4",
                                        4),
                                new EventNode(
                                        "FUSE reply FUSE_READ #4", "FUSE reply", List.of(), "")),
                        "request_wait_answer > FUSE reply",
                        steps.list,
                        1,
                        List.of(
                                new TaskView(
                                        "cat [7]",
                                        7,
                                        0,
                                        'S',
                                        "request_wait_answer",
                                        "FUSE reply FUSE_READ #4, which nobody can deliver",
                                        frames(
                                                "request_wait_answer",
                                                "__fuse_simple_request",
                                                "vfs_read",
                                                "sys_read"),
                                        true)),
                        "dl1:fuse.interrupt-race:buggy::a2ba"));
    }

    static Outcome livelock() {
        SampleScenario scenario =
                new SampleScenario(
                        "fuse/negative-size",
                        "A size above the range makes truncation spin.",
                        What.LIVELOCK,
                        "livelock");
        Steps steps = new Steps();
        for (int i = 0; i < 4; i++) {
            steps.add(0, "stat [7]", Change.CONTINUED, "look at page tree of inode 2");
        }
        return outcome(
                scenario,
                Variant.BUGGY,
                Verdict.LIVELOCK,
                true,
                bounded(new Find("bounded", 0, 0, null, 57)),
                new Counterexample(
                        Verdict.LIVELOCK,
                        "stat [7] takes step after step and nothing gets on",
                        List.of(),
                        "livelock",
                        steps.list,
                        0,
                        List.of(),
                        "dl1:fuse.negative-size:buggy::a4"));
    }

    /** Another kind than was expected. */
    static Outcome misbehaviour() {
        return withHeadline(
                "corruption: kworker/0:1 [4] writes to a page <of another> \"file\" & more");
    }

    static Outcome withHeadline(String headline) {
        SampleScenario scenario =
                new SampleScenario(
                        "fuse/stack-args",
                        "The end of a request reads a stack frame that is used again.",
                        What.USE_AFTER_FREE,
                        "use after free: request arguments");
        Steps steps = new Steps();
        steps.add(0, "cat [7]", Change.CONTINUED, "submit FUSE_READ #4");
        steps.add(1, "kworker/0:1 [4]", Change.SWITCHED, "pop READ #4");
        return outcome(
                scenario,
                Variant.BUGGY,
                Verdict.MISBEHAVIOUR,
                false,
                bounded(new Find(Find.FIRST, -1, 0, null, 1)),
                new Counterexample(
                        Verdict.MISBEHAVIOUR,
                        headline,
                        List.of(),
                        "corruption: page of another file",
                        steps.list,
                        0,
                        List.of(),
                        "dl1:fuse.stack-args:buggy::ab"));
    }

    static Outcome stall() {
        return outcome(
                PAGE_LOCK, Variant.FIXED, Verdict.STALL_IN_BOUND, false, bounded(null), null);
    }

    static Outcome exhaustive() {
        Outcome plain =
                outcome(
                        PAGE_LOCK,
                        Variant.FIXED,
                        Verdict.PASSED_EXHAUSTIVE,
                        true,
                        new Search(
                                "bounded",
                                2,
                                10_000,
                                0,
                                null,
                                12_345,
                                3_456,
                                2_345,
                                456_789,
                                true,
                                1.5e-13,
                                9_876_543_210L,
                                null),
                        null);
        return new Outcome(
                plain.scenario(),
                plain.variant(),
                plain.parameters(),
                plain.expectation(),
                plain.verdict(),
                plain.met(),
                plain.inconclusive(),
                plain.search(),
                null,
                List.of(
                        new Potential(
                                List.of(
                                        "page lock is held while page writeback is waited for, by"
                                                + " cat in fuse_page_mkwrite",
                                        "page writeback ends with a reply, for which kworker/0:1"
                                                + " waits for page lock in fuse_aio_complete_req"),
                                "page lock > page writeback")));
    }

    static Outcome sampled() {
        return outcome(
                PAGE_LOCK,
                Variant.FIXED,
                Verdict.PASSED_SAMPLED,
                true,
                new Search(
                        "random", -1, 10_000, 0, 7L, 10_000, 0, 0, 321_000, false, 0, 1_000_000,
                        null),
                null);
    }

    /** Steps that all could have taken. */
    private static final class Steps {
        final List<ScheduleStep> list = new ArrayList<>();

        void add(int actor, String name, Change change, String... operations) {
            list.add(
                    new ScheduleStep(
                            list.size() + 1,
                            actor,
                            name,
                            change,
                            List.of(operations),
                            actor == 0 ? List.of(0) : List.of(0, actor)));
        }
    }
}
