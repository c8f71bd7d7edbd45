package fluxj.format;

import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Which node each task runs on (RFC 34), as blocks of tasks in task order. An empty map means that
/// nobody knows.
///
/// [#toString] is the list form `[[nodeid,nnodes,ppn,repeat],…]`; [#toProcessMapping] is PMI's.
public final class Taskmap {

    /// The map that says nothing.
    public static final Taskmap UNKNOWN = new Taskmap(List.of());

    /// `repeat` times, `ppn` consecutive tasks on each of `nnodes` nodes from `node` on.
    ///
    /// @param node the first node, counted from 0
    /// @param nnodes how many nodes
    /// @param ppn tasks on each node
    /// @param repeat how often the block is repeated
    public record Block(int node, int nnodes, int ppn, int repeat) {
        /// Refuses numbers that make no block.
        public Block {
            if (node < 0 || nnodes <= 0 || ppn <= 0 || repeat <= 0) {
                throw new FormatException(
                        "invalid entry [" + node + "," + nnodes + "," + ppn + "," + repeat + "]");
            }
        }

        private long tasks() {
            return Math.multiplyExact(Math.multiplyExact((long) nnodes, ppn), (long) repeat);
        }
    }

    private static final long MAX_NODES = Integer.MAX_VALUE;

    private final List<Block> blocks;
    private final int taskCount;

    private Taskmap(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
        long tasks = 0;
        for (Block block : this.blocks) {
            try {
                tasks = Math.addExact(tasks, block.tasks());
            } catch (ArithmeticException _) {
                tasks = Long.MAX_VALUE;
            }
            if (tasks > Integer.MAX_VALUE || (long) block.node() + block.nnodes() > MAX_NODES) {
                throw new FormatException("taskmap has too many tasks or nodes");
            }
        }
        taskCount = (int) tasks;
    }

    /// The map whose task i runs on node `nodes[i]`, in as few blocks as Flux makes of it.
    public static Taskmap ofNodes(int... nodes) {
        Builder builder = new Builder();
        int start = 0;
        while (start < nodes.length) {
            int end = start + 1;
            while (end < nodes.length && nodes[end] == nodes[start]) {
                end++;
            }
            builder.append(nodes[start], 1, end - start);
            start = end;
        }
        return builder.build();
    }

    /// The map of one task on each of `nodes` nodes, as a configured instance has it.
    public static Taskmap onePerNode(int nodes) {
        return new Taskmap(List.of(new Block(0, nodes, 1, 1)));
    }

    /// Reads the list form, the `{"version":1,"map":…}` form, or PMI's `(vector,(0,1,2))`; empty
    /// text is the unknown map.
    ///
    /// @throws FormatException with Flux's text
    public static Taskmap parse(String text) {
        if (text.isEmpty()) {
            return UNKNOWN;
        }
        if (text.contains("vector,")) {
            return parseVector(text);
        }
        try {
            return fromJson(JsonValue.parse(text));
        } catch (JsonException e) {
            throw new FormatException(String.valueOf(e.getMessage()));
        }
    }

    /// Reads the two JSON forms.
    ///
    /// @throws FormatException with Flux's text
    public static Taskmap fromJson(JsonValue value) {
        return switch (value) {
            case JsonArray array -> ofArray(array);
            case JsonObject object -> {
                long version = object.whole("version").orElse(0L);
                if (version != 1) {
                    throw new FormatException("expected version=1, got " + version);
                }
                yield ofArray(
                        object.array("map")
                                .orElseThrow(
                                        () -> new FormatException("taskmap must be an array")));
            }
            case JsonValue.Scalar _ ->
                    throw new FormatException("taskmap must be an object or array");
        };
    }

    private static Taskmap ofArray(JsonArray array) {
        List<Block> blocks = new ArrayList<>();
        for (JsonValue entry : array) {
            if (!(entry instanceof JsonArray numbers)) {
                throw new FormatException("entry " + blocks.size() + " in taskmap is not an array");
            }
            if (numbers.size() != 4) {
                throw new FormatException("error in taskmap entry: " + numbers);
            }
            blocks.add(
                    new Block(
                            number(numbers, 0),
                            number(numbers, 1),
                            number(numbers, 2),
                            number(numbers, 3)));
        }
        return new Taskmap(blocks);
    }

    private static int number(JsonArray numbers, int index) {
        if (numbers.items().get(index) instanceof JsonValue.Whole(long number)
                && number == (int) number) {
            return (int) number;
        }
        throw new FormatException("error in taskmap entry: " + numbers);
    }

    private static Taskmap parseVector(String text) {
        String list = text.strip();
        if (!list.startsWith("(vector,") || !list.endsWith(")")) {
            throw new FormatException("vector prefix must precede blocklist");
        }
        String blocks = list.substring("(vector,".length(), list.length() - 1);
        Builder builder = new Builder();
        int at = 0;
        while (at < blocks.length()) {
            int close = blocks.indexOf(')', at);
            if (blocks.charAt(at) != '(' || close < 0) {
                throw new FormatException("unable to parse block: " + blocks.substring(at));
            }
            appendBlock(builder, blocks.substring(at, close + 1));
            at = close + 1;
            if (at < blocks.length() && blocks.charAt(at) == ',') {
                at++;
            }
        }
        Taskmap map = builder.build();
        if (map.taskCount() == 0) {
            throw new FormatException("no tasks found in PMI_process_mapping");
        }
        return map;
    }

