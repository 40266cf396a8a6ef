package dev.fuselage.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * For options whose value is optional: only what is attached with {@code =} is the value, never the
 * next word.
 */
public final class AttachedValue implements IParameterPreprocessor {

    @Override
    @SuppressWarnings("JdkObsolete") // picocli's interface
    public boolean preprocess(
            Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        if (!info.containsKey("separator")) {
            args.push(((OptionSpec) option).fallbackValue());
        }
        return false;
    }
}
