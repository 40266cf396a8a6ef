package dev.fuselage.cli.fetch;

import dev.fuselage.cli.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The system's apt with lists, archives, sources and status of its own in one folder. Of the
 * system's configuration it takes how to reach mirrors (proxies and the like), and no hooks, pins
 * or architectures.
 */
final class PrivateApt {

    private static final Pattern PROGRESS = Pattern.compile("dlstatus:\\d+:(\\d+)\\..*");
    private static final Pattern FILE = Pattern.compile("(LIST|PARTS)='(.*)'");

    private final Path folder;
    private final Path source;
    private final Path configuration;
    private final Tool aptGet;
    private final Tool aptCache;
    private final Tool aptConfig;

    /**
     * An apt without sources.
     *
     * @param folder an empty folder for all its files
     * @param variables environment variables
     */
    PrivateApt(Path folder, Map<String, String> variables) throws IOException {
        this.folder = folder;
        this.aptGet = new Tool("apt-get", variables);
        this.aptCache = new Tool("apt-cache", variables);
        this.aptConfig = new Tool("apt-config", variables);
        this.source = Files.createDirectory(folder.resolve("sources")).resolve("debian.sources");
        this.configuration =
                Files.writeString(
                        folder.resolve("apt.conf"),
                        "#clear APT::Update;\n#clear APT::Architectures;\n#clear DPkg;\n");
        Files.createFile(folder.resolve("status"));
        forget();
    }

    /** The system's own entries, wherever its apt has them. */
    SystemSources systemSources() {
        Tool.Result result =
                aptConfig.run(
                        folder,
                        List.of(
                                "shell",
                                "LIST",
                                "Dir::Etc::sourcelist/f",
                                "PARTS",
                                "Dir::Etc::sourceparts/d"));
        Path list = Path.of("/etc/apt/sources.list");
        Path parts = Path.of("/etc/apt/sources.list.d");
        for (String line : result.output()) {
            Matcher m = FILE.matcher(line);
            if (m.matches() && m.group(1).equals("LIST")) {
                list = Path.of(m.group(2));
            } else if (m.matches()) {
                parts = Path.of(m.group(2));
            }
        }
        return new SystemSources(list, parts);
    }

    /**
     * Downloads the lists of the only source; what it says when it fails, empty when all is well.
     */
    List<String> update(String paragraph, IntConsumer percent) throws IOException {
        forget();
        Files.writeString(source, paragraph);
        Tool.Result result = aptGet.run(folder, options("-q", "update"), telling(percent));
        return result.status() == 0 ? List.of() : result.complaints();
    }

    /** Lists of another mirror would do no harm, but could answer in place of those wanted. */
    private void forget() throws IOException {
        Path state = folder.resolve("state");
        Directories.delete(state);
        Files.createDirectories(state.resolve("lists", "partial"));
    }

    /** The latest packages of these names, those that there are. */
    List<DebianPackage> packages(List<String> names) {
        List<String> arguments = new ArrayList<>(List.of("show", "--no-all-versions"));
        arguments.addAll(names);
        return DebianPackage.read(
                aptCache.run(folder, options(arguments.toArray(String[]::new))).output());
    }

    /** Downloads packages, checks them against the lists, and tells their files. */
    List<Path> download(List<DebianPackage> packages, IntConsumer percent) throws IOException {
        Path archives = Files.createDirectories(folder.resolve("archives"));
        List<String> arguments = new ArrayList<>(List.of("-q", "download"));
        packages.forEach(each -> arguments.add(each.name() + "=" + each.version()));
        Tool.Result result =
                aptGet.run(archives, options(arguments.toArray(String[]::new)), telling(percent));
        if (result.status() != 0) {
            throw new UsageError("fetch: " + AptComplaint.inWords(result.complaints()));
        }
        try (Stream<Path> files = Files.list(archives)) {
            return files.filter(file -> file.toString().endsWith(".deb")).sorted().toList();
        }
    }

    private static Consumer<String> telling(IntConsumer percent) {
        return line -> {
            Matcher m = PROGRESS.matcher(line);
            if (m.matches()) {
                percent.accept(Integer.parseInt(m.group(1)));
            }
        };
    }

    private List<String> options(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-c", configuration.toString()));
        for (String option :
                List.of(
                        "Dir::State=" + folder.resolve("state"),
                        "Dir::State::status=" + folder.resolve("status"),
                        "Dir::Cache=" + folder.resolve("cache"),
                        "Dir::Etc::sourcelist=/dev/null",
                        "Dir::Etc::sourceparts=" + source.getParent(),
                        "Dir::Etc::preferences=/dev/null",
                        "Dir::Etc::preferencesparts=/dev/null",
                        "APT::Architecture=riscv64",
                        "APT::Architectures=riscv64",
                        "APT::Default-Release=",
                        // Root's downloads would else be a sandbox user's, who may not enter here.
                        "APT::Sandbox::User=root",
                        "APT::Update::Error-Mode=any",
                        "APT::Status-Fd=1",
                        "Acquire::Retries=3")) {
            all.add("-o");
            all.add(option);
        }
        all.addAll(List.of(arguments));
        return all;
    }
}
