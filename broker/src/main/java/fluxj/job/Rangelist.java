package fluxj.job;

import fluxj.json.JsonArray;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;

/// Numbers in order, as flux-core's process table has them. An entry is a number, as its distance
/// from the last of the entry before; or `[distance, n]`: it and the n that follow it one by one;
/// or, with n negative, itself −n times more. A third number says how often the entry is repeated.
public record Rangelist(List<Long> values) {
    private record Run(long first, long last, boolean isSame, long more) {}

    public JsonArray toJson() {
        List<List<Long>> entries = new ArrayList<>();
        long base = 0;
        for (Run run : runs()) {
            List<Long> entry = new ArrayList<>(List.of(run.first() - base));
            if (run.more() > 0) {
                entry.add(run.isSame() ? -run.more() : run.more());
            }
            List<Long> before = entries.isEmpty() ? List.of() : entries.getLast();
            if (entry.size() == 2 && before.size() >= 2 && before.subList(0, 2).equals(entry)) {
                repeat(before);
            } else {
                entries.add(entry);
            }
            base = run.last();
        }
        return new JsonArray(entries.stream().map(Rangelist::entry).toList());
    }

    private static void repeat(List<Long> entry) {
        if (entry.size() == 2) {
            entry.add(1L);
        } else {
            entry.set(2, entry.get(2) + 1);
        }
    }

    private static JsonValue entry(List<Long> numbers) {
        return numbers.size() == 1
                ? JsonValue.of(numbers.getFirst())
                : new JsonArray(numbers.stream().<JsonValue>map(JsonValue::of).toList());
    }

    private List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (long value : values) {
            Run last = runs.isEmpty() ? null : runs.getLast();
            if (last != null && value == last.last() && (last.isSame() || last.more() == 0)) {
                runs.set(runs.size() - 1, new Run(last.first(), value, true, last.more() + 1));
            } else if (last != null && value == last.last() + 1 && !last.isSame()) {
                runs.set(runs.size() - 1, new Run(last.first(), value, false, last.more() + 1));
            } else {
                runs.add(new Run(value, value, false, 0));
            }
        }
        return runs;
    }

    /// Reads what [#toJson] writes.
    public static Rangelist of(JsonArray json) {
        List<Long> values = new ArrayList<>();
        long base = 0;
        for (JsonValue each : json) {
            long[] numbers = numbers(each);
            for (long round = 0; round <= numbers[2]; round++) {
                long first = base + numbers[0];
                base = numbers[1] < 0 ? first : first + numbers[1];
                for (long i = 0; i <= Math.abs(numbers[1]); i++) {
                    values.add(numbers[1] < 0 ? first : first + i);
                }
            }
        }
        return new Rangelist(values);
    }

    private static long[] numbers(JsonValue entry) {
        long[] numbers = new long[3];
        switch (entry) {
            case JsonValue.Whole(long number) -> numbers[0] = number;
            case JsonArray array -> {
                for (int i = 0; i < Math.min(numbers.length, array.size()); i++) {
                    if (array.items().get(i) instanceof JsonValue.Whole(long number)) {
                        numbers[i] = number;
                    }
                }
            }
            case JsonValue _ -> {}
        }
        return numbers;
    }
}
