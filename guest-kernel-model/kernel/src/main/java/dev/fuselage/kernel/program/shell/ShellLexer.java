package dev.fuselage.kernel.program.shell;

import dev.fuselage.kernel.program.shell.CommandList.Word;
import java.util.ArrayList;
import java.util.List;

/** Cuts a line into words and operators, taking the quotes away (POSIX shell, 2.2 and 2.3). */
final class ShellLexer {

    /** A word or an operator. */
    sealed interface Token permits WordToken, Operator {
        /** The line it stands on, from 1. */
        int line();
    }

    record WordToken(Word word, int line) implements Token {}

    /**
     * One of {@code ; & | && || < > >> N> N>> N>&}; {@code descriptor} counts for redirections
     * alone.
     */
    record Operator(String text, int descriptor, int line) implements Token {}

    private static final String OPERATOR_CHARS = ";&|<>";
    private static final String PATTERN_CHARS = "*?[\\";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int lineNumber = 1;
    private int lineStart;

    ShellLexer(String text) {
        this.text = text;
    }

    List<Token> tokens() throws ShellSyntaxError {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t') {
                at++;
            } else if (isContinuation()) {
                at += 2;
                lineEnded();
            } else if (c == '\n' || c == '\r') {
                at++;
                if (c == '\n') {
                    tokens.add(operator("\n", -1));
                    lineEnded();
                }
            } else if (c == '#') {
                skipComment();
            } else if (OPERATOR_CHARS.indexOf(c) >= 0) {
                tokens.add(operator(c == '<' ? 0 : 1));
            } else if (isRedirectedDescriptor()) {
                at++;
                tokens.add(operator(c - '0'));
            } else {
                int begins = lineNumber;
                tokens.add(new WordToken(word(), begins));
            }
        }
        return tokens;
    }

    /** The character before {@code at} was a line's end. */
    private void lineEnded() {
        lineNumber++;
        lineStart = at;
    }

    /** A backslash before a line's end joins the lines. */
    private boolean isContinuation() {
        return text.startsWith("\\\n", at);
    }

    private void skipComment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private boolean isRedirectedDescriptor() {
        char c = text.charAt(at);
        char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        return c >= '0' && c <= '9' && (next == '<' || next == '>');
    }

    private Operator operator(int descriptor) throws ShellSyntaxError {
        char c = text.charAt(at);
        char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        at++;
        if (next == c && c != ';') {
            at++;
            if (c == '<') {
                throw error("'<<': here-documents are not supported");
            }
            return c == '>' ? operator(">>", descriptor) : operator("" + c + c, -1);
        }
        if (c == '>' && next == '&') {
            at++;
            return operator(">&", descriptor);
        }
        return operator("" + c, c == '<' || c == '>' ? descriptor : -1);
    }

    private Word word() throws ShellSyntaxError {
        StringBuilder plain = new StringBuilder();
        StringBuilder pattern = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (" \t\r\n".indexOf(c) >= 0 || OPERATOR_CHARS.indexOf(c) >= 0) {
                break;
            }
            switch (c) {
                case '\'' -> singleQuoted(plain, pattern);
                case '"' -> doubleQuoted(plain, pattern);
                case '\\' -> {
                    if (isContinuation()) {
                        at += 2;
                        lineEnded();
                        continue;
                    }
                    if (at + 1 == text.length()) {
                        throw error("a backslash at the end of the line has nothing to quote");
                    }
                    quoted(text.charAt(at + 1), plain, pattern);
                    at += 2;
                }
                case '$' -> dollar(plain, pattern);
                case '`' -> throw error("'`': command substitution is not supported");
                case '(', ')' ->
                        throw error("'" + c + "': subshells and functions are not supported");
                default -> {
                    plain.append(c);
                    pattern.append(c);
                    at++;
                }
            }
        }
        return new Word(plain.toString(), pattern.toString());
    }

    private void singleQuoted(StringBuilder plain, StringBuilder pattern) throws ShellSyntaxError {
        int end = text.indexOf('\'', at + 1);
        if (end < 0) {
            throw error("the quote ' opened at column " + column() + " is not closed");
        }
        at++;
        while (at < end) {
            character(plain, pattern);
        }
        at++;
    }

    private void doubleQuoted(StringBuilder plain, StringBuilder pattern) throws ShellSyntaxError {
        ShellSyntaxError unclosed =
                error("the quote \" opened at column " + column() + " is not closed");
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length() && "\"\\$`".indexOf(text.charAt(at + 1)) >= 0) {
                quoted(text.charAt(at + 1), plain, pattern);
                at += 2;
            } else if (c == '$') {
                dollar(plain, pattern);
            } else {
                character(plain, pattern);
            }
        }
        if (at == text.length()) {
            throw unclosed;
        }
        at++;
    }

    private void dollar(StringBuilder plain, StringBuilder pattern) throws ShellSyntaxError {
        char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if (next == '?') {
            plain.append(Word.STATUS_MARK);
            pattern.append(Word.STATUS_MARK);
            at += 2;
        } else if (next == '('
                || next == '{'
                || next == '_'
                || (next < 128 && Character.isLetterOrDigit(next))) {
            throw error("'$" + next + "': of variables and substitutions only $? is supported");
        } else {
            quoted('$', plain, pattern);
            at++;
        }
    }

    /** Takes one quoted character, which may be a line's end. */
    private void character(StringBuilder plain, StringBuilder pattern) {
        char c = text.charAt(at++);
        quoted(c, plain, pattern);
        if (c == '\n') {
            lineEnded();
        }
    }

    private int column() {
        return at - lineStart + 1;
    }

    private static void quoted(char c, StringBuilder plain, StringBuilder pattern) {
        plain.append(c);
        if (PATTERN_CHARS.indexOf(c) >= 0) {
            pattern.append('\\');
        }
        pattern.append(c);
    }

    private Operator operator(String operator, int descriptor) {
        return new Operator(operator, descriptor, lineNumber);
    }

    private ShellSyntaxError error(String message) {
        return new ShellSyntaxError(lineNumber, message);
    }
}
