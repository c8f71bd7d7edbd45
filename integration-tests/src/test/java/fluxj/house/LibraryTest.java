package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Foreign libraries stay where they are at home, so that each can be replaced.
class LibraryTest {
    /// A library a line, and the only packages that may use it, those below them included.
    private static final String HOMES =
            """
            org.tomlj: config.toml
            io.netty: reactor.netty connector client overlay.zmtp
            io.netty.buffer: reactor.netty connector client overlay.zmtp wire zmtp
            org.zeromq: overlay.jeromq
            zmq: overlay.jeromq
            org.sqlite: services.contentsqlite
            java.sql: services.contentsqlite
            net.jpountz: services.contentsqlite
            org.apache.commons.compress: archive
            org.bouncycastle: zmtp.crypto
            java.lang.foreign: platform.cxi platform.os zmtp.crypto
            picocli: cli
            org.jline: cli.top
            party.iroiro.luajava: shell.lua
            io.fabric8: coral2.dws.kubernetes
            org.snakeyaml: coral2.dws.kubernetes
            """;

    private static final Set<String> ANYWHERE = Set.of("java", "javax", "org.jspecify.annotations");

    private static final ProductionClasses CLASSES = ProductionClasses.read();

    private static Map<String, Set<String>> homes() {
        Map<String, Set<String>> homes = new TreeMap<>();
        for (String line : HOMES.lines().toList()) {
            String[] sides = line.split(": ", 2);
            homes.put(sides[0], new TreeSet<>(Arrays.asList(sides[1].split(" "))));
        }
        return homes;
    }

    @Test
    void foreignLibrariesStayWhereTheyAreAtHome() {
        Map<String, Set<String>> homes = homes();
        List<String> wrong = new ArrayList<>();
        CLASSES.uses()
                .forEach(
                        (type, uses) -> {
                            String from = ProductionClasses.packageOf(type);
                            for (String used : uses) {
                                String library = Layers.longest(homes.keySet(), used);
                                Set<String> home = homes.getOrDefault(library, Set.of());
                                if (!library.isEmpty() && Layers.longest(home, from).isEmpty()) {
                                    wrong.add(type + " uses " + used);
                                }
                            }
                        });
        assertTrue(wrong.isEmpty(), () -> "\n" + String.join("\n", wrong));
    }

    @Test
    void everyForeignLibraryHasAHome() {
        Map<String, Set<String>> homes = homes();
        Set<String> homeless = new TreeSet<>();
        CLASSES.uses()
                .forEach(
                        (type, uses) -> {
                            for (String used : uses) {
                                if (!ProductionClasses.isOurs(used)
                                        && Layers.longest(ANYWHERE, used).isEmpty()
                                        && Layers.longest(homes.keySet(), used).isEmpty()) {
                                    homeless.add(type + " uses " + used);
                                }
                            }
                        });
        assertEquals(Set.of(), homeless);
    }
}
