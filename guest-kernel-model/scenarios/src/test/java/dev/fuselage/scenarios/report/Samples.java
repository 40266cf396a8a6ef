package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.Potential;
import dev.fuselage.scenarios.outcome.Search;
import dev.fuselage.scenarios.outcome.Search.Find;
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
            @Nullable Counterexample counterexample,
            Potential... potentials) {
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
                List.of(potentials));
    }

    /** What a buggy variant came to. */
    private static Outcome found(
            SampleScenario scenario, boolean met, Search search, Counterexample found) {
        return outcome(scenario, Variant.BUGGY, found.verdict(), met, search, found);
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
        String page = "inode 2 page 0";
        String kworker = "kworker/0:1 [4]";
        Story story =
                new Story()
                        .step("dio-read [5]", "submit FUSE_READ #11")
                        .step("flush [6]", "lock page 2:0")
                        .step("flush [6]", "set writeback 2:0")
                        .step("flush [6]", "submit FUSE_WRITE #12")
                        .step("flush [6]", "unlock page 2:0")
                        .step("virtiofsd/1", "take READ #11")
                        .step("virtiofsd/1", "push #11")
                        .step("virtiofsd/1", "take WRITE #12")
                        .step("virtiofsd/1", "push #12")
                        .step("cat [7]", "lock page 2:0")
                        .step("cat [7]", "wait writeback 2:0")
                        .step(kworker, "pop READ #11")
                        .step(kworker, "lock page 2:0");
        story.waits(kworker, "folio_lock", "page lock " + page, 13)
                .lock("page lock", page, "cat [7]", 10)
                .waits("cat [7]", "folio_wait_writeback", "page writeback " + page, 11)
                .event("page writeback", page, List.of("FUSE reply FUSE_WRITE #12"), "")
                .event(
                        "FUSE reply",
                        "FUSE_WRITE #12",
                        List.of(kworker),
                        "virtqueue requests.0 used[1]");
        story.task(
                        kworker,
                        'D',
                        "page lock inode 2 page 0, held by cat [7]",
                        true,
                        "folio_lock",
                        "fuse_aio_complete_req",
                        "fuse_request_end",
                        "virtio_fs_request_complete",
                        "virtio_fs_requests_done_work",
                        "process_one_work",
                        "worker_thread")
                .task(
                        "dio-read [5]",
                        'D',
                        "direct transfer, delivered by kworker/0:1 [4]",
                        false,
                        "fuse_direct_IO",
                        "fuse_file_read_iter",
                        "vfs_read",
                        "sys_read")
                .task(
                        "cat [7]",
                        'D',
                        "page writeback inode 2 page 0, delivered by FUSE reply FUSE_WRITE #12",
                        true,
                        "folio_wait_writeback",
                        "fuse_page_mkwrite + page lock inode 2 page 0",
                        "do_page_mkwrite",
                        "handle_mm_fault + mmap_lock");
        return found(
                PAGE_LOCK,
                true,
                bounded(new Find("random", -1, 0, 1L, 57)),
                story.end(
                        Verdict.DEADLOCK,
                        "3 nodes in cycle",
                        SIGNATURE,
                        "dl1:virtiofs.async-reply-page-lock:buggy::"));
    }

    /** Many actors with long words, so that their columns overlap; and a knot of locks. */
    static Outcome crowded() {
        Story story = new Story();
        for (int i = 0; i < 9; i++) {
            String[] operations = {"lock i_rwsem inode " + i, "submit FUSE_LOOKUP #" + (100 + i)};
            if (i % 2 == 0) {
                story.preempts(crowdsName(i), operations);
            } else {
                story.step(crowdsName(i), operations);
            }
            story.step(crowdsName(i));
        }
        for (int i = 0; i < 100; i++) {
            story.step(crowdsName(8), "step aside");
        }
        for (int i = 0; i < 4; i++) {
            int next = (i + 1) % 4;
            String which = "inode 900719925474099%d of the share".formatted(next);
            story.waits(crowdsName(i), "down_write", "i_rwsem " + which, 20)
                    .lock("i_rwsem", which, crowdsName(next), 2 * next + 1);
        }
        Find find = new Find("exhaustive", -1, 0, null, 57);
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
                        find),
                story.end(
                        Verdict.DEADLOCK,
                        "4 nodes in cycle",
                        "down_write > i_rwsem",
                        "dl1:virtiofs.async-reply-page-lock:fixed::"));
    }

    private static String crowdsName(int actor) {
        return "a-task-with-a-long-name [%d]".formatted(10 + actor);
    }

    /** A circle that runs through a thread of the server. */
    static Outcome serverDeadlock() {
        String signature = "request_wait_answer > FUSE reply > server thread > POSIX lock";
        String unlock = "FUSE reply FUSE_SETLK #14";
        String bytes = "inode 2 bytes 0-99";
        Story story =
                new Story()
                        .step("a [15]", "submit FUSE_SETLK #10")
                        .step("b [16]", "submit FUSE_SETLKW #12")
                        .step("virtiofsd/1", "serve FUSE_SETLKW #12")
                        .step("a [15]", "wait for " + unlock)
                        .waits("a [15]", "request_wait_answer", unlock, 4)
                        .event(
                                "FUSE reply",
                                "FUSE_SETLK #14",
                                List.of("virtiofsd/1"),
                                "virtqueue requests.0 avail[2]")
                        .server("virtiofsd/1", "FUSE_SETLKW #12", "POSIX lock " + bytes)
                        .lock("POSIX lock", bytes, "a [15]", 0)
                        .task(
                                "a [15]",
                                'S',
                                unlock + ", delivered by virtiofsd/1",
                                true,
                                "request_wait_answer",
                                "fuse_setlk",
                                "sys_fcntl");
        return found(
                new SampleScenario(
                        "virtiofs/setlkw-starves",
                        "The unlock waits behind the wait for the lock.",
                        What.DEADLOCK,
                        signature),
                true,
                bounded(new Find("bounded", 0, 0, null, 3)),
                story.end(
                        Verdict.DEADLOCK,
                        "3 nodes in cycle",
                        signature,
                        "dl1:virtiofs.setlkw-starves:buggy::"));
    }

    static Outcome lostWakeup() {
        String signature = "request_wait_answer > FUSE reply";
        String reply = "FUSE reply FUSE_READ #4";
        Story story =
                new Story()
                        .step("cat [7]", "submit FUSE_READ #4")
                        .step("cat [7]", "submit FUSE_INTERRUPT #5")
                        .step("daemon [6]", "take INTERRUPT #5", "drop it")
                        .preempts("cat [7]", "wait for " + reply)
                        .waits("cat [7]", "request_wait_answer", reply, 4)
                        .event("FUSE reply", "FUSE_READ #4", List.of(), "")
                        .task(
                                "cat [7]",
                                'S',
                                reply + ", which nobody can deliver",
                                true,
                                "request_wait_answer",
                                "__fuse_simple_request",
                                "vfs_read",
                                "sys_read");
        Find find = new Find("pct", -1, 3, 42L, 9);
        return found(
                new SampleScenario(
                        "fuse/interrupt-race",
                        "An INTERRUPT overtakes its request.",
                        What.LOST_WAKEUP,
                        signature),
                true,
                new Search("pct", -1, 10_000, 3, 42L, 9, 0, 0, 180, false, 0, 5_000_000, find),
                story.end(
                        Verdict.LOST_WAKEUP,
                        "nobody is left to deliver " + reply,
                        signature,
                        "dl1:fuse.interrupt-race:buggy::"));
    }

    static Outcome livelock() {
        Story story = new Story();
        for (int i = 0; i < 4; i++) {
            story.step("stat [7]", "look at page tree of inode 2");
        }
        return found(
                new SampleScenario(
                        "fuse/negative-size",
                        "A size above the range makes truncation spin.",
                        What.LIVELOCK,
                        "livelock"),
                true,
                bounded(new Find("bounded", 0, 0, null, 57)),
                story.end(
                        Verdict.LIVELOCK,
                        "stat [7] takes step after step and nothing gets on",
                        "livelock",
                        "dl1:fuse.negative-size:buggy::"));
    }

    /** Another kind than was expected. */
    static Outcome misbehaviour() {
        return withHeadline(
                "corruption: kworker/0:1 [4] writes to a page <of another> \"file\" & more");
    }

    static Outcome withHeadline(String headline) {
        Story story =
                new Story()
                        .step("cat [7]", "submit FUSE_READ #4")
                        .step("kworker/0:1 [4]", "pop READ #4");
        return found(
                new SampleScenario(
                        "fuse/stack-args",
                        "The end of a request reads a stack frame that is used again.",
                        What.USE_AFTER_FREE,
                        "use after free: request arguments"),
                false,
                bounded(new Find(Find.FIRST, -1, 0, null, 1)),
                story.end(
                        Verdict.MISBEHAVIOUR,
                        headline,
                        "corruption: page of another file",
                        "dl1:fuse.stack-args:buggy::"));
    }

    static Outcome stall() {
        return outcome(
                PAGE_LOCK, Variant.FIXED, Verdict.STALL_IN_BOUND, false, bounded(null), null);
    }

    static Outcome exhaustive() {
        return outcome(
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
                null,
                new Potential(
                        List.of(
                                "page lock is held while page writeback is waited for, by"
                                        + " cat in fuse_page_mkwrite",
                                "page writeback ends with a reply, for which kworker/0:1"
                                        + " waits for page lock in fuse_aio_complete_req"),
                        "page lock > page writeback"));
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
}
