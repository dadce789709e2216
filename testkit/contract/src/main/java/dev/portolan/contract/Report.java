package dev.portolan.contract;

import dev.portolan.contract.ContractCase.Outcome;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The readable report: one line per case, in groups, and a summary. */
final class Report {
    private static final int DETAIL_LINES = 12;
    private static final int DETAIL_COLUMNS = 160;

    private Report() {}

    static String of(RegistryUnderTest registry, List<ContractCase> cases) {
        StringBuilder text = new StringBuilder();
        text.append("distribution-spec 1.1 at ").append(registry.address()).append('\n');
        groups(cases).forEach((group, members) -> {
            text.append('\n').append(group).append('\n');
            members.forEach(member -> append(text, member));
        });
        return text.append('\n').append(summary(cases)).append('\n').toString();
    }

    private static Map<String, List<ContractCase>> groups(List<ContractCase> cases) {
        return cases.stream()
                .sorted(Comparator.comparing(ContractCase::group).thenComparing(ContractCase::name))
                .collect(Collectors.groupingBy(ContractCase::group, LinkedHashMap::new, Collectors.toList()));
    }

    private static void append(StringBuilder text, ContractCase member) {
        switch (member.outcome()) {
            case PASS -> text.append("  pass           ").append(member.name()).append('\n');
            case NOT_SUPPORTED ->
                text.append("  not supported  ")
                        .append(member.name())
                        .append(" (")
                        .append(member.detail())
                        .append(")\n");
            case FAIL -> {
                text.append("  FAIL           ").append(member.name()).append('\n');
                member.detail()
                        .lines()
                        .filter(line -> !line.isBlank())
                        .limit(DETAIL_LINES)
                        .forEach(line -> text.append("                 ")
                                .append(shortened(line.strip()))
                                .append('\n'));
            }
        }
    }

    private static String shortened(String line) {
        return line.length() <= DETAIL_COLUMNS ? line : line.substring(0, DETAIL_COLUMNS) + "…";
    }

    static String summary(List<ContractCase> cases) {
        String counts = count(cases, Outcome.PASS) + " passed, " + count(cases, Outcome.FAIL) + " failed, "
                + count(cases, Outcome.NOT_SUPPORTED) + " not supported";
        TreeSet<String> missing = cases.stream()
                .filter(member -> member.outcome() == Outcome.NOT_SUPPORTED)
                .map(ContractCase::detail)
                .collect(Collectors.toCollection(TreeSet::new));
        return missing.isEmpty() ? counts : counts + " (" + String.join(", ", missing) + ")";
    }

    static long count(List<ContractCase> cases, Outcome outcome) {
        return cases.stream().filter(member -> member.outcome() == outcome).count();
    }
}
