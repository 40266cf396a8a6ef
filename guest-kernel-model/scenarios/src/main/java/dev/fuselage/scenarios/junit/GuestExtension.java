package dev.fuselage.scenarios.junit;

import dev.fuselage.scenarios.explore.ReplayToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives test methods their {@link GuestBuilder}, and sees to it that they use it. */
public final class GuestExtension implements ParameterResolver, AfterTestExecutionCallback {
    /** A configuration parameter or system property: the token of the schedule to be played. */
    public static final String REPLAY = "fuselage.replay";

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(GuestExtension.class);

    /** Made by JUnit. */
    public GuestExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == GuestBuilder.class;
    }

    @Override
    public GuestBuilder resolveParameter(ParameterContext parameter, ExtensionContext context) {
        GuestBuilder builder = new GuestBuilder(name(context), token(context));
        context.getStore(NAMESPACE).put(GuestBuilder.class, builder);
        return builder;
    }

    /** "CrossRenameTest/renamesNeverBlockEachOther". */
    private static String name(ExtensionContext context) {
        return context.getRequiredTestClass().getSimpleName()
                + "/"
                + context.getRequiredTestMethod().getName();
    }

    private static @Nullable ReplayToken token(ExtensionContext context) {
        return context.getConfigurationParameter(REPLAY).map(ReplayToken::parse).orElse(null);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        GuestBuilder builder =
                context.getStore(NAMESPACE).get(GuestBuilder.class, GuestBuilder.class);
        if (builder != null && !builder.isExplored() && context.getExecutionException().isEmpty()) {
            throw new AssertionError(
                    "%s says nothing of what must or must not happen: end it with mustNever(...)"
                            .formatted(name(context)));
        }
    }
}
