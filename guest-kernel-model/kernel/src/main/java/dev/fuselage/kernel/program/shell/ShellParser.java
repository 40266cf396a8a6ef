package dev.fuselage.kernel.program.shell;

import dev.fuselage.kernel.program.shell.CommandList.Item;
import dev.fuselage.kernel.program.shell.CommandList.Link;
import dev.fuselage.kernel.program.shell.CommandList.Pipeline;
import dev.fuselage.kernel.program.shell.CommandList.Redirection;
import dev.fuselage.kernel.program.shell.CommandList.SimpleCommand;
import dev.fuselage.kernel.program.shell.CommandList.Word;
import dev.fuselage.kernel.program.shell.ShellLexer.Operator;
import dev.fuselage.kernel.program.shell.ShellLexer.Token;
import dev.fuselage.kernel.program.shell.ShellLexer.WordToken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shell's grammar (POSIX shell, 2.10, without compound commands), with one word more:
 * {@code @N} before a pipeline names the guest that runs it.
 */
public final class ShellParser {

    private static final int MAX_GUEST = 99;

    private final List<Token> tokens;
    private int at;

    private ShellParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /**
     * Parses one or more lines.
     *
     * @throws ShellSyntaxError when the text is not of the language
     */
    public static CommandList parse(String text) throws ShellSyntaxError {
        return new ShellParser(new ShellLexer(text).tokens()).list();
    }

    private CommandList list() throws ShellSyntaxError {
        List<Item> items = new ArrayList<>();
        skipLineEnds();
        while (at < tokens.size()) {
            items.add(item());
            skipLineEnds();
        }
        return new CommandList(items);
    }

    private Item item() throws ShellSyntaxError {
        Pipeline first = pipeline();
        List<Link> links = new ArrayList<>();
        while (isOperator("&&") || isOperator("||")) {
            boolean afterSuccess = isOperator("&&");
            at++;
            skipLineEnds();
            links.add(new Link(afterSuccess, pipeline()));
        }
        boolean background = isOperator("&");
        if (background || isOperator(";") || isOperator("\n")) {
            at++;
        }
        return new Item(first, links, background);
    }

    private Pipeline pipeline() throws ShellSyntaxError {
        int guest = 0;
        boolean negated = false;
        int line = line();
        for (Word word = peekWord(); word != null; word = peekWord()) {
            if (word.pattern().equals("!")) {
                negated = !negated;
            } else if (word.pattern().startsWith("@") && guest == 0) {
                guest = guest(word.text());
            } else {
                break;
            }
            at++;
        }
        List<SimpleCommand> commands = new ArrayList<>();
        commands.add(command());
        while (isOperator("|")) {
            at++;
            skipLineEnds();
            commands.add(command());
        }
        return new Pipeline(guest, negated, commands, line);
    }

    private int guest(String word) throws ShellSyntaxError {
        String digits = word.substring(1);
        boolean number =
                !digits.isEmpty()
                        && digits.length() <= 2
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int guest = number ? Integer.parseInt(digits) : 0;
        if (guest < 1 || guest > MAX_GUEST) {
            throw error("'" + word + "' names no guest: write @1, @2, ...");
        }
        return guest;
    }

    private SimpleCommand command() throws ShellSyntaxError {
        List<Word> words = new ArrayList<>();
        List<Redirection> redirections = new ArrayList<>();
        while (at < tokens.size()) {
            Token token = tokens.get(at);
            if (token instanceof WordToken word) {
                words.add(word.word());
                at++;
            } else if (token instanceof Operator operator && operator.descriptor() >= 0) {
                at++;
                redirections.add(redirection(operator));
            } else {
                break;
            }
        }
        if (words.isEmpty() && redirections.isEmpty()) {
            throw error("a command is missing before " + next());
        }
        return new SimpleCommand(words, redirections);
    }

    private Redirection redirection(Operator operator) throws ShellSyntaxError {
        Word target = peekWord();
        if (target == null) {
            throw error("'" + operator.text() + "' needs a file name before " + next());
        }
        at++;
        Redirection.Mode mode =
                switch (operator.text()) {
                    case "<" -> Redirection.Mode.READ;
                    case ">" -> Redirection.Mode.TRUNCATE;
                    case ">>" -> Redirection.Mode.APPEND;
                    default -> Redirection.Mode.DUPLICATE;
                };
        if (mode == Redirection.Mode.DUPLICATE && !target.text().matches("[0-9]")) {
            throw error("'>&' needs the number of a descriptor, not '" + target.text() + "'");
        }
        return new Redirection(operator.descriptor(), mode, target);
    }

    private @Nullable Word peekWord() {
        return at < tokens.size() && tokens.get(at) instanceof WordToken word ? word.word() : null;
    }

    private boolean isOperator(String text) {
        return at < tokens.size()
                && tokens.get(at) instanceof Operator operator
                && operator.text().equals(text);
    }

    private void skipLineEnds() {
        while (isOperator("\n")) {
            at++;
        }
    }

    private String next() {
        if (at == tokens.size()) {
            return "the end of the line";
        }
        return switch (tokens.get(at)) {
            case WordToken word -> "'" + word.word().text() + "'";
            case Operator operator ->
                    operator.text().equals("\n")
                            ? "the end of the line"
                            : "'" + operator.text() + "'";
        };
    }

    /** The line of the next token, or the last one. */
    private int line() {
        return tokens.isEmpty() ? 1 : tokens.get(Math.min(at, tokens.size() - 1)).line();
    }

    private ShellSyntaxError error(String message) {
        return new ShellSyntaxError(line(), message);
    }
}
