package fluxj.module;

import fluxj.service.ServiceFactory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The modules that a broker has, one row each: what it starts itself, what `module.load` finds by
/// name, and what rc1 loads in which order. rc3 removes them in the opposite order.
public final class StartTable {
    /// A module that rc1 loads here.
    ///
    /// @param provides what else it is needed as
    public record Step(String module, Optional<String> provides, List<String> arguments) {}

    private final List<StartRow> rows;

    /// @throws IllegalArgumentException for a row that needs what no row is or provides
    public StartTable(List<StartRow> rows) {
        this.rows = List.copyOf(rows);
        for (StartRow row : rows) {
            for (String need : row.needs()) {
                if (rows.stream().noneMatch(other -> other.isCalled(need))) {
                    throw new IllegalArgumentException(row.name() + " needs " + need);
                }
            }
        }
    }

    /// The modules that the broker starts itself, in the order of the table.
    public List<ServiceFactory> builtins() {
        return factories(StartRow.When.BUILTIN);
    }

    /// The modules that `module.load` finds by name.
    public List<ServiceFactory> loadable() {
        return factories(StartRow.When.RC1);
    }

    private List<ServiceFactory> factories(StartRow.When when) {
        return rows.stream().filter(row -> row.when() == when).map(StartRow::factory).toList();
    }

    /// What rc1 loads on a broker: the rows in their order, each after what it needs.
    ///
    /// @param alternatives the module that is to provide a service, where that is not the first row
    ///   that does; it need not have a row
    /// @throws IllegalStateException when modules need each other in a circle
    public List<Step> steps(int rank, Function<String, Optional<String>> alternatives) {
        Order order = new Order(rank, alternatives);
        for (StartRow row : rows) {
            if (row.when() == StartRow.When.RC1) {
                order.add(row);
            }
        }
        return order.steps;
    }

    private final class Order {
        private final int rank;
        private final Function<String, Optional<String>> alternatives;
        private final Set<StartRow> open = new LinkedHashSet<>();
        private final Set<StartRow> done = new LinkedHashSet<>();
        private final List<Step> steps = new ArrayList<>();

        Order(int rank, Function<String, Optional<String>> alternatives) {
            this.rank = rank;
            this.alternatives = alternatives;
        }

        void add(StartRow row) {
            if (done.contains(row) || !row.ranks().contain(rank) || !isFirst(row)) {
                return;
            }
            if (!open.add(row)) {
                throw new IllegalStateException(row.name() + " needs itself");
            }
            for (String need : row.needs()) {
                rows.stream().filter(other -> other.isCalled(need)).forEach(this::add);
            }
            done.add(row);
            steps.add(step(row));
        }

        /// True unless an earlier row provides the same: it stands for all that do.
        private boolean isFirst(StartRow row) {
            return row.provides().isEmpty()
                    || rows.stream()
                            .filter(other -> other.provides().equals(row.provides()))
                            .findFirst()
                            .filter(row::equals)
                            .isPresent();
        }

        private Step step(StartRow row) {
            String module = row.provides().flatMap(alternatives).orElse(row.name());
            List<String> arguments =
                    rows.stream()
                            .filter(other -> other.name().equals(module))
                            .findFirst()
                            .map(StartRow::arguments)
                            .orElse(List.of());
            return new Step(module, row.provides(), arguments);
        }
    }
}
