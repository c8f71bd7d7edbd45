package fluxj.coral2.dws.apiserver.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the language of schemas.
final class SchemaReader {
    private final String text;
    private int at;

    /// The schema that a text says.
    static Schema parse(String text) {
        SchemaReader reader = new SchemaReader(text.replaceAll("\\s+", ""));
        Schema schema = reader.schema();
        reader.expect("");
        return schema;
    }

    private SchemaReader(String text) {
        this.text = text;
    }

    private boolean take(String next) {
        boolean there = text.startsWith(next, at);
        at += there ? next.length() : 0;
        return there;
    }

    private void expect(String next) {
        if (!take(next) || (next.isEmpty() && at < text.length())) {
            throw new IllegalStateException("schema at " + at + ": " + text);
        }
    }

    private String word() {
        int start = at;
        while (at < text.length() && "{}[]<>:,!".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private Schema schema() {
        if (take("[")) {
            Schema each = schema();
            expect("]");
            return new Schema.Many(each);
        }
        if (take("<")) {
            Schema each = schema();
            expect(">");
            return new Schema.Named(each);
        }
        if (take("{")) {
            return members();
        }
        String word = word();
        return switch (word) {
            case "any" -> new Schema.Any();
            case "string", "integer", "boolean", "id" -> new Schema.Plain(word);
            default -> new Schema.Choice(List.of(word.split("\\|")));
        };
    }

    private Schema members() {
        Map<String, Schema> members = new LinkedHashMap<>();
        List<String> needed = new ArrayList<>();
        do {
            String name = word();
            if (take("!")) {
                needed.add(name);
            }
            expect(":");
            members.put(name, schema());
        } while (take(","));
        expect("}");
        return new Schema.Members(members, List.copyOf(needed));
    }
}
