package dev.fuselage.kernel.program.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fuselage.kernel.program.workload.WorkloadStep.GuestLine;
import dev.fuselage.kernel.program.workload.WorkloadStep.HostStep;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadScriptTest {
    private static WorkloadScript parse(String text) throws WorkloadSyntaxException {
        return WorkloadScript.parse("t", text.lines().toList());
    }

    private static String refusal(String text) {
        return String.valueOf(
                assertThrows(WorkloadSyntaxException.class, () -> parse(text)).getMessage());
    }

    @Test
    void hostStepsBeforeTheMountGuestLinesAndHostStepsBetweenThemAreToldApart()
            throws WorkloadSyntaxException {
        WorkloadScript script =
                parse(
                        """
                        # what it is for
                        + mkdir d
                        + file d/f 10
                        stat /mnt/d/f
                        ! rm d/f
                        open a /mnt/d/f w|creat 600
                        """);
        assertEquals("what it is for", script.description());
        assertEquals(
                List.of("mkdir d", "file d/f 10"),
                script.setup().stream().map(WorkloadStep::text).toList());
        assertEquals(
                List.of(
                        new GuestLine(4, 1, List.of("stat", "/mnt/d/f")),
                        new HostStep(5, List.of("rm", "d/f")),
                        new GuestLine(6, 2, List.of("open", "a", "/mnt/d/f", "w|creat", "600"))),
                script.steps());
    }

    @Test
    void anUnknownCommandIsRefusedWithItsLineAndTheNearestOne() {
        assertEquals(
                "t.wl:2: command 'stst' is unknown; did you mean 'stat'?",
                refusal("stat /mnt\nstst /mnt"));
        assertEquals("t.wl:1: host step 'reboot' is unknown", refusal("+ reboot now"));
    }

    @Test
    void aWrongNumberOfWordsIsRefusedWithTheUsage() {
        assertEquals(
                "t.wl:1: command 'pread' takes: pread HANDLE BYTES OFFSET", refusal("pread a 10"));
        assertEquals(
                "t.wl:1: command 'open' takes: open HANDLE PATH OPEN_FLAGS [MODE]",
                refusal("open a /mnt/f r 600 extra"));
        assertEquals(
                "t.wl:1: command 'getlk' takes: getlk HANDLE LOCK OFFSET OFFSET",
                refusal("child getlk a"));
    }

    @Test
    void aSetupStepAfterTheFirstGuestLineIsRefused() {
        assertEquals(
                "t.wl:2: '+' steps run before the mount and must come first; write '!' here",
                refusal("stat /mnt\n+ mkdir d"));
    }

    @Test
    void aWordOfTheWrongKindIsRefusedWithWhatItMustLookLike() {
        assertEquals(
                "t.wl:1: command 'pread': 'x' is not a number of bytes (pread HANDLE BYTES OFFSET)",
                refusal("pread a x 0"));
        assertEquals(
                "t.wl:1: command 'chmod': '9' is not octal digits (chmod PATH MODE)",
                refusal("chmod /mnt/f 9"));
        assertEquals(
                "t.wl:1: command 'close': 'ab' is not one letter (close HANDLE)",
                refusal("close ab"));
        assertEquals(
                "t.wl:1: host step 'over': 'xy' is not one character (over PATH OFFSET BYTES"
                        + " CHARACTER)",
                refusal("+ over f 0 1 xy"));
        assertTrue(
                refusal("open a /mnt/f r|creet").startsWith("t.wl:1: command 'open': 'r|creet'"));
    }

    @Test
    void adviceMayStandFirstOrLastAndFlagsMayBeNumbers() throws WorkloadSyntaxException {
        WorkloadScript script =
                parse(
                        """
                        fadvise a random 0 0
                        fadvise a 0 4096 willneed
                        fadvise a 0 4096 3
                        fallocate a 0x11 0 4096
                        """);
        assertEquals(4, script.guestLines().size());
        assertEquals(
                "t.wl:1: command 'fadvise': 'soon' is not an offset (fadvise HANDLE OFFSET BYTES"
                        + " ADVICE)",
                refusal("fadvise a soon 0 0"));
    }
}
