package fluxj.module;

import static fluxj.module.StartRow.builtin;
import static fluxj.module.StartRow.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.rpc.HandlerTable;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class StartTableTest {
    private static Service idle(ServiceContext flux) {
        return () -> HandlerTable.builder().build();
    }

    private static StartRow row(String name) {
        return module(name, StartTableTest::idle);
    }

    private static List<String> order(
            int rank, Map<String, String> alternatives, StartRow... rows) {
        return new StartTable(List.of(rows))
                .steps(rank, service -> Optional.ofNullable(alternatives.get(service))).stream()
                        .map(StartTable.Step::module)
                        .toList();
    }

    @Test
    void rowsStartInTheirOrderWhenNothingSpeaksAgainstIt() {
        assertEquals(List.of("c", "a", "b"), order(0, Map.of(), row("c"), row("a"), row("b")));
    }

    @Test
    void aModuleStartsAfterWhatItNeedsWhereverThatStands() {
        assertEquals(
                List.of("d", "c", "a", "b"),
                order(0, Map.of(), row("a").needs("c"), row("b"), row("c").needs("d"), row("d")));
    }

    @Test
    void whatBelongsToTheLeaderDoesNotStartElsewhereAndIsNotWaitedForThere() {
        StartRow[] rows = {row("a").onLeader(), row("b").needs("a")};
        assertEquals(List.of("a", "b"), order(0, Map.of(), rows));
        assertEquals(List.of("b"), order(1, Map.of(), rows));
    }

    @Test
    void ofSeveralThatProvideTheSameTheFirstStartsOrTheOneThatIsChosen() {
        StartRow[] rows = {
            row("user").needs("sched"),
            row("simple").provides("sched"),
            row("clever").provides("sched").arguments("quickly")
        };
        assertEquals(List.of("simple", "user"), order(0, Map.of(), rows));
        assertEquals(List.of("clever", "user"), order(0, Map.of("sched", "clever"), rows));
        assertEquals(List.of("stranger", "user"), order(0, Map.of("sched", "stranger"), rows));
    }

    @Test
    void theArgumentsAreThoseOfTheModuleThatStarts() {
        StartTable table =
                new StartTable(
                        List.of(
                                row("simple").provides("sched").arguments("slowly"),
                                row("clever").provides("sched").arguments("quickly")));
        assertEquals(
                List.of("quickly"),
                table.steps(0, _ -> Optional.of("clever")).getFirst().arguments());
        assertEquals(
                List.of("slowly"), table.steps(0, _ -> Optional.empty()).getFirst().arguments());
        assertEquals(
                List.of(), table.steps(0, _ -> Optional.of("stranger")).getFirst().arguments());
    }

    @Test
    void whatTheBrokerStartsItselfIsNeitherLoadedByNameNorByRc1() {
        StartTable table =
                new StartTable(List.of(builtin("overlay", StartTableTest::idle), row("kvs")));
        assertEquals(
                List.of("overlay"), table.builtins().stream().map(ServiceFactory::name).toList());
        assertEquals(List.of("kvs"), table.loadable().stream().map(ServiceFactory::name).toList());
        assertEquals(1, table.steps(0, _ -> Optional.empty()).size());
    }

    @Test
    void aNeedThatNobodyMeetsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> order(0, Map.of(), row("a").needs("b")));
    }

    @Test
    void aCircleIsRefused() {
        StartRow[] rows = {row("a").needs("b"), row("b").needs("a")};
        assertThrows(IllegalStateException.class, () -> order(0, Map.of(), rows));
    }
}
