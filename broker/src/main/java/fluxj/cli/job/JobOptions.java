package fluxj.cli.job;

import fluxj.cli.job.spec.JobOption;
import fluxj.cli.job.spec.OptionValues;

import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

import java.util.Map;
import java.util.Set;
import java.util.Stack;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Makes picocli's options of the rows of [JobOption], which write what they are given into
/// [OptionValues].
final class JobOptions {
    /// Negative numbers, and what has a blank in it, are words.
    private static final Pattern OPTION = Pattern.compile("-(?!\\d+$|\\d*\\.\\d+$)[^ ]+");

    private JobOptions() {}

    /// Adds the options of a command, with the ones that are other spellings of them.
    static void addTo(CommandSpec spec, OptionValues values, Set<JobOption> options) {
        boolean instance = options.contains(JobOption.NSLOTS);
        for (JobOption option : options) {
            OptionSpec.Builder builder =
                    OptionSpec.builder(option.names().toArray(new String[0]))
                            .hidden(instance && option.isHiddenForInstances())
                            .description(option.description().replace("%", "%%"));
            if (instance && option.isNumberForInstances()) {
                builder.converters(JobOptions::number);
            }
            Consumer<String> onWord = text -> values.add(option, text);
            spec.addOption(
                    switch (option.kind()) {
                        case FLAG, COUNT -> flag(builder, () -> values.set(option));
                        case OPTIONAL -> optional(builder, option.label(), onWord);
                        case TEXT, LIST -> word(builder, option.label(), onWord);
                    });
        }
        spec.addOption(
                word(
                        OptionSpec.builder("--env-remove")
                                .description(
                                        "Remove environment variables matching PATTERN. If PATTERN"
                                                + " starts with a '/', then it is matched as a regular"
                                                + " expression, otherwise PATTERN is a shell glob"
                                                + " expression. (multiple use OK)"),
                        "PATTERN",
                        pattern -> values.add(JobOption.ENV, "-" + pattern)));
        spec.addOption(
                word(
                        OptionSpec.builder("--env-file")
                                .description(
                                        "Read a set of environment rules from FILE. (multiple use"
                                                + " OK)"),
                        "FILE",
                        file -> values.add(JobOption.ENV, "^" + file)));
        spec.addOption(
                word(
                        OptionSpec.builder("--begin-time")
                                .description(
                                        "Set minimum start time as offset in FSD (e.g. +1h) or an"
                                                + " absolute TIME (e.g. \"3pm\") for job"),
                        "+FSD|TIME",
                        values::addBeginTime));
    }

    private static OptionSpec flag(OptionSpec.Builder builder, Runnable onSet) {
        return builder.arity("0")
                .type(boolean.class)
                .setter(
                        new ISetter() {
                            @Override
                            @SuppressWarnings("TypeParameterUnusedInFormals")
                            public <T> T set(T value) {
                                if (Boolean.TRUE.equals(value)) {
                                    onSet.run();
                                }
                                return value;
                            }
                        })
                .build();
    }

    private static String number(String text) {
        if (!OptionValues.isWhole(text)) {
            throw new TypeConversionException("'" + text + "' is not a number");
        }
        return text;
    }

    /// An option whose word may be left out before another option.
    private static OptionSpec optional(
            OptionSpec.Builder builder, String label, Consumer<String> onWord) {
        return builder.arity("0..1")
                .preprocessor(
                        (words, _, _, info) -> {
                            boolean attached = !" ".equals(info.get("separator"));
                            boolean another = !words.isEmpty() && !words.peek().startsWith("-");
                            onWord.accept(
                                    attached || another ? words.pop() : JobOption.DEFAULT_DUMP);
                            return true;
                        })
                .paramLabel(label)
                .type(String.class)
                .build();
    }

    /// A word of its own that looks like an option is no value, as Flux's parser has it.
    private static boolean refuseOption(
            Stack<String> words, CommandSpec spec, ArgSpec option, Map<String, Object> info) {
        boolean attached = !" ".equals(info.get("separator"));
        if (!attached && !words.isEmpty() && OPTION.matcher(words.peek()).matches()) {
            throw new MissingParameterException(
                    spec.commandLine(), option, "expected one argument");
        }
        return false;
    }

    /// An option whose every occurrence is handed on.
    static OptionSpec word(OptionSpec.Builder builder, String label, Consumer<String> onWord) {
        return builder.arity("1")
                .preprocessor(JobOptions::refuseOption)
                .paramLabel(label)
                .type(String.class)
                .setter(
                        new ISetter() {
                            @Override
                            @SuppressWarnings("TypeParameterUnusedInFormals")
                            public <T> T set(T value) {
                                if (value instanceof String text) {
                                    onWord.accept(text);
                                }
                                return value;
                            }
                        })
                .build();
    }
}
