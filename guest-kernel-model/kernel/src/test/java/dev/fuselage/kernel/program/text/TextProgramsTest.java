package dev.fuselage.kernel.program.text;

import dev.fuselage.kernel.program.ProgramTest;
import org.junit.jupiter.api.Test;

final class TextProgramsTest extends ProgramTest {

    @Test
    void catJoinsFilesAndReadsStandardInput() {
        prints(
                "echo a > x; echo b > y; cat x - y < x; cat -n x y",
                "a\na\nb\n     1\ta\n     2\tb\n");
        fails("cat no", 1, "cat: no: No such file or directory\n");
        fails("cat /tmp", 1, "cat: /tmp: Is a directory\n");
    }

    @Test
    void echoKnowsEscapes() {
        prints("echo -n a b; echo -e 'c\\td\\n\\x41\\0102\\cgone'", "a bc\td\nAB");
        prints("echo 'a\\tb' -n", "a\\tb -n\n");
    }

    @Test
    void headAndTailCountLinesAndBytes() {
        prints(
                "seq 20 > n; head -n 2 n; head -c 3 n; tail -n 2 n; tail -c 3 n; head -3 n",
                "1\n2\n1\n219\n20\n20\n1\n2\n3\n");
        prints("echo a > x; echo b > y; head x y", "==> x <==\na\n\n==> y <==\nb\n");
    }

    @Test
    void wcCounts() {
        prints("echo 'a b' > x; wc x; wc -l < x; wc -c x x", "1 2 4 x\n1\n4 x\n4 x\n8 total\n");
    }

    @Test
    void grepFindsLines() {
        String text = "seq 12 > n; ";
        prints(
                text + "grep 1 n; grep -c 1 n; grep -n '^.2$' n; grep -v '[0-9][0-9]' n | wc -l",
                "1\n10\n11\n12\n4\n12:12\n9\n");
        prints(
                "echo 'a+b' > x; grep 'a+b' x; grep -E '^a.b|z' x; grep -F '+' x; grep -i 'A' x;"
                        + " grep 'a\\+' x",
                "a+b\na+b\na+b\na+b\na+b\n");
        fails("grep nothing n", 1, "");
        fails("grep a no", 2, "grep: no: No such file or directory\n");
    }

    @Test
    void teeCopiesToFiles() {
        prints("echo a | tee x y; echo b | tee -a x; cat x y", "a\nb\na\nb\na\n");
    }

    @Test
    void digestsAreTheKnownOnes() {
        prints(
                "echo -n abc > f; md5sum f; sha256sum f",
                """
                900150983cd24fb0d6963f7d28e17f72  f
                ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  f
                """);
    }

    @Test
    void cmpTellsTheFirstDifference() {
        prints("echo abc > x; echo abc > y; cmp x y", "");
        fails("echo abd > y; cmp x y > /dev/null", 1, "");
        fails(
                "echo abcd > y; echo -n ab > x; cmp x y",
                1,
                "cmp: EOF on x after byte 2, in line 1\n");
    }

    @Test
    void seqCounts() {
        prints("seq 2; seq 3 4; seq 9 -4 1", "1\n2\n3\n4\n9\n5\n1\n");
    }

    @Test
    void sortOrdersLines() {
        prints(
                "echo -e '10\\n9\\na\\n9' > f; sort f; sort -n f; sort -ru f",
                """
                10
                9
                9
                a
                a
                9
                9
                10
                a
                9
                10
                """);
    }
}
