package dev.fuselage.kernel.program.shell;

import dev.fuselage.kernel.program.shell.CommandList.Word;
import java.util.ArrayList;
import java.util.List;

/** Cuts a line into words and operators, taking the quotes away (POSIX shell, 2.2 and 2.3). */
final class ShellLexer {

    /** A word or an operator. */
    sealed interface Token permits WordToken, Operator {}

    record WordToken(Word word) implements Token {}

    /**
     * One of {@code ; & | && || < > >> N> N>> N>&}; {@code descriptor} counts for redirections
     * alone.
     */
    record Operator(String text, int descriptor) implements Token {

        Operator(String text) {
            this(text, -1);
        }
    }

    private static final String OPERATOR_CHARS = ";&|<>";
    private static final String PATTERN_CHARS = "*?[\\";

    private final String line;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    ShellLexer(String line) {
        this.line = line;
    }

    List<Token> tokens() throws ShellSyntaxError {
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == ' ' || c == '\t') {
                at++;
            } else if (c == '\n' || c == '\r') {
                at++;
                tokens.add(new Operator("\n"));
            } else if (c == '#') {
                skipComment();
            } else if (OPERATOR_CHARS.indexOf(c) >= 0) {
                tokens.add(operator(c == '<' ? 0 : 1));
            } else if (isRedirectedDescriptor()) {
                at++;
                tokens.add(operator(c - '0'));
            } else {
                tokens.add(new WordToken(word()));
            }
        }
        return tokens;
    }

    private void skipComment() {
        while (at < line.length() && line.charAt(at) != '\n') {
            at++;
        }
    }

    private boolean isRedirectedDescriptor() {
        char c = line.charAt(at);
        char next = at + 1 < line.length() ? line.charAt(at + 1) : ' ';
        return c >= '0' && c <= '9' && (next == '<' || next == '>');
    }

    private Operator operator(int descriptor) throws ShellSyntaxError {
        char c = line.charAt(at);
        char next = at + 1 < line.length() ? line.charAt(at + 1) : ' ';
        at++;
        if (next == c && c != ';') {
            at++;
            if (c == '<') {
                throw new ShellSyntaxError("'<<': here-documents are not supported");
            }
            return c == '>' ? new Operator(">>", descriptor) : new Operator("" + c + c);
        }
        if (c == '>' && next == '&') {
            at++;
            return new Operator(">&", descriptor);
        }
        return c == '<' || c == '>' ? new Operator("" + c, descriptor) : new Operator("" + c);
    }

    private Word word() throws ShellSyntaxError {
        StringBuilder text = new StringBuilder();
        StringBuilder pattern = new StringBuilder();
        while (at < line.length()) {
            char c = line.charAt(at);
            if (" \t\r\n".indexOf(c) >= 0 || OPERATOR_CHARS.indexOf(c) >= 0) {
                break;
            }
            switch (c) {
                case '\'' -> singleQuoted(text, pattern);
                case '"' -> doubleQuoted(text, pattern);
                case '\\' -> {
                    if (at + 1 == line.length()) {
                        throw new ShellSyntaxError(
                                "a backslash at the end of the line has nothing to quote");
                    }
                    quoted(line.charAt(at + 1), text, pattern);
                    at += 2;
                }
                case '$' -> dollar(text, pattern);
                case '`' ->
                        throw new ShellSyntaxError("'`': command substitution is not supported");
                case '(', ')' ->
                        throw new ShellSyntaxError(
                                "'" + c + "': subshells and functions are not supported");
                default -> {
                    text.append(c);
                    pattern.append(c);
                    at++;
                }
            }
        }
        return new Word(text.toString(), pattern.toString());
    }

    private void singleQuoted(StringBuilder text, StringBuilder pattern) throws ShellSyntaxError {
        int end = line.indexOf('\'', at + 1);
        if (end < 0) {
            throw new ShellSyntaxError(
                    "the quote ' opened at column " + (at + 1) + " is not closed");
        }
        for (int i = at + 1; i < end; i++) {
            quoted(line.charAt(i), text, pattern);
        }
        at = end + 1;
    }

    private void doubleQuoted(StringBuilder text, StringBuilder pattern) throws ShellSyntaxError {
        int open = at++;
        while (at < line.length() && line.charAt(at) != '"') {
            char c = line.charAt(at);
            if (c == '\\' && at + 1 < line.length() && "\"\\$`".indexOf(line.charAt(at + 1)) >= 0) {
                quoted(line.charAt(at + 1), text, pattern);
                at += 2;
            } else if (c == '$') {
                dollar(text, pattern);
            } else {
                quoted(c, text, pattern);
                at++;
            }
        }
        if (at == line.length()) {
            throw new ShellSyntaxError(
                    "the quote \" opened at column " + (open + 1) + " is not closed");
        }
        at++;
    }

    private void dollar(StringBuilder text, StringBuilder pattern) throws ShellSyntaxError {
        char next = at + 1 < line.length() ? line.charAt(at + 1) : ' ';
        if (next == '?') {
            text.append(Word.STATUS_MARK);
            pattern.append(Word.STATUS_MARK);
            at += 2;
        } else if (next == '('
                || next == '{'
                || next == '_'
                || (next < 128 && Character.isLetterOrDigit(next))) {
            throw new ShellSyntaxError(
                    "'$" + next + "': of variables and substitutions only $? is supported");
        } else {
            quoted('$', text, pattern);
            at++;
        }
    }

    private static void quoted(char c, StringBuilder text, StringBuilder pattern) {
        text.append(c);
        if (PATTERN_CHARS.indexOf(c) >= 0) {
            pattern.append('\\');
        }
        pattern.append(c);
    }
}
