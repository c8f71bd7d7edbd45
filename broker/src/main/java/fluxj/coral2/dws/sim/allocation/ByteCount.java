package fluxj.coral2.dws.sim.allocation;

import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as directives have them (spec coral2 4.5), such as `10GiB` or `1TB`.
public final class ByteCount {
    private static final Pattern SIZE = Pattern.compile("([0-9]+)([KMGT])(i?)B");
    private static final String UNITS = "KMGT";

    private ByteCount() {}

    /// How many bytes it is, at most the largest number there is; empty for what is no size.
    public static OptionalLong parse(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        int power = UNITS.indexOf(matcher.group(2)) + 1;
        int base = matcher.group(3).isEmpty() ? 1000 : 1024;
        BigInteger bytes =
                new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(base).pow(power));
        return OptionalLong.of(bytes.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue());
    }
}