    private static void appendBlock(Builder builder, String block) {
        String[] parts = block.substring(1, block.length() - 1).split(",", -1);
        if (parts.length != 3) {
            throw new FormatException("unable to parse block: " + block);
        }
        int[] numbers = new int[3];
        for (int i = 0; i < 3; i++) {
            try {
                numbers[i] = Integer.parseInt(parts[i].strip());
            } catch (NumberFormatException _) {
                throw new FormatException("unable to parse block: " + block);
            }
        }
        if (numbers[0] < 0 || numbers[1] <= 0 || numbers[2] <= 0) {
            throw new FormatException("invalid number in block: " + block);
        }
        builder.append(numbers[0], numbers[1], numbers[2]);
    }

    /// Whether the map says nothing.
    public boolean isUnknown() {
        return blocks.isEmpty();
    }

    /// The blocks in task order.
    public List<Block> blocks() {
        return blocks;
    }

    /// How many tasks there are.
    public int taskCount() {
        return taskCount;
    }

    /// One more than the highest node.
    public int nodeCount() {
        int count = 0;
        for (Block block : blocks) {
            count = Math.max(count, block.node() + block.nnodes());
        }
        return count;
    }

    /// The node a task runs on; empty when there is no such task.
    public OptionalInt nodeOf(int task) {
        long start = 0;
        for (Block block : blocks) {
            if (task >= start && task < start + block.tasks()) {
                int inRound = (int) ((task - start) % ((long) block.nnodes() * block.ppn()));
                return OptionalInt.of(block.node() + inRound / block.ppn());
            }
            start += block.tasks();
        }
        return OptionalInt.empty();
    }

    /// The tasks that run on a node; empty when there are none.
    public Idset tasksOn(int node) {
        Idset.Builder tasks = Idset.builder();
        int start = 0;
        for (Block block : blocks) {
            int perRound = block.nnodes() * block.ppn();
            int offset = node - block.node();
            for (int round = 0; round < block.repeat(); round++) {
                if (offset >= 0 && offset < block.nnodes()) {
                    int first = start + offset * block.ppn();
                    tasks.addRange(first, first + block.ppn() - 1);
                }
                start += perRound;
            }
        }
        return tasks.build();
    }

    /// The list form as JSON.
    public JsonArray toJson() {
        List<JsonValue> entries = new ArrayList<>();
        for (Block block : blocks) {
            entries.add(
                    JsonArray.of(
                            JsonValue.of((long) block.node()),
                            JsonValue.of((long) block.nnodes()),
                            JsonValue.of((long) block.ppn()),
                            JsonValue.of((long) block.repeat())));
        }
        return new JsonArray(entries);
    }

    /// PMI's form: `(vector,(nodeid,nnodes,ppn),…)`; empty when the map is unknown.
    public String toProcessMapping() {
        if (isUnknown()) {
            return "";
        }
        StringBuilder text = new StringBuilder("(vector");
        for (Block block : blocks) {
            for (int round = 0; round < block.repeat(); round++) {
                text.append(",(").append(block.node()).append(',').append(block.nnodes());
                text.append(',').append(block.ppn()).append(')');
            }
        }
        return text.append(')').toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (Block block : blocks) {
            text.append(text.length() == 1 ? "[" : ",[").append(block.node()).append(',');
            text.append(block.nnodes()).append(',').append(block.ppn()).append(',');
            text.append(block.repeat()).append(']');
        }
        return text.append(']').toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Taskmap that && blocks.equals(that.blocks);
    }

    @Override
    public int hashCode() {
        return blocks.hashCode();
    }

    /// Starts a map.
    public static Builder builder() {
        return new Builder();
    }

    /// Collects blocks in task order and merges them as Flux does.
    public static final class Builder {
        private final List<Block> blocks = new ArrayList<>();

        private Builder() {}

        /// Adds `ppn` tasks on each of `nnodes` nodes from `node` on.
        public Builder append(int node, int nnodes, int ppn) {
            if (blocks.isEmpty()) {
                blocks.add(new Block(node, nnodes, ppn, 1));
                return this;
            }
            Block last = blocks.getLast();
            if (node == last.node() + last.nnodes() && ppn == last.ppn() && last.repeat() == 1) {
                replaceLast(new Block(last.node(), last.nnodes() + nnodes, ppn, 1));
            } else if (node == last.node()
                    && last.nnodes() == 1
                    && nnodes == 1
                    && last.repeat() == 1) {
                replaceLast(new Block(node, 1, last.ppn() + ppn, 1));
            } else if (node == last.node() && nnodes == last.nnodes() && ppn == last.ppn()) {
                replaceLast(new Block(node, nnodes, ppn, last.repeat() + 1));
            } else {
                blocks.add(new Block(node, nnodes, ppn, 1));
            }
            return this;
        }

        private void replaceLast(Block block) {
            blocks.removeLast();
            int before = blocks.size() - 1;
            if (before >= 0 && sameShape(blocks.get(before), block)) {
                Block previous = blocks.removeLast();
                blocks.add(
                        new Block(
                                block.node(),
                                block.nnodes(),
                                block.ppn(),
                                previous.repeat() + block.repeat()));
            } else {
                blocks.add(block);
            }
        }

        private static boolean sameShape(Block one, Block other) {
            return one.node() == other.node()
                    && one.nnodes() == other.nnodes()
                    && one.ppn() == other.ppn();
        }

        /// The map so far.
        public Taskmap build() {
            return blocks.isEmpty() ? UNKNOWN : new Taskmap(blocks);
        }
    }
}
