package dev.fuselage.scenarios.outcome;

import java.util.List;

/**
 * Orders of locks and events, seen in schedules that passed, which close a circle under some other
 * schedule or workload, as lockdep finds them.
 *
 * @param edges in words, each "A is held while B is waited for, by cat in fuse_page_mkwrite"
 * @param signature the circle without numbers
 */
public record Potential(List<String> edges, String signature) {}
