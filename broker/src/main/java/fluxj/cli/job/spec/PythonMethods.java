package fluxj.cli.job.spec;

import fluxj.format.FormatException;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a user defines to be made of an input, `NAME=CODE`, where `x` is the input and CODE an
/// expression of Python. One `python3` evaluates them all; it is started for the first.
public final class PythonMethods implements AutoCloseable {
    /// Between the items of a list, which become words of their own.
    static final String BETWEEN_ITEMS = "::list::";

    private static final String PROGRAM =
            """
            import itertools, json, math, os, random, re, sys, time
            answers, sys.stdout = sys.stdout, sys.stderr
            methods = {}
            for line in sys.stdin:
                name, code, x = json.loads(line)
                try:
                    if name not in methods:
                        methods[name] = compile(code, name, "eval")
                    if x is None:
                        answer = {}
                    else:
                        value = eval(methods[name], globals(), dict(x=x))
                        if isinstance(value, list):
                            answer = {"text": "::list::".join(value)}
                        else:
                            answer = {"text": format(value)}
                except Exception as error:
                    answer = {"error": str(error)}
                print(json.dumps(answer), file=answers, flush=True)
            """;

    private final Map<String, String> codes = new LinkedHashMap<>();
    private Optional<Interpreter> interpreter = Optional.empty();

    private record Interpreter(Process process, BufferedReader answers, Writer questions) {
        static Interpreter start() {
            try {
                Process process =
                        new ProcessBuilder("python3", "-c", PROGRAM)
                                .redirectError(Redirect.INHERIT)
                                .start();
                return new Interpreter(
                        process,
                        new BufferedReader(
                                new InputStreamReader(
                                        process.getInputStream(), StandardCharsets.UTF_8)),
                        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new FormatException("--define: python3 cannot be started");
            }
        }

        JsonObject ask(JsonArray question) {
            String answer;
            try {
                questions.write(question + "\n");
                questions.flush();
                answer = answers.readLine();
            } catch (IOException e) {
                answer = null;
            }
            if (answer == null) {
                throw new FormatException("--define: python3 has ended");
            }
            try {
                return JsonObject.parse(answer);
            } catch (JsonException e) {
                throw new FormatException("--define: " + e.getMessage());
            }
        }
    }

    /// Reads definitions.
    ///
    /// @throws FormatException when one is none, or its code is no expression
    public PythonMethods(List<String> definitions) {
        for (String definition : definitions) {
            int equals = definition.indexOf('=');
            if (equals < 1) {
                throw new FormatException("--define: '" + definition + "' is not NAME=CODE");
            }
            codes.put(definition.substring(0, equals), definition.substring(equals + 1));
        }
        codes.keySet().forEach(name -> evaluate(name, JsonValue.Null.NULL));
    }

    boolean has(String name) {
        return codes.containsKey(name);
    }

    /// What is made of an input.
    ///
    /// @throws FormatException with Python's words when that fails
    String apply(String name, String input) {
        return evaluate(name, JsonValue.of(input)).text("text").orElse("");
    }

    private JsonObject evaluate(String name, JsonValue input) {
        if (interpreter.isEmpty()) {
            interpreter = Optional.of(Interpreter.start());
        }
        String code = codes.getOrDefault(name, "");
        JsonObject answer =
                interpreter.get().ask(JsonArray.of(JsonValue.of(name), JsonValue.of(code), input));
        answer.text("error")
                .ifPresent(
                        error -> {
                            throw new FormatException(error);
                        });
        return answer;
    }

    @Override
    public void close() {
        interpreter.ifPresent(python -> python.process().destroy());
        interpreter = Optional.empty();
    }
}
