package fluxj.shellplugins.affinity;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// What stands after `map:`: a set of ids for each task, `;` between them, each a list such as
/// `0-1,4` or a mask such as `0x13`, in hwloc's form too (`0x1,0xffffffff`).
final class IdMaps {
    private static final int HEXADECIMAL = 16;
    private static final int WORD_BITS = 32;
    private static final String MASK = "0x";

    private IdMaps() {}

    /// A set for each of so many tasks; too few are used again from the first on.
    ///
    /// @throws FluxException EINVAL when there is none, or one that is empty or no set
    static List<Idset> parse(String text, int tasks) {
        List<Idset> given = new ArrayList<>();
        for (String word : text.split(";", -1)) {
            if (!word.isEmpty() && given.size() < tasks) {
                given.add(set(word));
            }
        }
        if (given.isEmpty() && tasks > 0) {
            throw new FluxException(Errno.EINVAL, "no cpusets found in affinity list " + text);
        }
        List<Idset> all = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            all.add(given.get(i % given.size()));
        }
        return all;
    }

    private static Idset set(String word) {
        Idset ids;
        try {
            ids = word.startsWith(MASK) ? mask(word) : Idset.parse(word);
        } catch (FormatException | NumberFormatException e) {
            ids = Idset.EMPTY;
        }
        if (ids.isEmpty()) {
            throw new FluxException(
                    Errno.EINVAL, "cpuset " + word + " contains no cores or is invalid");
        }
        return ids;
    }

    /// One number, or words of 32 bits with the highest first.
    private static Idset mask(String text) {
        BigInteger bits = BigInteger.ZERO;
        for (String word : text.split(",", -1)) {
            String digits = word.startsWith(MASK) ? word.substring(MASK.length()) : word;
            BigInteger value =
                    digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits, HEXADECIMAL);
            if (value.signum() < 0) {
                throw new NumberFormatException(text);
            }
            bits = bits.shiftLeft(WORD_BITS).or(value);
        }
        Idset.Builder ids = Idset.builder();
        for (int id = 0; id < bits.bitLength(); id++) {
            if (bits.testBit(id)) {
                ids.add(id);
            }
        }
        return ids.build();
    }
}
