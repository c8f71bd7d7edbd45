package fluxj.job.spec;

import fluxj.format.FormatException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Constraints as people write them (RFC 35): `a b`, `host:x|rank:0`, `not (a -b)`. They become
/// objects of RFC 31. Terms that stand beside each other bind weaker than `|` before them and as
/// `&` behind them, as in Flux's parser.
///
/// @param operators full names by short ones; that of the empty name is taken for a term without
///   one
/// @param splitAtCommas operators whose operand is a list
/// @param combined operators whose operands are joined to one list when several are ANDed
public record ConstraintSyntax(
        Map<String, String> operators, Set<String> splitAtCommas, Set<String> combined) {

    /// What a job may require.
    public static final ConstraintSyntax FOR_JOBS =
            new ConstraintSyntax(
                    Map.of(
                            "",
                            "properties",
                            "host",
                            "hostlist",
                            "hosts",
                            "hostlist",
                            "rank",
                            "ranks"),
                    Set.of("properties"),
                    Set.of("properties"));

    private static final Pattern INVALID_IN_OPERATOR =
            Pattern.compile("[^\\w.+@-]", Pattern.UNICODE_CHARACTER_CLASS);
    private static final String AND = "and";
    private static final String OR = "or";
    private static final String NOT = "not";

    /// Copies its tables.
    public ConstraintSyntax {
        operators = Map.copyOf(operators);
        splitAtCommas = Set.copyOf(splitAtCommas);
        combined = Set.copyOf(combined);
    }

    /// Reads a constraint.
    ///
    /// @throws FormatException with Flux's text and the place
    public JsonObject parse(String text) {
        Parser parser = new Parser(this, text);
        JsonObject constraint = parser.expression(0);
        parser.end();
        return constraint;
    }

    private JsonObject term(String token) {
        int colon = token.indexOf(':');
        String name = colon < 0 ? "" : token.substring(0, colon);
        String operand = token.substring(colon + 1);
        if (colon < 0 && !operators.containsKey("")) {
            throw new FormatException("Missing required operator in \"" + token + "\"");
        }
        String operator = operators.getOrDefault(name, name);
        Matcher invalid = INVALID_IN_OPERATOR.matcher(operator);
        if (invalid.find()) {
            throw new FormatException(
                    "invalid character '" + invalid.group() + "' in operator '" + operator + ":'");
        }
        List<String> operands =
                splitAtCommas.contains(operator)
                        ? List.of(operand.split(",", -1))
                        : List.of(operand);
        return JsonObject.of(operator, JsonArray.ofTexts(operands));
    }

    private JsonObject both(JsonObject left, JsonObject right) {
        if (left.array(AND).isPresent()) {
            return JsonObject.of(AND, appended(left.array(AND).get(), right));
        }
        String operator = left.keys().iterator().next();
        if (combined.contains(operator) && right.array(operator).isPresent()) {
            List<JsonValue> operands = new ArrayList<>(left.array(operator).orElseThrow().items());
            operands.addAll(right.array(operator).get().items());
            return JsonObject.of(operator, new JsonArray(operands));
        }
        return JsonObject.of(AND, JsonArray.of(left, right));
    }

    private static JsonObject either(JsonObject left, JsonObject right) {
        return JsonObject.of(
                OR,
                left.array(OR)
                        .map(all -> appended(all, right))
                        .orElseGet(() -> JsonArray.of(left, right)));
    }

    private static JsonArray appended(JsonArray array, JsonObject last) {
        List<JsonValue> items = new ArrayList<>(array.items());
        items.add(last);
        return new JsonArray(items);
    }

    /// By precedence: an operator is taken while it binds tighter than the one to its left. A term
    /// without operator before it binds as the loosest.
    private static final class Parser {
        private static final int LOOSE = 0;
        private static final int LEVEL_OR = 1;
        private static final int LEVEL_AND = 2;
        private static final int LEVEL_NOT = 3;
        private static final int LEVEL_NEGATE = 4;

        private final ConstraintSyntax syntax;
        private final ConstraintLexer lexer;
        private final String text;
        private ConstraintLexer.@Nullable Token next;
        private final List<Integer> open = new ArrayList<>();

        Parser(ConstraintSyntax syntax, String text) {
            this.syntax = syntax;
            this.text = text;
            lexer = new ConstraintLexer(text);
            next = lexer.next();
        }

        private static int level(ConstraintLexer.Token token) {
            return switch (token.kind()) {
                case TERM, OPEN, CLOSE -> LOOSE;
                case OR -> LEVEL_OR;
                case AND -> LEVEL_AND;
                case NOT -> LEVEL_NOT;
                case NEGATE -> LEVEL_NEGATE;
            };
        }

        /// @param outer the level of the operator to the left; 0 when there is none
        JsonObject expression(int outer) {
            JsonObject left = operand();
            while (next != null && next.kind() != ConstraintLexer.Kind.CLOSE) {
                int level = level(next);
                // NOT after NOT is the one pair that is taken from the right.
                boolean reduce = level < outer || (level == outer && outer != LEVEL_NOT);
                if (outer > 0 && reduce) {
                    return left;
                }
                left =
                        switch (next.kind()) {
                            case OR -> {
                                advance();
                                yield either(left, expression(LEVEL_OR));
                            }
                            case AND -> {
                                advance();
                                yield syntax.both(left, expression(LEVEL_AND));
                            }
                            case TERM, OPEN, NOT, NEGATE, CLOSE ->
                                    syntax.both(left, expression(LEVEL_AND));
                        };
            }
            return left;
        }

        private void advance() {
            next = lexer.next();
        }

        private JsonObject operand() {
            ConstraintLexer.Token token = next;
            if (token == null) {
                throw endOfInput();
            }
            return switch (token.kind()) {
                case TERM -> {
                    advance();
                    yield syntax.term(token.text());
                }
                case NOT -> {
                    advance();
                    yield JsonObject.of(NOT, JsonArray.of(expression(LEVEL_NOT)));
                }
                case NEGATE -> {
                    advance();
                    yield JsonObject.of(NOT, JsonArray.of(negatedTerm()));
                }
                case OPEN -> {
                    open.add(token.position());
                    advance();
                    JsonObject inside = expression(LOOSE);
                    if (next == null) {
                        throw endOfInput();
                    }
                    open.removeLast();
                    advance();
                    yield inside;
                }
                case AND, OR, CLOSE -> throw unexpected(token);
            };
        }

        private JsonObject negatedTerm() {
            ConstraintLexer.Token term = next;
            if (term == null) {
                throw endOfInput();
            }
            if (term.kind() != ConstraintLexer.Kind.TERM) {
                throw unexpected(term);
            }
            advance();
            return syntax.term(term.text());
        }

        void end() {
            if (next != null) {
                throw unexpected(next);
            }
        }

        private FormatException endOfInput() {
            return new FormatException(
                    open.isEmpty()
                            ? "Unexpected end of input in '" + text + "'"
                            : "Unclosed parenthesis in position " + open.getLast());
        }

        private FormatException unexpected(ConstraintLexer.Token token) {
            return new FormatException(
                    open.isEmpty() && token.kind() == ConstraintLexer.Kind.CLOSE
                            ? "Mismatched parentheses starting at position "
                                    + token.position()
                                    + "."
                            : "Invalid token '"
                                    + token.text()
                                    + "' at position "
                                    + token.position());
        }
    }
}
