package fluxj.cli.job;

import fluxj.format.FormatException;
import fluxj.format.IoReason;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// What follows the command of `bulksubmit`: `::: A B…` a list, `:::: FILE` the lines of a file,
/// `:::+ A B…` a list that goes along with the one before. Without any, standard input is the list.
///
/// @param command before the first of them
/// @param inputs one list for each job
record BulkInputs(List<String> command, List<List<String>> inputs) {
    private static final String LIST = ":::";
    private static final String FILE = "::::";

    private record Link(int index, List<String> items) {}

    /// Reads the words of a command line.
    ///
    /// @param split makes items of a text
    /// @throws FormatException when a file cannot be read
    static BulkInputs of(List<String> words, Function<String, List<String>> split, InputStream in) {
        List<String> command = new ArrayList<>();
        List<List<String>> groups = new ArrayList<>();
        for (String word : words) {
            if (word.startsWith(LIST)) {
                groups.add(new ArrayList<>(List.of(word)));
            } else {
                (groups.isEmpty() ? command : groups.getLast()).add(word);
            }
        }
        List<List<String>> lists = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            String kind = groups.get(i).getFirst();
            List<String> items = groups.get(i).subList(1, groups.get(i).size());
            if (kind.equals(FILE)) {
                if (items.size() != 1) {
                    throw new FormatException(
                            items.isEmpty()
                                    ? "Missing file name after ::::"
                                    : "Multiple args not allowed after ::::");
                }
                lists.add(split.apply(read(items.getFirst(), in)));
            } else if (kind.equals(LIST)) {
                lists.add(items);
            } else if (kind.equals(LIST + "+") || kind.equals(FILE + "+")) {
                links.add(new Link(i, items));
            } else {
                throw new FormatException("unknown separator " + kind);
            }
        }
        lists.removeIf(List::isEmpty);
        if (lists.isEmpty()) {
            lists.add(split.apply(read("-", in)));
        }
        return new BulkInputs(command, linked(product(lists), links));
    }

    private static String read(String name, InputStream in) {
        try {
            byte[] bytes = name.equals("-") ? in.readAllBytes() : Files.readAllBytes(Path.of(name));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new FormatException(IoReason.of(e) + ": '" + name + "'");
        }
    }

    /// Every combination, the last list running fastest.
    private static List<List<String>> product(List<List<String>> lists) {
        List<List<String>> all = List.of(List.of());
        for (List<String> list : lists) {
            List<List<String>> longer = new ArrayList<>(all.size() * list.size());
            for (List<String> start : all) {
                for (String item : list) {
                    List<String> next = new ArrayList<>(start);
                    next.add(item);
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all;
    }

    private static List<List<String>> linked(List<List<String>> inputs, List<Link> links) {
        for (Link link : links) {
            for (int i = 0; i < inputs.size() && !link.items.isEmpty(); i++) {
                List<String> input = inputs.get(i);
                input.add(
                        Math.min(link.index, input.size()), link.items.get(i % link.items.size()));
            }
        }
        return inputs;
    }

    /// How items are told apart: `none` is white space, any other text may have escapes such as
    /// `\t`.
    static Function<String, List<String>> splitting(String separator) {
        if (separator.equalsIgnoreCase("none")) {
            return text -> nonEmpty(text.split("\\s+", -1));
        }
        String plain;
        try {
            plain = separator.translateEscapes();
        } catch (IllegalArgumentException e) {
            throw new FormatException("--sep: " + e.getMessage());
        }
        if (plain.isEmpty()) {
            throw new FormatException("empty separator");
        }
        return text -> nonEmpty(text.split(java.util.regex.Pattern.quote(plain), -1));
    }

    private static List<String> nonEmpty(String[] items) {
        return Arrays.stream(items).filter(item -> !item.isEmpty()).toList();
    }
}
