package dev.fuselage.kernel.program.libc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command line's options and operands, taken apart as {@code getopt_long} does: options may stand
 * anywhere before {@code --}, single letters may be joined.
 */
public final class Options {

    private final Map<String, Character> longNames = new LinkedHashMap<>();
    private final String letters;
    private final Map<Character, String> values = new LinkedHashMap<>();
    private final List<String> operands = new ArrayList<>();
    private final StringBuilder order = new StringBuilder();
    private boolean permute = true;

    private Options(String letters) {
        this.letters = letters;
    }

    /**
     * Names the options a program has.
     *
     * @param letters as for {@code getopt}: a letter with a colon behind it takes a value; a
     *     leading {@code +} ends options at the first operand
     * @param longNames long names with the letter they stand for, as {@code all=a}
     */
    public static Options of(String letters, String... longNames) {
        Options options = new Options(letters);
        options.permute = !letters.startsWith("+");
        for (String name : longNames) {
            options.longNames.put(
                    name.substring(0, name.length() - 2), name.charAt(name.length() - 1));
        }
        return options;
    }

    /** Takes the arguments apart. */
    public Options parse(List<String> args) throws BadUsage {
        int i = 0;
        while (i < args.size()) {
            String arg = args.get(i++);
            if (arg.equals("--")) {
                operands.addAll(args.subList(i, args.size()));
                return this;
            }
            if (arg.startsWith("--")) {
                i = longOption(arg.substring(2), args, i);
            } else if (arg.length() > 1 && arg.charAt(0) == '-') {
                i = letterOptions(arg, args, i);
            } else {
                operands.add(arg);
                if (!permute) {
                    operands.addAll(args.subList(i, args.size()));
                    return this;
                }
            }
        }
        return this;
    }

    private int letterOptions(String arg, List<String> args, int next) throws BadUsage {
        for (int i = 1; i < arg.length(); i++) {
            char letter = arg.charAt(i);
            int known = letter == ':' || letter == '+' ? -1 : letters.indexOf(letter);
            if (known < 0) {
                throw new BadUsage("invalid option -- '" + letter + "'");
            }
            if (!takesValue(letter)) {
                set(letter, "");
            } else if (i + 1 < arg.length()) {
                set(letter, arg.substring(i + 1));
                return next;
            } else if (next < args.size()) {
                set(letter, args.get(next));
                return next + 1;
            } else {
                throw new BadUsage("option requires an argument -- '" + letter + "'");
            }
        }
        return next;
    }

    private int longOption(String text, List<String> args, int next) throws BadUsage {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        Character letter = longNames.get(name);
        if (letter == null) {
            throw new BadUsage("unrecognized option '--" + text + "'");
        }
        if (!takesValue(letter)) {
            if (equals >= 0) {
                throw new BadUsage("option '--" + name + "' doesn't allow an argument");
            }
            set(letter, "");
            return next;
        }
        if (equals >= 0) {
            set(letter, text.substring(equals + 1));
            return next;
        }
        if (next == args.size()) {
            throw new BadUsage("option '--" + name + "' requires an argument");
        }
        set(letter, args.get(next));
        return next + 1;
    }

    private boolean takesValue(char letter) {
        int at = letters.indexOf(letter);
        return at >= 0 && at + 1 < letters.length() && letters.charAt(at + 1) == ':';
    }

    private void set(char letter, String value) {
        values.put(letter, value);
        order.append(letter);
    }

    /** Whether the option is there. */
    public boolean has(char letter) {
        return values.containsKey(letter);
    }

    /** Of several options that override each other the one given last; a NUL for none of them. */
    public char last(String alternatives) {
        for (int i = order.length() - 1; i >= 0; i--) {
            if (alternatives.indexOf(order.charAt(i)) >= 0) {
                return order.charAt(i);
            }
        }
        return 0;
    }

    /** The option's value, the last one if it is there twice; {@code absent} without it. */
    public String value(char letter, String absent) {
        return values.getOrDefault(letter, absent);
    }

    public List<String> operands() {
        return Collections.unmodifiableList(operands);
    }

    /** The operands, of which there must be one or more. */
    public List<String> someOperands() throws BadUsage {
        if (operands.isEmpty()) {
            throw BadUsage.missingOperand();
        }
        return operands();
    }

    /** The only operand there may be and must be. */
    public String oneOperand() throws BadUsage {
        atMost(1);
        return someOperands().get(0);
    }

    /** Refuses more operands than that. */
    public Options atMost(int count) throws BadUsage {
        if (operands.size() > count) {
            throw BadUsage.extraOperand(operands.get(count));
        }
        return this;
    }
}
