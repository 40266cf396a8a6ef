package dev.fuselage.kernel.program.text;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Input;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code grep}: lines that match a basic, extended or fixed pattern. */
public final class Grep implements Program {

    private static final int TROUBLE = 2;

    private boolean anyMatch;

    @Override
    public String synopsis() {
        return "[-cEFilnqv] PATTERN [FILE]...";
    }

    @Override
    public int usageStatus() {
        return TROUBLE;
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("cEFilnqve:", "count=c", "ignore-case=i", "quiet=q").parse(args);
        boolean separate = o.has('e');
        List<String> operands = separate ? o.operands() : o.someOperands();
        String text = separate ? o.value('e', "") : operands.get(0);
        Pattern pattern = compile(o, text);
        List<String> files = separate ? operands : operands.subList(1, operands.size());
        boolean named = files.size() > 1;
        int status = 0;
        for (String file : files.isEmpty() ? List.of("-") : files) {
            if (!Input.each(c, file, (in, name) -> search(c, o, pattern, in, name, named))) {
                status = TROUBLE;
            }
        }
        return status == 0 || (o.has('q') && anyMatch) ? (anyMatch ? 0 : 1) : status;
    }

    private static Pattern compile(Options o, String text) throws BadUsage {
        int flags = o.has('i') ? Pattern.CASE_INSENSITIVE : 0;
        try {
            if (o.has('F')) {
                return Pattern.compile(text, flags | Pattern.LITERAL);
            }
            return Pattern.compile(o.has('E') ? text : fromBasic(text), flags);
        } catch (PatternSyntaxException e) {
            throw BadUsage.ofValue("invalid pattern: " + text);
        }
    }

    /** In a basic pattern the operators {@code + ? | ( ) { }} need a backslash. */
    private static String fromBasic(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char ch = text.charAt(i);
            boolean escaped = ch == '\\' && i + 1 < text.length();
            char meant = escaped ? text.charAt(++i) : ch;
            boolean operator = "+?|(){}".indexOf(meant) >= 0;
            // A backslash turns these operators on here and off in Java; others it turns off in
            // both.
            out.append(operator != escaped && (operator || escaped) ? "\\" : "").append(meant);
        }
        return out.toString();
    }

    private boolean search(
            Libc c, Options o, Pattern pattern, Input in, String file, boolean named) {
        long count = 0;
        long number = 0;
        String prefix = named ? file + ":" : "";
        for (String line = in.line(); line != null; line = in.line()) {
            number++;
            if (pattern.matcher(line).find() == o.has('v')) {
                continue;
            }
            count++;
            anyMatch = true;
            if (o.has('q')) {
                return true;
            }
            if (o.has('l')) {
                c.out().println(file);
                return true;
            }
            if (!o.has('c')) {
                c.out().println(prefix + (o.has('n') ? number + ":" : "") + line);
            }
        }
        if (o.has('c') && !o.has('l')) {
            c.out().println(prefix + count);
        }
        return true;
    }
}
