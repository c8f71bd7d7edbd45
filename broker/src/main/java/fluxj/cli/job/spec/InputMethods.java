package fluxj.cli.job.spec;

import fluxj.format.FormatException;

/// What can be made of an input: `%` is the input without the extension of its file name, `/` its
/// file name, `//` its folder, `/%` its file name without extension.
final class InputMethods {
    private InputMethods() {}

    /// @throws FormatException for an unknown method
    static String apply(String method, String input, PythonMethods defined) {
        return switch (method) {
            case "%" -> withoutExtension(input);
            case "/" -> base(input);
            case "//" -> input.substring(0, Math.max(0, input.lastIndexOf('/')));
            case "/%" -> base(withoutExtension(input));
            default -> {
                if (!defined.has(method)) {
                    throw new FormatException("Unknown input string method '." + method + "'");
                }
                yield defined.apply(method, input);
            }
        };
    }

    private static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// Dots at the start of a file name begin no extension.
    private static String withoutExtension(String path) {
        int start = path.lastIndexOf('/') + 1;
        while (start < path.length() && path.charAt(start) == '.') {
            start++;
        }
        int dot = path.lastIndexOf('.');
        return dot > start ? path.substring(0, dot) : path;
    }
}
