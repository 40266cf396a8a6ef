package dev.fuselage.kernel.program.workload;

import java.util.List;

/** The host steps of the language. */
final class HostCommand {
    private static final CommandForms FORMS =
            new CommandForms()
                    .add("mkdir PATH [MODE]")
                    .add("file PATH SIZE")
                    .add("sparse PATH SIZE")
                    .add("append PATH BYTES")
                    .add("over PATH OFFSET BYTES CHARACTER")
                    .add("trunc PATH SIZE")
                    .add("rm PATH")
                    .add("rmdir PATH")
                    .add("mv FROM TO")
                    .add("symlink TARGET PATH")
                    .add("link FROM TO")
                    .add("chmod PATH MODE")
                    .add("chown PATH UID GID")
                    .add("many DIRECTORY COUNT")
                    .add("xattr PATH NAME VALUE")
                    .add("tiny PATH");

    private HostCommand() {}

    static String check(List<String> words) {
        return FORMS.check(words);
    }
}
