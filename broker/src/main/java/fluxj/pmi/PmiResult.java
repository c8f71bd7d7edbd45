package fluxj.pmi;

/// What an operation of PMI ended with: the number after `rc=` (RFC 13) and flux-core's text for
/// it.
public enum PmiResult {
    /// All is well.
    SUCCESS(0, "operation completed successfully"),
    /// It failed, and no other number says why.
    FAIL(-1, "operation failed"),
    /// The client has not begun.
    INIT(1, "PMI not initialized"),
    /// What was to be read is longer than where it should go.
    NOMEM(2, "input buffer not large enough"),
    /// An argument makes no sense.
    INVALID_ARG(3, "invalid argument"),
    /// There is no such key, or it cannot be stored.
    INVALID_KEY(4, "invalid key argument"),
    /// The key is too long.
    INVALID_KEY_LENGTH(5, "invalid key length argument"),
    /// The value cannot be stored.
    INVALID_VAL(6, "invalid val argument"),
    /// The value is too long.
    INVALID_VAL_LENGTH(7, "invalid val length argument"),
    /// The name of the key-value space is too long.
    INVALID_LENGTH(8, "invalid length argument"),
    /// A spawn has another number of arguments than it says.
    INVALID_NUM_ARGS(9, "invalid number of arguments"),
    /// The arguments of a spawn make no sense.
    INVALID_ARGS(10, "invalid args argument"),
    /// A number of arguments makes no sense.
    INVALID_NUM_PARSED(11, "invalid num_parsed length argument"),
    /// A pair of key and value makes no sense.
    INVALID_KEYVALP(12, "invalid keyvalp argument"),
    /// A size makes no sense.
    INVALID_SIZE(13, "invalid size argument"),
    /// What a PMI-2 library means by "other".
    OTHER(14, "other PMI2 error");

    private final int number;
    private final String text;

    PmiResult(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /// The number on the wire.
    public int number() {
        return number;
    }

    /// The text of a number, known or not.
    public static String text(int number) {
        for (PmiResult result : values()) {
            if (result.number == number) {
                return result.text;
            }
        }
        return "pmi error " + number;
    }
}
