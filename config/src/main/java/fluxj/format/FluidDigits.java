package fluxj.format;

/// Unsigned 64-bit numbers from their digits.
final class FluidDigits {
    private FluidDigits() {}

    /// A number with one digit more.
    ///
    /// @param digit negative when the character is no digit
    /// @throws NumberFormatException when it is none, or the number has more than 64 bits
    static long append(long value, int base, int digit) {
        if (digit < 0 || Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0) {
            throw new NumberFormatException();
        }
        return value * base + digit;
    }
}
