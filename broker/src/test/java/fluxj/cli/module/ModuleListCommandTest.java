package fluxj.cli.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.service.ModuleInfo;

import org.junit.jupiter.api.Test;

import java.util.List;

class ModuleListCommandTest {
    @Test
    void modulesAreListedInColumns() {
        ModuleInfo module =
                new ModuleInfo(
                        "content-sqlite",
                        "/x/content-sqlite.so",
                        120,
                        1,
                        List.of("content-backing", "content-sqlite"),
                        0,
                        12);
        assertEquals(
                "content-sqlite            idle  R     0    12 content-backing",
                ModuleListCommand.line(module, false));
        assertEquals(
                "content-sqlite            idle  R     0    12 content+ /x/content-sqlite.so",
                ModuleListCommand.line(module, true));
    }
}
