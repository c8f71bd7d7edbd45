package fluxj.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class MustacheTest {
    private final List<String> errors = new ArrayList<>();

    private String render(String template) {
        Map<String, String> values = Map.of("id", "f1", "n", "2");
        return Mustache.render(template, tag -> Optional.ofNullable(values.get(tag)), errors::add);
    }

    @Test
    void tagsAreReplaced() {
        assertEquals("job-f1.2", render("job-{{id}}.{{n}}"));
        assertEquals("plain", render("plain"));
        assertEquals("", render(""));
        assertEquals(List.of(), errors);
    }

    @Test
    void aTagThatNobodyKnowsStays() {
        assertEquals("{{foo}} f1", render("{{foo}} {{id}}"));
        assertEquals("{{}}", render("{{}}"));
    }

    @Test
    void aTagThatDoesNotEndStaysAndIsReported() {
        assertEquals("f1 {{id", render("{{id}} {{id"));
        assertEquals(List.of("mustache template error at pos=9"), errors);
    }
}
