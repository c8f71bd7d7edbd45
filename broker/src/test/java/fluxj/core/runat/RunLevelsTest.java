package fluxj.core.runat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Optional;

@Timeout(60)
class RunLevelsTest {
    private static final InitialProgram GROUP_IS_OWN =
            new InitialProgram.ShellLine("set -- $(ps -o pgid= -p $$); test $1 = $$");

    private final Workbench bench = new Workbench(Optional.empty());

    @AfterEach
    void close() {
        bench.close();
    }

    private void push(boolean leadsGroup, InitialProgram program) {
        RunLevels.pushProgram(bench.runat, bench, leadsGroup, () -> program);
    }

    @Test
    void runsTheScriptsOfTheAttributesWithTheirOutputInTheLog() {
        bench.attributes.put("broker.rc1_path", "echo begin");
        bench.attributes.put("broker.rc3_path", "echo end");
        RunLevels.scripts(bench).forEach(script -> RunLevels.pushScript(bench.runat, script));
        bench.run("rc1");
        bench.run("rc3");
        assertEquals(
                List.of("info rc1.0: begin", "info rc3.0: end"),
                bench.logged.stream().filter(line -> !line.contains("Exited")).toList());
        assertFalse(bench.runat.isDefined("rc2"));
    }

    @Test
    void hasNoListForAnEmptyPath() {
        bench.attributes.put("broker.rc1_path", "");
        RunLevels.scripts(bench).forEach(script -> RunLevels.pushScript(bench.runat, script));
        assertFalse(bench.runat.isDefined("rc1"));
        assertFalse(bench.runat.isDefined("rc3"));
    }

    @Test
    void hasNoInitialProgramWhenToldSo() {
        bench.attributes.put("broker.rc2_none", Workbench.NO_VALUE);
        RunLevels.pushProgram(
                bench.runat,
                bench,
                false,
                () -> {
                    throw new IllegalStateException("asked for a program");
                });
        assertFalse(bench.runat.isDefined("rc2"));
    }

    @Test
    void passesOnThatTheProgramCannotBeRun() {
        FluxException error = new FluxException(Errno.EINVAL, "stdin is not a tty");
        FluxException thrown =
                assertThrows(
                        FluxException.class,
                        () ->
                                RunLevels.pushProgram(
                                        bench.runat,
                                        bench,
                                        false,
                                        () -> {
                                            throw error;
                                        }));
        assertEquals(error, thrown);
    }

    @Test
    void keepsTheProgramInTheGroupThatTheBrokerLeads() {
        push(true, GROUP_IS_OWN);
        assertEquals(1, bench.run("rc2"));
    }

    @Test
    void givesTheProgramItsOwnGroupWhenTheBrokerLeadsNoneOrIsToldTo() {
        push(false, GROUP_IS_OWN);
        assertEquals(0, bench.run("rc2"));
    }

    @Test
    void givesTheProgramItsOwnGroupWhenTheAttributeSaysSo() {
        bench.attributes.put("broker.rc2_pgrp", Workbench.NO_VALUE);
        push(true, GROUP_IS_OWN);
        assertEquals(0, bench.run("rc2"));
    }
}
