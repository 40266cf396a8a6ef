package dev.fuselage.cli.fetch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What went wrong when apt-get or dpkg-deb failed, by what they say in the C locale. */
enum AptComplaint {
    DISK_FULL("the disk is full", "no space left on device|enough free space|disk quota exceeded"),
    NOT_WRITABLE("the folder cannot be written", "permission denied|read-only file system"),
    NOT_SIGNED(
            "the signature cannot be verified (Debian's keys are in the package"
                    + " debian-archive-keyring)",
            "no_pubkey|is not signed|gpg error|signatures couldn't be verified|/sqv returned"
                    + "|openpgp signature verification failed"),
    EXPIRED("the list of the suite is out of date", "is expired|is not valid yet"),
    NO_NETWORK(
            "no network",
            "could not resolve|failure resolving|could not connect|unable to connect|timed out"
                    + "|connection refused|connection failed|unreachable|no route to host"),
    CHANGED("the mirror is being changed", "hash sum mismatch|unexpected size|sync in progress"),
    NO_SUITE(
            "the mirror has no suite " + DebianSuites.FETCHED,
            "does not have a release file|no longer has a release file|404 +not found");

    private final String words;
    private final Pattern sign;

    AptComplaint(String words, String sign) {
        this.words = words;
        this.sign = Pattern.compile(sign, Pattern.CASE_INSENSITIVE);
    }

    private Optional<String> lineIn(List<String> complaints) {
        return complaints.stream().filter(line -> sign.matcher(line).find()).findFirst();
    }

    /** One line with the reason, followed by what the program itself said of it. */
    static String inWords(List<String> complaints) {
        for (AptComplaint each : values()) {
            Optional<String> line = each.lineIn(complaints);
            if (line.isPresent()) {
                return each.words + ": " + bare(line.get());
            }
        }
        String first =
                complaints.stream()
                        .filter(line -> line.startsWith("E:") || line.contains("error:"))
                        .findFirst()
                        .orElse(complaints.isEmpty() ? "" : complaints.get(0));
        return "it failed: " + bare(first);
    }

    /** One line with the reason why a file of ours could not be made. */
    static String inWords(IOException e) {
        String file = e instanceof FileSystemException f ? f.getFile() + ": " : "";
        String why =
                switch (e) {
                    case AccessDeniedException _ -> "permission denied";
                    case FileAlreadyExistsException _ -> "is no directory";
                    case NoSuchFileException _ -> "no such directory";
                    case FileSystemException f when f.getReason() != null -> f.getReason();
                    default -> String.valueOf(e.getMessage());
                };
        boolean full = DISK_FULL.lineIn(List.of(why)).isPresent();
        return (full ? DISK_FULL.words : "cannot be made") + ": " + file + why;
    }

    private static String bare(String line) {
        return line.replaceFirst("^[EWN]: *", "").strip().replaceAll("\\s+", " ");
    }
}
