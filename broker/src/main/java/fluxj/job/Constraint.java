package fluxj.job;

import fluxj.format.Hostlist;
import fluxj.format.Idset;

import java.util.BitSet;
import java.util.List;

/// Which nodes will do (RFC 31):
/// `{"and":[{"properties":["big","^slow"]},{"not":[{"ranks":["0"]}]}]}`. Immutable. [#match(Nodes)]
/// answers for all nodes at once.
public sealed interface Constraint {
    /// Nodes as a constraint asks for them, each set by rank. The sets it gives are not changed.
    interface Nodes {
        /// All ranks.
        BitSet all();

        /// The ranks that have a property.
        BitSet withProperty(String name);

        /// The ranks of a host.
        BitSet onHost(String host);
    }

    /// Everything: what `{}` is.
    enum Any implements Constraint {
        /// The only one.
        ANY;

        @Override
        public BitSet match(Nodes nodes) {
            return copy(nodes.all());
        }
    }

    /// Nodes that have all of some properties; a host has its own name as a property.
    ///
    /// @param names each with `^` before it when a node may not have it
    record Properties(List<String> names) implements Constraint {
        /// Copies the names.
        public Properties {
            names = List.copyOf(names);
        }

        @Override
        public BitSet match(Nodes nodes) {
            BitSet result = copy(nodes.all());
            for (String name : names) {
                boolean negated = name.startsWith("^");
                String property = negated ? name.substring(1) : name;
                BitSet having = copy(nodes.withProperty(property));
                having.or(nodes.onHost(property));
                if (negated) {
                    result.andNot(having);
                } else {
                    result.and(having);
                }
            }
            return result;
        }
    }

    /// Nodes by the names of their hosts.
    record Hosts(Hostlist names) implements Constraint {
        @Override
        public BitSet match(Nodes nodes) {
            BitSet result = new BitSet();
            names.forEach(host -> result.or(nodes.onHost(host)));
            result.and(nodes.all());
            return result;
        }
    }

    /// Nodes by rank.
    record Ranks(Idset ids) implements Constraint {
        @Override
        public BitSet match(Nodes nodes) {
            BitSet result = new BitSet();
            ids.forEachRange(
                    (first, last) -> {
                        int end = Math.min(last + 1, nodes.all().length());
                        if (first < end) {
                            result.set(first, end);
                        }
                    });
            result.and(nodes.all());
            return result;
        }
    }

    /// Nodes that satisfy all of these.
    record And(List<Constraint> operands) implements Constraint {
        /// Copies the operands.
        public And {
            operands = List.copyOf(operands);
        }

        @Override
        public BitSet match(Nodes nodes) {
            BitSet result = copy(nodes.all());
            for (Constraint operand : operands) {
                result.and(operand.match(nodes));
            }
            return result;
        }
    }

    /// Nodes that satisfy one of these; without any, all.
    record Or(List<Constraint> operands) implements Constraint {
        /// Copies the operands.
        public Or {
            operands = List.copyOf(operands);
        }

        @Override
        public BitSet match(Nodes nodes) {
            if (operands.isEmpty()) {
                return copy(nodes.all());
            }
            BitSet result = new BitSet();
            for (Constraint operand : operands) {
                result.or(operand.match(nodes));
            }
            return result;
        }
    }

    /// Nodes that do not satisfy all of these together.
    record Not(List<Constraint> operands) implements Constraint {
        /// Copies the operands.
        public Not {
            operands = List.copyOf(operands);
        }

        @Override
        public BitSet match(Nodes nodes) {
            BitSet result = copy(nodes.all());
            result.andNot(new And(operands).match(nodes));
            return result;
        }
    }

    /// The ranks that satisfy it; the caller's to change.
    BitSet match(Nodes nodes);

    private static BitSet copy(BitSet set) {
        return (BitSet) set.clone();
    }
}
