package dev.portolan.contract;

import dev.portolan.contract.ContractCase.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Turns JUnit's events into cases. */
final class CaseListener implements TestExecutionListener {
    private final List<ContractCase> cases = new ArrayList<>();
    private @Nullable TestPlan plan;

    List<ContractCase> cases() {
        return List.copyOf(cases);
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        // A container is a case only if it fails itself, before its tests run.
        if (test.isContainer() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            return;
        }
        Deque<String> names = names(test);
        String group = names.size() > 1 ? names.removeFirst() : "";
        String detail = result.getThrowable().map(CaseListener::describe).orElse("");
        cases.add(new ContractCase(group, String.join(": ", names), outcome(result), detail));
    }

    private static Outcome outcome(TestExecutionResult result) {
        return switch (result.getStatus()) {
            case SUCCESSFUL -> Outcome.PASS;
            case ABORTED -> Outcome.NOT_SUPPORTED;
            case FAILED -> Outcome.FAIL;
        };
    }

    /** The names from the nested class on: its own, the test's, and that of a dynamic test. */
    private Deque<String> names(TestIdentifier test) {
        Deque<String> names = new ArrayDeque<>();
        Optional<TestIdentifier> next = Optional.of(test);
        while (next.isPresent()) {
            names.addFirst(next.get().getDisplayName().replaceFirst("\\(\\)$", ""));
            next = Objects.requireNonNull(plan).getParent(next.get());
        }
        names.removeFirst(); // the engine
        names.removeFirst(); // the class of the contract
        return names;
    }

    private static String describe(Throwable failure) {
        String text = String.valueOf(failure.getMessage()).strip();
        Throwable cause = failure.getCause();
        return cause == null || cause.getMessage() == null ? text : text + " (" + cause.getMessage() + ")";
    }
}
