package dev.fuselage.cli.run;

import dev.fuselage.cli.ExitStatus;
import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.session.Assembly;
import dev.fuselage.cli.session.ByteText;
import dev.fuselage.cli.session.CommandCheck;
import dev.fuselage.cli.session.Guest;
import dev.fuselage.cli.session.HangException;
import dev.fuselage.cli.session.Session;
import dev.fuselage.cli.session.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/**
 * A person at the first guest's shell: a line editor with history and completion around a session.
 */
final class InteractiveShell {

    private final Assembly assembly;
    private final Terminal terminal;
    private final LineReader reader;
    private final Session session;
    private final boolean coloured;

    InteractiveShell(Terminal terminal, Map<String, String> variables, Assembly assembly) {
        this.assembly = assembly;
        this.terminal = terminal;
        this.coloured = !variables.containsKey("NO_COLOR");
        Streams streams = new Streams(terminal.output(), terminal.output());
        this.session = new Session(assembly, streams, this::typed);
        this.reader =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .appName("fuselage")
                        .parser(new DefaultParser().eofOnUnclosedQuote(true))
                        .completer(new GuestCompleter(session, assembly.guests().size()))
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
                        .build();
        HistoryFile.find(variables)
                .ifPresent(file -> reader.setVariable(LineReader.HISTORY_FILE, file));
        for (Guest guest : assembly.guests()) {
            guest.kernel().vfs().console().setSize(terminal.getHeight(), terminal.getWidth());
        }
    }

    /** Serves the person at this process's terminal; exit status of the last guest command. */
    static int run(HostEnvironment host, Assembly assembly) {
        try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
            return new InteractiveShell(terminal, host.variables(), assembly).run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads and runs lines until the person leaves. */
    int run() {
        Terminal.SignalHandler before =
                terminal.handle(Terminal.Signal.INT, signal -> session.interrupt());
        try {
            while (!session.isOver()) {
                String line = nextLine();
                if (line == null) {
                    break;
                }
                if (!obey(line)) {
                    return ExitStatus.HANG;
                }
            }
            return session.status();
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    /** The next line of commands; null when the person leaves. */
    private @Nullable String nextLine() {
        while (true) {
            try {
                return reader.readLine(prompt());
            } catch (UserInterruptException e) {
                // Ctrl-C at the prompt: a new line.
            } catch (EndOfFileException e) {
                return null;
            }
        }
    }

    /** A line for a guest program that reads from the console; null for its end. */
    private @Nullable String typed() {
        try {
            return reader.readLine("");
        } catch (UserInterruptException e) {
            session.interrupt();
            return "";
        } catch (EndOfFileException e) {
            return null;
        }
    }

    /** Runs a line; false when a guest hangs for good. */
    private boolean obey(String line) {
        try {
            session.run(
                    CommandCheck.parse("shell", ByteText.encode(line), assembly.guests().size()));
            if (!session.isOver()) {
                session.reportJobs(1);
            }
            return true;
        } catch (UsageError e) {
            say(String.valueOf(e.getMessage()));
            return true;
        } catch (HangException e) {
            say(e.report());
            boolean rescued = session.rescue();
            say(rescued ? "interrupted" : "the guest takes no commands any more");
            return rescued;
        } finally {
            terminal.flush();
        }
    }

    private void say(String text) {
        terminal.writer().println(text);
        terminal.flush();
    }

    /** {@code 0.001523 /mnt # }: virtual seconds, the first guest's directory. */
    private String prompt() {
        long micros = assembly.nanos() / 1000;
        String time = String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000);
        String directory = ByteText.decode(session.shell(1).directory());
        if (!coloured) {
            return time + " " + directory + " # ";
        }
        return new AttributedStringBuilder()
                .styled(AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN), time)
                .append(" ")
                .styled(AttributedStyle.BOLD.foreground(AttributedStyle.GREEN), directory)
                .append(session.status() == 0 ? " # " : " [" + session.status() + "] # ")
                .toAnsi(terminal);
    }
}
