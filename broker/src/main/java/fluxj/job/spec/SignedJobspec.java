package fluxj.job.spec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/// A jobspec in the envelope in which it is submitted, `HEADER.PAYLOAD.SIGNATURE` (spec services
/// 10, 21). Header and payload are base64; of the mechanism `none`, which signs nothing, the
/// signature is its name.
///
/// @param userid who says to have signed it, unsigned
/// @param mechanism such as `none` or `munge`
/// @param jobspec the text of the jobspec
public record SignedJobspec(long userid, String mechanism, String jobspec) {
    /// The mechanism that signs nothing.
    public static final String NONE = "none";

    private static final String VERSION = "1";
    private static final Pattern USERID = Pattern.compile("i[0-9]{1,10}");
    private static final long MAX_USERID = 0xffffffffL;

    /// The envelope of a jobspec that nobody has signed.
    ///
    /// @param userid the user, unsigned
    public static String wrap(long userid, String jobspec) {
        String header =
                "version\0i" + VERSION + "\0userid\0i" + userid + "\0mechanism\0s" + NONE + "\0";
        return encode(header) + "." + encode(jobspec) + "." + NONE;
    }

    /// Opens an envelope without looking at its signature; the header may have its keys in any
    /// order.
    ///
    /// @throws FluxException EINVAL when it is none
    public static SignedJobspec unwrap(String envelope) {
        int first = envelope.indexOf('.');
        int last = envelope.indexOf('.', first + 1);
        if (first < 0 || last < 0) {
            throw invalid();
        }
        SignedJobspec found =
                read(
                        decode(envelope.substring(0, first)).split("\0", -1),
                        envelope.substring(first + 1, last));
        if (found.mechanism.equals(NONE) && !envelope.substring(last + 1).equals(NONE)) {
            throw invalid();
        }
        return found;
    }

    /// @param fields keys and values in turn, and an empty one at the end
    private static SignedJobspec read(String[] fields, String payload) {
        long userid = -1;
        String mechanism = "";
        boolean known = false;
        boolean others = fields.length % 2 == 0;
        for (int i = 0; i + 1 < fields.length; i += 2) {
            String value = fields[i + 1];
            switch (fields[i]) {
                case "version" -> known = value.equals("i" + VERSION);
                case "userid" -> userid = number(value);
                case "mechanism" -> mechanism = value.startsWith("s") ? value.substring(1) : "";
                default -> others = true;
            }
        }
        if (!known || userid < 0 || mechanism.isEmpty() || (others && mechanism.equals(NONE))) {
            throw invalid();
        }
        return new SignedJobspec(userid, mechanism, decode(payload));
    }

    private static long number(String value) {
        if (!USERID.matcher(value).matches()) {
            throw invalid();
        }
        long number = Long.parseLong(value.substring(1));
        return number > MAX_USERID ? -1 : number;
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static FluxException invalid() {
        return new FluxException(Errno.EINVAL);
    }
}
