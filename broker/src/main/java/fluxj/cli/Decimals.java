package fluxj.cli;

/// Numbers with a fixed count of decimals, as `printf` writes them.
public final class Decimals {
    private Decimals() {}

    /// As `%.<digits>f`, rounded half up.
    public static String of(double value, int digits) {
        long scale = 1;
        for (int i = 0; i < digits; i++) {
            scale *= 10;
        }
        long scaled = Math.round(Math.abs(value) * scale);
        StringBuilder text = new StringBuilder();
        if (value < 0 && scaled > 0) {
            text.append('-');
        }
        text.append(scaled / scale);
        if (digits > 0) {
            String fraction = Long.toString(scaled % scale);
            text.append('.').append("0".repeat(digits - fraction.length())).append(fraction);
        }
        return text.toString();
    }
}
