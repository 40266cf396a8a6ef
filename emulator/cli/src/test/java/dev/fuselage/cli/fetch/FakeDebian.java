package dev.fuselage.cli.fetch;

import dev.fuselage.cli.Cli;
import dev.fuselage.cli.Fuselage;
import dev.fuselage.cli.HostEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * A system with apt and dpkg that are shell scripts: they note how they are called, fail as they
 * are told to, and know three packages of a few bytes.
 */
final class FakeDebian {

    private final Path folder;
    private final Path bin;

    FakeDebian(Path folder) throws IOException {
        this.folder = folder;
        this.bin = Files.createDirectories(folder.resolve("bin"));
        Path etc = Files.createDirectories(folder.resolve("etc/sources.list.d"));
        Files.writeString(
                etc.resolve("debian.sources"),
                "Types: deb\nURIs: http://mirror.invalid/debian\nSuites: bookworm\nComponents: main\n");
        script(
                "apt-get",
                """
                while [ $# -gt 0 ]; do
                  case $1 in
                    -o | -c)
                      case $2 in Dir::Etc::sourceparts=*) cat "${2#*=}"/* >"%1$s/source" ;; esac
                      shift ;;
                    update) fail update ;;
                    download) fail download; shift
                      for p; do echo "${p%%=*}" >"${p%%=*}_1_riscv64.deb"; done
                      echo dlstatus:3:99.0000:Retrieving file 3 of 3
                      exit 0 ;;
                  esac
                  shift
                done
                """);
        script(
                "apt-cache",
                """
                fail cache
                for name; do [ ! -f "%1$s/packages/$name" ] || cat "%1$s/packages/$name"; done
                """);
        script(
                "apt-config",
                """
                echo "LIST='%1$s/etc/sources.list'"
                echo "PARTS='%1$s/etc/sources.list.d/'"
                """);
        script("dpkg-deb", "fail unpack\ncp -R \"%1$s/trees/$(cat \"$2\")/.\" \"$3\"\n");
        packages();
    }

    private void script(String name, String text) throws IOException {
        // Says and does what the file STEP.fails has: its complaints, and then status 100.
        String body =
                """
                #!/bin/sh
                echo "${0##*/} $*" >>"%1$s/log"
                fail() {
                  if [ -f "%1$s/$1.fails" ]; then cat "%1$s/$1.fails" >&2; exit 100; fi
                }
                """
                        .formatted(folder);
        Path file = Files.writeString(bin.resolve(name), body + text.formatted(folder));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void packages() throws IOException {
        describe(
                "linux-image-riscv64",
                "Depends: libfoo, linux-image-6.12.9+deb13-riscv64 (= 6.12.9-1)");
        describe("linux-image-6.12.9+deb13-riscv64", "Depends: kmod");
        describe("busybox-static", "Section: shells");
        describe("opensbi", "Section: misc");
        byte[] image = new byte[200];
        System.arraycopy("RSC\5".getBytes(StandardCharsets.US_ASCII), 0, image, 56, 4);
        kernel(image);
        put("linux-image-6.12.9+deb13-riscv64", "boot/config-6.12.9", "CONFIG_FUSE_FS=y\n");
        String modules = "usr/lib/modules/6.12.9/";
        put("linux-image-6.12.9+deb13-riscv64", modules + "modules.builtin", "kernel/fs/fuse.ko\n");
        for (String module : List.of("fs/9p/9p", "net/9p/9pnet", "sound/soundcore")) {
            String file = modules + "kernel/" + module + ".ko.xz";
            put("linux-image-6.12.9+deb13-riscv64", file, "xz");
        }
        put("opensbi", "usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin", "dynamic");
        put("opensbi", "usr/lib/riscv64-linux-gnu/opensbi/generic/fw_jump.bin", "jump");
        put(
                "busybox-static",
                "usr/bin/busybox",
                "ELF [\0[[\0base64\0busybox\0init\0ls\0mount\0poweroff\0sh\0stty\0\0text");
    }

    private void describe(String name, String field) throws IOException {
        Path file = folder.resolve("packages", name);
        Files.createDirectories(folder.resolve("packages"));
        Files.writeString(
                file,
                "Package: " + name + "\nVersion: 6.12.9-1\n" + field + "\nSHA256: 0123abcd\n\n");
    }

    /** Gives the kernel's package another kernel. */
    void kernel(byte[] content) throws IOException {
        Path file = folder.resolve("trees/linux-image-6.12.9+deb13-riscv64/boot/vmlinux-6.12.9");
        Files.createDirectories(file.resolveSibling("."));
        Files.write(file, content);
    }

    private void put(String name, String path, String content) throws IOException {
        Path file = folder.resolve("trees", name).resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, content, StandardCharsets.ISO_8859_1);
    }

    /** Takes a package out of the suite. */
    void lacks(String name) throws IOException {
        Files.delete(folder.resolve("packages", name));
    }

    /** Takes a program away. */
    void without(String program) throws IOException {
        Files.delete(bin.resolve(program));
    }

    /** Makes update, download, cache or unpack fail with these complaints. */
    void fails(String step, String complaints) throws IOException {
        Files.writeString(folder.resolve(step + ".fails"), complaints);
    }

    /** The programs' calls so far, one a line. */
    List<String> calls() throws IOException {
        Path log = folder.resolve("log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    /** The source that lists were last read from. */
    String source() throws IOException {
        return Files.readString(folder.resolve("source"));
    }

    /** Calls the command {@code fetch} where there are no other programs. */
    Cli.Result fetchWithoutSystem(String... words) {
        return fetch(bin.toString(), words);
    }

    /** Calls the command {@code fetch} in this system. */
    Cli.Result fetch(String... words) {
        return fetch(bin + ":/usr/bin:/bin", words);
    }

    private Cli.Result fetch(String path, String... words) {
        String[] args = new String[words.length + 1];
        args[0] = "fetch";
        System.arraycopy(words, 0, args, 1, words.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        HostEnvironment host =
                new HostEnvironment(
                        new ByteArrayInputStream(new byte[0]),
                        out,
                        err,
                        Map.of("PATH", path, "HOME", folder.toString()),
                        () -> false);
        int status = Fuselage.run(host, args);
        host.flush();
        return new Cli.Result(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
