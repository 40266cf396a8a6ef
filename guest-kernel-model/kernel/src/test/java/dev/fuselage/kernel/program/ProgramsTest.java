package dev.fuselage.kernel.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ProgramsTest extends ProgramTest {

    private static java.util.List<String> names() {
        return Programs.names();
    }

    @Test
    void theNamesAreSorted() {
        assertThat(Programs.names()).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyNameIsAProgramThatExplainsItself(String name) {
        assertThat(Programs.find(name)).isNotNull();
        assertThat(output(name + " --help")).startsWith("Usage: " + name + " ");
    }

    @Test
    void aNameThatIsNoProgramIsNotFound() {
        fails("frobnicate x", 127, "sh: frobnicate: command not found\n");
        fails("/tmp/x", 127, "sh: /tmp/x: No such file or directory\n");
        fails("echo > x; ./x", 126, "sh: ./x: Permission denied\n");
        fails("./", 126, "sh: ./: Is a directory\n");
    }

    @Test
    void programsMayBeCalledByTheirUsualPaths() {
        prints("/bin/echo a; /usr/bin/echo b", "a\nb\n");
    }

    @Test
    void programsOfLaterStepsSayWhatIsMissing() {
        fails(
                "getfacl x",
                1,
                "getfacl: not available yet: this kernel has no POSIX access control lists\n");
    }
}
