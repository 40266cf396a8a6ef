package dev.fuselage.kernel.program.shell;

import dev.fuselage.kernel.program.ProgramTest;
import org.junit.jupiter.api.Test;

final class InterpreterTest extends ProgramTest {

    @Test
    void listsFollowTheStatus() {
        prints(
                "true && echo a; false || echo b; ! false && echo c; true || echo no; echo $?",
                "a\nb\nc\n0\n");
        fails("false; exit", 1, "");
        fails("exit 300", 44, "");
    }

    @Test
    void pipesConnectAnyNumberOfCommands() {
        prints("seq 100 | grep 7 | head -n 3 | wc -l", "3\n");
        prints("false | true; echo $?; true | false; echo $?", "0\n1\n");
    }

    @Test
    void aWriterWhoseReaderHasGoneEnds() {
        prints("cat /dev/zero | head -c 5 | wc -c", "5\n");
    }

    @Test
    void descriptorsAreRedirected() {
        prints(
                "echo a > f; echo b >> f; cat < f; ls x 2> e; cat e",
                "a\nb\nls: cannot access 'x': No such file or directory\n");
        prints("ls x f 2>&1 | wc -l; echo hi 2> /dev/null >&2", "2\n");
        fails("cat < x", 1, "sh: x: No such file or directory\n");
        fails("echo > /proc/x", 1, "sh: /proc/x: Permission denied\n");
        prints("> empty; wc -c empty", "0 empty\n");
    }

    @Test
    void builtInsRunInTheShellAndCanBeRedirected() {
        prints("mkdir d; cd d; pwd; cd ..; umask 027 > u; umask; cat u", "/tmp/d\n0027\n");
        prints("cd /proc; cd - > /dev/null; pwd; cd /mnt | pwd; pwd", "/tmp\n/tmp\n/tmp\n");
        fails("cd x", 1, "sh: cd: x: No such file or directory\n");
    }

    @Test
    void patternsMatchNames() {
        prints(
                "touch a.c b.c .d.c 'e f'; mkdir s t; touch s/x t/x; echo *.c *f */x [!ae]* no*"
                        + " '*.c' \\*",
                "a.c b.c e f s/x t/x b.c s t no* *.c *\n");
        prints("rm -r *; echo *", "*\n");
    }

    @Test
    void jobsRunInTheBackground() {
        prints("sleep 5 & echo first; wait; echo second", "first\nsecond\n");
        prints("sleep 5 & jobs; wait %1; jobs", "[1]+  Running                 sleep 5 &\n");
        fails("false & wait %1", 1, "");
    }

    @Test
    void whatRunsInTheBackgroundDoesNotReadTheConsole() {
        prints("cat & wait; echo done", "done\n");
    }

    @Test
    void aKilledChildHasTheStatusOfItsSignal() {
        prints("sleep 100 & kill %1; wait %1; echo $?", "143\n");
        fails("sh -c 'sleep 100 & kill -9 %1; wait %1'", 137, "");
        fails("sh -c 'kill -9 9999'", 1, "kill: (9999): No such process\n");
    }

    @Test
    void commandsRunAsAnotherUser() {
        prints(
                "su 1000 -c id; su nobody -c whoami; su -G 5 -g 7 1000 -c id",
                """
                uid=1000 gid=1000 groups=1000
                nobody
                uid=1000 gid=7 groups=7,5
                """);
        fails(
                "su who -c id",
                1,
                """
                su: user who does not exist
                """);
        fails("echo x > f; chmod 600 f; su 1000 -c 'cat f'", 1, "cat: f: Permission denied\n");
    }

    @Test
    void shellsNest() {
        prints(
                "echo 'echo $?; exit 3' > s; sh s; echo $?; sh -c 'exit 4' || echo $?; echo 'echo"
                        + " in' | sh",
                "0\n3\n4\nin\n");
        fails("sh -c 'echo \"'", 2, "sh: the quote \" opened at column 6 is not closed\n");
    }
}
