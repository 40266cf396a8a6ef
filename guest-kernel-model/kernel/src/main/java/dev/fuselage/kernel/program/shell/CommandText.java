package dev.fuselage.kernel.program.shell;

import dev.fuselage.kernel.program.shell.CommandList.Item;
import dev.fuselage.kernel.program.shell.CommandList.Link;
import dev.fuselage.kernel.program.shell.CommandList.Pipeline;
import dev.fuselage.kernel.program.shell.CommandList.Redirection;
import dev.fuselage.kernel.program.shell.CommandList.SimpleCommand;
import dev.fuselage.kernel.program.shell.CommandList.Word;
import java.util.ArrayList;
import java.util.List;

/** Writes commands down again, as {@code jobs} shows them. */
final class CommandText {

    private CommandText() {}

    static String of(Item item) {
        StringBuilder text = new StringBuilder(of(item.first()));
        for (Link link : item.links()) {
            text.append(link.afterSuccess() ? " && " : " || ").append(of(link.pipeline()));
        }
        return text.toString();
    }

    private static String of(Pipeline pipeline) {
        List<String> commands = new ArrayList<>();
        for (SimpleCommand command : pipeline.commands()) {
            commands.add(of(command));
        }
        return (pipeline.negated() ? "! " : "") + String.join(" | ", commands);
    }

    private static String of(SimpleCommand command) {
        List<String> parts = new ArrayList<>();
        command.words().forEach(word -> parts.add(of(word)));
        for (Redirection redirection : command.redirections()) {
            String sign =
                    switch (redirection.mode()) {
                        case READ -> "<";
                        case TRUNCATE -> ">";
                        case APPEND -> ">>";
                        case DUPLICATE -> ">&";
                    };
            int usual = redirection.mode() == Redirection.Mode.READ ? 0 : 1;
            boolean shown = redirection.descriptor() != usual;
            String descriptor = shown ? Integer.toString(redirection.descriptor()) : "";
            parts.add(descriptor + sign + " " + of(redirection.target()));
        }
        return String.join(" ", parts);
    }

    private static String of(Word word) {
        String text = word.text().replace(Word.STATUS_MARK, "$?");
        boolean plain = !text.isEmpty() && text.chars().allMatch(CommandText::isPlain);
        return plain || word.isPattern() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static boolean isPlain(int c) {
        return c > ' ' && c != 0x7f && "'\"\\|&;<>()#".indexOf(c) < 0;
    }
}
