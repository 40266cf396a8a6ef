package dev.fuselage.cli.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceComparisonTest {
    private static String compare(String expected, String actual) {
        return TraceComparison.difference("x", expected.lines().toList(), actual.lines().toList());
    }

    @Test
    void overlapMarksCommentsAndDirectorySizesDoNotCount() {
        String one =
                """
                # workload a mode none
                > 1 stat /mnt
                GETATTR / c=X -> t=0 mode=40755 nlink=3 size=4096
                READ /f fh=1 off=0 size=10 rf=0 fl=RDONLY c=X -> 10 ||
                """;
        String other =
                """
                > 1 stat /mnt
                GETATTR / c=X -> t=0 mode=40755 nlink=7 size=120
                READ /f fh=1 off=0 size=10 rf=0 fl=RDONLY c=X -> 10
                """;
        assertEquals("", compare(one, other));
    }

    @Test
    void sizesOfFilesCount() {
        String difference =
                compare(
                        "GETATTR /f c=X -> t=0 mode=100644 nlink=1 size=1",
                        "GETATTR /f c=X -> t=0 mode=100644 nlink=1 size=2");
        assertTrue(difference.startsWith("x: first difference at line 1\n"), difference);
        assertTrue(
                difference.contains("- GETATTR /f c=X -> t=0 mode=100644 nlink=1 size=1\n"),
                difference);
        assertTrue(
                difference.contains("+ GETATTR /f c=X -> t=0 mode=100644 nlink=1 size=2\n"),
                difference);
    }

    @Test
    void numbersOfNodesAndHandlesCountOnlyAsIdentities() {
        String one =
                "GETATTR /d'2 c=X -> ok\nFLUSH /d'3/f fh=4 lo c=X -> ok\nRELEASE /d'3/f fh=4 c=N -> ok";
        assertEquals("", compare(one, one.replace("'3", "'9").replace("fh=4", "fh=11")));
        assertFalse(compare(one, one.replaceFirst("fh=4", "fh=5")).isEmpty());
        assertFalse(compare(one, one.replace("RELEASE /d'3/f", "RELEASE /d'2/f")).isEmpty());
    }

    @Test
    void oneNodeSeenTwiceIsNotTwoNodes() {
        assertFalse(
                compare(
                                "GETATTR /d'2 c=X -> ok\nGETATTR /d'3 c=X -> ok",
                                "GETATTR /d'2 c=X -> ok\nGETATTR /d'2 c=X -> ok")
                        .isEmpty());
    }

    @Test
    void whichNamesADirectoryReplyHoldsDoesNotCountButItsEndDoes() {
        String line = "READDIRPLUS /d fh=1 off=0 size=4096 c=X -> entries=%s";
        assertEquals(
                "", compare(line.formatted("25 withnode=25"), line.formatted("25 withnode=23")));
        assertFalse(compare(line.formatted("25 withnode=25"), line.formatted("0")).isEmpty());
        assertFalse(compare("4 getdents a = 48 entries=2", "4 getdents a = 0 entries=0").isEmpty());
    }

    @Test
    void aRequestMoreAtTheEndIsADifference() {
        String difference = compare("FLUSH / c=X -> ok", "FLUSH / c=X -> ok\nRELEASE / c=N -> ok");
        assertTrue(difference.contains("- (end)\n+ RELEASE / c=N -> ok\n"), difference);
    }

    @Test
    void foldersAreComparedByFileName(@TempDir Path expected, @TempDir Path actual)
            throws IOException {
        Files.write(expected.resolve("a.none.trace"), List.of("> 0 mount"));
        Files.write(actual.resolve("a.none.trace"), List.of("> 0 mount"));
        Files.write(expected.resolve("b.none.result"), List.of("0 mount = 0"));
        Files.write(actual.resolve("b.none.result"), List.of("0 mount = -EINVAL"));
        Files.write(actual.resolve("c.none.result"), List.of("0 mount = 0"));
        Files.write(actual.resolve("notes.txt"), List.of("no recording"));
        TraceComparison comparison = TraceComparison.of(expected, actual);
        assertEquals(2, comparison.compared());
        assertEquals(1, comparison.equal());
        assertEquals(2, comparison.differences().size());
        assertTrue(comparison.differences().get(1).startsWith("c.none.result: only in "));
    }
}
