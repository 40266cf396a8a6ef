package dev.fuselage.cli.fetch;

import java.util.Set;

/** The names under which Debian's own archive has its suites, by which its mirrors are known. */
final class DebianSuites {

    /** What is fetched: the first release with riscv64. */
    static final String FETCHED = "trixie";

    private static final Set<String> NAMES =
            Set.of(
                    "oldoldstable",
                    "oldstable",
                    "stable",
                    "testing",
                    "unstable",
                    "experimental",
                    "buster",
                    "bullseye",
                    "bookworm",
                    FETCHED,
                    "forky",
                    "duke",
                    "sid");

    private DebianSuites() {}

    /** Security updates come from an archive of their own, which has no whole suite. */
    static boolean contain(String suite) {
        boolean security = suite.endsWith("-security") || suite.contains("/");
        return !security && NAMES.contains(suite.replaceFirst("-.*", ""));
    }
}
