package dev.fuselage.kernel.program.text;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.Escapes;
import dev.fuselage.kernel.program.libc.Libc;
import java.util.List;

/** {@code echo}: writes its arguments. */
public final class Echo implements Program {

    @Override
    public String synopsis() {
        return "[-neE] [STRING]...";
    }

    @Override
    public int main(Libc c, List<String> args) {
        boolean newline = true;
        boolean escapes = false;
        int first = 0;
        while (first < args.size() && args.get(first).matches("-[neE]+")) {
            String letters = args.get(first++);
            newline &= letters.indexOf('n') < 0;
            int last = Math.max(letters.lastIndexOf('e'), letters.lastIndexOf('E'));
            escapes = last < 0 ? escapes : letters.charAt(last) == 'e';
        }
        String text = String.join(" ", args.subList(first, args.size()));
        if (!escapes) {
            c.out().print(text).print(newline ? "\n" : "");
            return 0;
        }
        StringBuilder out = new StringBuilder();
        boolean whole = Escapes.expand(text, out);
        c.out().print(out.toString()).print(newline && whole ? "\n" : "");
        return 0;
    }
}
