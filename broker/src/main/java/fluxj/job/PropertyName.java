package fluxj.job;

import fluxj.format.FormatException;

/// What a property may be called (RFC 20).
final class PropertyName {
    private static final String INVALID = "^&'\"`|()";

    private PropertyName() {}

    static void check(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (INVALID.indexOf(name.charAt(i)) >= 0) {
                throw new FormatException(
                        "invalid character '%c' in property \"%s\""
                                .formatted(name.charAt(i), name));
            }
        }
    }
}
