package dev.fuselage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One clear line for everything a user can write wrongly, status 125, and nothing written. */
final class BadInputTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                                  | a command is missing: write one of run, boot, fetch, scenario, bench, workload, trace; fuselage --help says more
                    rnu                                 | unknown command 'rnu' (did you mean run?)
                    rnu --help                          | unknown command 'rnu' (did you mean run?)
                    run --shar x                        | unknown option '--shar' (did you mean --share?)
                    run --share                         | --share: needs a value
                    run a b                             | unexpected argument 'b'
                    run --share /no/such -c true        | --share: /no/such: no such directory
                    run --share =/tmp -c true           | --share: the tag before '=' is empty: write TAG=SOURCE, as in myfs=/tmp
                    run --share x= -c true              | --share: 'x=' names no directory: write TAG=DIR or TAG=mem:
                    run --share aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=mem: -c true | --share: the tag 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' has 37 bytes: at most 36 fit
                    run --share mem:,cache=allways -c true | --share: cache=allways: unknown value (did you mean always?)
                    run --share mem:,cahce=auto -c true | --share: unknown option 'cahce' (did you mean cache?)
                    run --share mem:,dax=1M -c true     | --share: dax=1M: the window is at least 2M: a guest maps 2 MiB at a time
                    run --share mem:,dax=3M -c true     | --share: dax=3M: the window must be a power of two, as every PCI BAR: 2M or 4M
                    run --share mem:,queue-size=100 -c true | --share: queue-size=100: a virtqueue has a power of two of entries
                    run --share mem:,queues=0 -c true   | queues: '0' is not a whole number from 1 to 64
                    run --share mem:,writeback -c true  | --share: option 'writeback' is not available yet: leave it out
                    run --share a=mem: --share a=mem: -c true | --share: the tag 'a' is given twice
                    run --guests 0 -c true              | --guests: '0' is not a whole number from 1 to 99
                    run --vcpus many -c true            | --vcpus: 'many' is not a whole number from 1 to 256
                    run --memory 1M -c true             | --memory: '1M' is not from 32M to 64G in whole pages of 4K
                    run --memory lots -c true           | --memory: 'lots' is no size: write digits with K, M, G or T, as in 64M
                    run --seed x -c true                | --seed: 'x' is not a whole number of 64 bits
                    run --profile /no/such -c true      | --profile: /no/such: no such file
                    run --stats=xml -c true             | --stats: unknown form 'xml' (valid: text, json)
                    run --trace /no/such/t -c true      | --trace: /no/such/t: no such directory
                    run --timeline /tmp -c true         | --timeline: /tmp: is a directory
                    run /no/such.sh                     | /no/such.sh: no such script
                    run /tmp                            | /tmp: is a directory, not a script
                    run -c true x.sh                    | -c: both commands and a script (x.sh) are given
                    bench --cache nune                  | --cache: unknown value 'nune' (did you mean none?)
                    bench --workload sta                | --workload: unknown value 'sta' (did you mean stat?)
                    bench --format xml                  | --format: unknown value 'xml' (valid: table, json, csv)
                    trace                               | trace: a command is missing: write one of summary, diff
                    trace summary /no/such              | /no/such: no such file
                    trace summary /tmp                  | /tmp: is a directory, not a trace
                    workload /no/such.wl                | /no/such.wl: no such file
                    """)
    void aCommandLineIsRefusedInOneLine(String line, String message) {
        String[] args = line.isEmpty() ? new String[0] : line.split(" +");
        Cli.Result result = Cli.fuselage(args);
        assertThat(result.err()).isEqualTo("fuselage: " + message + "\n");
        assertThat(result.status()).isEqualTo(ExitStatus.BAD_USAGE);
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "echo 'a => line 1: the quote ' opened at column 6 is not closed",
                "true;\\n cat > => line 2: '>' needs a file name before the end of the line",
                "true\\n\\n@3 ls => line 3: @3: there is one guest: see --guests",
                "host wirte a b => line 1: host: unknown word 'wirte' (did you mean write?)",
                "host => line 1: host: write one of: append, cat, chmod, link, ls, mkdir, mv, rm, rmdir, stat, symlink, touch, truncate, write",
                "info task => line 1: info: unknown word 'task' (did you mean tasks?)",
                "sysrq q => line 1: sysrq: unknown word 'q' (did you mean w?)",
                "host ls | wc => line 1: host, info and sysrq cannot be part of a pipe",
                "info tasks > f => line 1: info: the session's own commands cannot be redirected",
                "host rm a & => line 1: host, info and sysrq cannot run in the background",
                "echo $(id) => line 1: '$(': of variables and substitutions only $? is supported"
            })
    void commandsAreRefusedBeforeAnyRuns(String commands, String message) throws IOException {
        Path script =
                Files.writeString(
                        folder.resolve("s.sh"), "echo ran\n" + commands.replace("\\n", "\n"));
        int first = Integer.parseInt(message.replaceFirst("line (\\d+):.*", "$1")) + 1;
        String shifted = message.replaceFirst("line \\d+", "line " + first);
        Cli.Result result = Cli.fuselage("run", "--share", "mem:", script.toString());
        assertThat(result.err()).isEqualTo("fuselage: " + script + ": " + shifted + "\n");
        assertThat(result.out()).isEmpty();
        assertThat(result.status()).isEqualTo(ExitStatus.BAD_USAGE);
    }

    @Test
    void aWrongLineIsNumberedWhereverItComesFrom() {
        assertThat(Cli.fuselage("run", "-c", "true\n;").err())
                .isEqualTo("fuselage: -c: line 2: a command is missing before ';'\n");
        assertThat(Cli.withInput("true\n\n&& x\n", "run").err())
                .isEqualTo("fuselage: standard input: line 3: a command is missing before '&&'\n");
    }

    @Test
    void afterARefusalNoFileIsThere() throws IOException {
        Path trace = folder.resolve("trace");
        Path timeline = folder.resolve("timeline");
        for (List<String> wrong :
                List.of(
                        List.of("--share", "/no/such", "-c", "true"),
                        List.of("-c", "'"),
                        List.of("--memory", "1K", "-c", "true"))) {
            String[] args =
                    Stream.concat(
                                    Stream.of(
                                            "run",
                                            "--trace",
                                            trace.toString(),
                                            "--timeline",
                                            timeline.toString()),
                                    wrong.stream())
                            .toArray(String[]::new);
            assertThat(Cli.fuselage(args).status()).isEqualTo(ExitStatus.BAD_USAGE);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void mountSaysWhatToWrite() {
        String[] mounts = {
            "mount -t virtio_fs myfs /mnt",
            "mount: /mnt: unknown filesystem type 'virtio_fs'. Write virtiofs: mount -t virtiofs TAG DIRECTORY\n",
            "mount -t virtiofs -o foo myfs /mnt",
            "mount: /mnt: wrong fs type, bad option, bad superblock on myfs, missing codepage or helper program, or other error. The kernel says: virtiofs: Unknown parameter 'foo'\n",
            "mount -t virtiofs mifs /mnt",
            "mount: /mnt: wrong fs type, bad option, bad superblock on mifs, missing codepage or helper program, or other error. No virtio-fs device has the tag 'mifs'; there is: myfs\n"
        };
        for (int i = 0; i < mounts.length; i += 2) {
            Cli.Result result = Cli.fuselage("run", "--share", "mem:", "-c", mounts[i]);
            assertThat(result.err()).isEqualTo(mounts[i + 1]);
            assertThat(result.status()).isEqualTo(32);
        }
    }
}
