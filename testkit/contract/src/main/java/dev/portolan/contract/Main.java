package dev.portolan.contract;

import dev.portolan.contract.ContractCase.Outcome;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** {@code java -jar portolan-contract-VERSION-all.jar http://localhost:5000} */
public final class Main {
    private Main() {}

    /** Tests the registry that the arguments name, prints a report, and ends with an exit code. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(args), System.getenv(), out, err));
    }

    /** Returns the exit code. */
    static int run(List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
        if (args.contains("--help")) {
            out.print(Arguments.HELP);
            return 0;
        }
        try {
            RegistryUnderTest registry = Arguments.parse(args, environment);
            List<ContractCase> cases = RegistryContract.run(registry);
            out.print(Report.of(registry, cases));
            return Report.count(cases, Outcome.FAIL) == 0 ? 0 : 1;
        } catch (Arguments.WrongException e) {
            err.println(e.getMessage());
            return 2;
        } catch (IllegalStateException | UncheckedIOException e) {
            err.println(e.getMessage());
            return 3;
        }
    }
}
