package dev.fuselage.cli.session;

import dev.fuselage.cli.UsageError;
import dev.fuselage.kernel.program.shell.CommandList;
import dev.fuselage.kernel.program.shell.CommandList.Item;
import dev.fuselage.kernel.program.shell.CommandList.Link;
import dev.fuselage.kernel.program.shell.CommandList.Pipeline;
import dev.fuselage.kernel.program.shell.ShellParser;
import dev.fuselage.kernel.program.shell.ShellSyntaxError;
import java.util.ArrayList;
import java.util.List;

/** Finds what is wrong with commands before any of them runs. */
public final class CommandCheck {

    private final String source;
    private final int guests;

    private CommandCheck(String source, int guests) {
        this.source = source;
        this.guests = guests;
    }

    /**
     * Parses commands and checks what can be known of them beforehand.
     *
     * @param source where they come from, for messages: a file's name, or {@code -c}
     * @param text a byte string
     * @param guests number of guests there are
     * @throws UsageError one line with the source and the line's number
     */
    public static CommandList parse(String source, String text, int guests) {
        CommandCheck check = new CommandCheck(source, guests);
        try {
            CommandList list = ShellParser.parse(text);
            list.items().forEach(check::item);
            return list;
        } catch (ShellSyntaxError e) {
            throw check.error(e.line(), ByteText.decode(e.getMessage()));
        }
    }

    private void item(Item item) {
        List<Pipeline> pipelines = new ArrayList<>();
        pipelines.add(item.first());
        item.links().stream().map(Link::pipeline).forEach(pipelines::add);
        for (Pipeline pipeline : pipelines) {
            pipeline(pipeline);
            if (item.background() && SessionCommands.owns(pipeline)) {
                throw error(pipeline.line(), "host, info and sysrq cannot run in the background");
            }
            if (item.background() && pipeline.guest() != item.first().guest()) {
                throw error(
                        pipeline.line(),
                        "what runs in the background runs in one guest: write @N for each of its"
                                + " commands");
            }
        }
    }

    private void pipeline(Pipeline pipeline) {
        if (pipeline.guest() > guests) {
            String there = guests == 1 ? "there is one guest" : "there are " + guests + " guests";
            throw error(pipeline.line(), "@" + pipeline.guest() + ": " + there + ": see --guests");
        }
        if (SessionCommands.owns(pipeline)) {
            String complaint = SessionCommands.complaint(pipeline);
            if (!complaint.isEmpty()) {
                throw error(pipeline.line(), complaint);
            }
        }
    }

    private UsageError error(int line, String message) {
        return new UsageError(source + ": line " + line + ": " + message);
    }
}
