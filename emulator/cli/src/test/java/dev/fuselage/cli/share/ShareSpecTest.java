package dev.fuselage.cli.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.cli.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShareSpecTest {

    @TempDir private Path directory;

    @Test
    void aBareDirectoryHasTheDefaultTag() {
        ShareSpec share = ShareSpec.parse(directory.toString());
        assertThat(share.tag()).isEqualTo("myfs");
        assertThat(share.source()).isEqualTo(directory.toString());
    }

    @Test
    void aPathWithACommaIsWrittenWithTwo() throws IOException {
        Path odd = Files.createDirectory(directory.resolve("a,b"));
        ShareSpec share = ShareSpec.parse("t=" + odd.toString().replace(",", ",,") + ",readonly");
        assertThat(share.source()).isEqualTo(odd.toString());
        assertThat(share.options().readOnly()).isTrue();
    }

    @Test
    void whatIsNotSaidIsVirtiofsdsDefault() {
        ShareOptions options = ShareSpec.parse("t=mem:").options();
        assertThat(options.cache()).isEqualTo(ShareOptions.Cache.AUTO);
        assertThat(options.timeoutNanos()).isEqualTo(1_000_000_000L);
        assertThat(options.daxWindow()).isEqualTo(OptionalLong.empty());
        assertThat(options.queueSize()).isEqualTo(128);
        assertThat(options.xattr()).isFalse();
        assertThat(options.submounts()).isTrue();
    }

    @Test
    void aTagOfThirtySixBytesFitsAndOneMoreDoesNot() {
        String full = "ä".repeat(18);
        assertThat(ShareSpec.parse(full + "=mem:").tag()).isEqualTo(full);
        assertThatThrownBy(() -> ShareSpec.parse(full + "x=mem:"))
                .isInstanceOf(UsageError.class)
                .hasMessage("--share: the tag '" + full + "x' has 37 bytes: at most 36 fit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    =mem: | --share: the tag before '=' is empty: write TAG=SOURCE, as in myfs=mem:
                    t= | --share: 't=' names no directory: write TAG=DIR or TAG=mem:
                    t=mem:,cache=allways | --share: cache=allways: unknown value (did you mean always?)
                    t=mem:,dax=1M | --share: dax=1M: the window is at least 2M: a guest maps 2 MiB at a time
                    t=mem:,dax=5M | --share: dax=5M: the window must be a power of two, as every PCI BAR: 4M or 8M
                    t=mem:,queue=2 | --share: unknown option 'queue' (did you mean queues?)
                    t=mem:,queues=0 | queues: '0' is not a whole number from 1 to 64
                    t=mem:,queue-size=100 | --share: queue-size=100: a virtqueue has a power of two of entries
                    t=mem:,readonly=yes | --share: option 'readonly' takes no value, 'readonly=yes' gives one
                    t=mem:,cache= | --share: option 'cache' needs a value: cache=...
                    t=mem:,timeout=soon | timeout: 'soon' is no number of seconds from 0 to 1000000000
                    t=mem:,writeback | --share: option 'writeback' is not available yet: leave it out
                    t=/nowhere/at/all | --share: /nowhere/at/all: no such directory
                    """)
    void whatCannotBeServedIsRefusedInOneLine(String share, String complaint) {
        assertThatThrownBy(() -> ShareSpec.parse(share))
                .isInstanceOf(UsageError.class)
                .hasMessage(complaint);
    }

    @Test
    void aFileIsNoDirectory() throws IOException {
        Path file = Files.createFile(directory.resolve("f"));
        assertThatThrownBy(() -> ShareSpec.parse(file.toString()))
                .hasMessage("--share: " + file + ": not a directory");
    }
}
