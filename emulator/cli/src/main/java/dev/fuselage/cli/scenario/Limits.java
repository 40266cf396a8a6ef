package dev.fuselage.cli.scenario;

import dev.fuselage.cli.UsageError;
import dev.fuselage.scenarios.explore.Budget;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads limits of a search as users write them: {@code 30s}, {@code 5e6states}. */
final class Limits {
    private static final Pattern FORM =
            Pattern.compile(
                    "(\\d{1,18}(?:\\.\\d{1,9})?(?:e\\d{1,2})?) ?(ms|s|m|h|schedules?|states?)");
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private Limits() {}

    /** All of them together. */
    static Budget of(String option, List<String> texts) {
        Budget budget = Budget.unlimited();
        for (String text : texts) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new UsageError(
                        option
                                + ": '"
                                + text
                                + "' is no limit: write 30s, 5m, 100000schedules or 5e6states");
            }
            BigDecimal number = new BigDecimal(matcher.group(1));
            budget =
                    switch (matcher.group(2)) {
                        case "ms" -> budget.withNanos(whole(option, text, number, 1_000_000L));
                        case "s" -> budget.withNanos(whole(option, text, number, 1_000_000_000L));
                        case "m" -> budget.withNanos(whole(option, text, number, 60_000_000_000L));
                        case "h" ->
                                budget.withNanos(whole(option, text, number, 3_600_000_000_000L));
                        case "schedule", "schedules" ->
                                budget.withSchedules(whole(option, text, number, 1));
                        default -> budget.withStates(whole(option, text, number, 1));
                    };
        }
        return budget;
    }

    private static long whole(String option, String text, BigDecimal number, long unit) {
        BigDecimal value = number.multiply(BigDecimal.valueOf(unit));
        if (value.compareTo(BigDecimal.ONE) < 0 || value.compareTo(MOST) > 0) {
            throw new UsageError(option + ": '" + text + "' is not a limit that can be reached");
        }
        return value.longValue();
    }
}
