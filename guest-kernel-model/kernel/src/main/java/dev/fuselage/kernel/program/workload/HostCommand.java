package dev.fuselage.kernel.program.workload;

import java.util.List;

/** The host steps of the language. */
final class HostCommand {
    private static final CommandForms FORMS =
            new CommandForms()
                    .add("mkdir PATH [MODE]")
                    .add("file PATH BYTES")
                    .add("sparse PATH BYTES")
                    .add("append PATH BYTES")
                    .add("over PATH OFFSET BYTES CHARACTER")
                    .add("trunc PATH BYTES")
                    .add("rm PATH")
                    .add("rmdir PATH")
                    .add("mv PATH PATH")
                    .add("symlink TARGET PATH")
                    .add("link PATH PATH")
                    .add("chmod PATH MODE")
                    .add("chown PATH ID ID")
                    .add("many PATH COUNT")
                    .add("xattr PATH NAME VALUE")
                    .add("tiny PATH");

    private HostCommand() {}

    static String check(List<String> words) {
        return FORMS.check(words);
    }
}
