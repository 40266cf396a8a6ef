package dev.fuselage.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.cli.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemSourcesTest {

    @TempDir private Path etc;

    private void list(String text) throws IOException {
        Files.writeString(etc.resolve("sources.list"), text);
    }

    private void part(String name, String text) throws IOException {
        Files.createDirectories(etc.resolve("sources.list.d"));
        Files.writeString(etc.resolve("sources.list.d").resolve(name), text);
    }

    private List<AptSource> debian() {
        return new SystemSources(etc.resolve("sources.list"), etc.resolve("sources.list.d"))
                .debian("trixie");
    }

    private List<String> mirrors() {
        return debian().stream().flatMap(each -> each.mirrors().stream()).toList();
    }

    @Test
    void theOneLineFormIsReadWithItsOptions() throws IOException {
        list(
                """
                # deb http://commented.invalid/debian bookworm main
                deb [ arch=amd64,i386 signed-by=/keys/a.gpg,/keys/b.gpg trusted=yes ] http://one.invalid/debian bookworm contrib main # x
                deb-src http://source.invalid/debian bookworm main
                deb
                """);
        assertThat(mirrors()).containsExactly("http://one.invalid/debian");
        assertThat(debian().get(0).signedBy()).isEqualTo("/keys/a.gpg,/keys/b.gpg");
        assertThat(debian().get(0).paragraph("u:x", "trixie", ""))
                .contains("Architectures: riscv64\n")
                .contains("Trusted: yes\n")
                .doesNotContain("Signed-By");
    }

    @Test
    void theOtherFormIsReadParagraphByParagraph() throws IOException {
        part(
                "debian.sources",
                """
                Types: deb deb-src
                # a comment in between
                URIs: http://one.invalid/debian
                  http://two.invalid/debian
                Suites: bookworm bookworm-updates
                Components: main
                Signed-By:
                 -----BEGIN PGP PUBLIC KEY BLOCK-----
                 .
                 abc
                 -----END PGP PUBLIC KEY BLOCK-----


                Types: deb
                URIs: http://off.invalid/debian
                Suites: trixie
                Components: main
                Enabled: no
                """);
        assertThat(mirrors())
                .containsExactly("http://one.invalid/debian", "http://two.invalid/debian");
        assertThat(debian().get(0).signedBy())
                .isEqualTo(
                        "\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n"
                                + " -----END PGP PUBLIC KEY BLOCK-----");
    }

    @Test
    void othersArchivesAndSecurityUpdatesAreNoMirrors() throws IOException {
        list(
                """
                deb http://security.invalid/debian-security bookworm-security main
                deb http://old.invalid buster/updates main
                deb http://vendor.invalid/apt nodistro main
                deb http://ubuntu.invalid/ubuntu noble main
                deb http://flat.invalid/repo ./
                deb cdrom:[Debian]/ trixie main
                deb http://contrib.invalid/debian trixie contrib
                """);
        part("x.save", "deb http://saved.invalid/debian trixie main\n");
        assertThatThrownBy(this::debian)
                .isInstanceOf(UsageError.class)
                .hasMessage(
                        "fetch: no entry of %s/sources.list or %s/sources.list.d serves Debian main:"
                                + " name a mirror with --mirror",
                        etc, etc);
    }

    @Test
    void entriesOfTheSuiteOrUnderDebiansKeysComeFirst() throws IOException {
        list("deb http://vendor.invalid/debian bookworm main\n");
        part("b.list", "deb http://suite.invalid/debian trixie main\n");
        part(
                "c.list",
                "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
                        + " http://keys.invalid/debian stable main\n");
        assertThat(mirrors())
                .containsExactly(
                        "http://suite.invalid/debian",
                        "http://keys.invalid/debian",
                        "http://vendor.invalid/debian");
    }
}
