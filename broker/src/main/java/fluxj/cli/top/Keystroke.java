package fluxj.cli.top;

import java.util.ArrayList;
import java.util.List;

/// What a key asks for.
enum Keystroke {
    QUIT,
    NEXT_JOB,
    PREVIOUS_JOB,
    NEXT_QUEUE,
    PREVIOUS_QUEUE,
    ENTER,
    DETAILS,
    REDRAW,
    OTHER;

    private static final int ESCAPE = 0x1b;
    private static final int REDRAW_LETTER = 'L' & 0x1f;

    private static Keystroke of(int letter) {
        return switch (letter) {
            case 'q' -> QUIT;
            case 'j' -> NEXT_JOB;
            case 'k' -> PREVIOUS_JOB;
            case 'l' -> NEXT_QUEUE;
            case 'h' -> PREVIOUS_QUEUE;
            case '\n', '\r' -> ENTER;
            case 'd' -> DETAILS;
            case REDRAW_LETTER -> REDRAW;
            default -> OTHER;
        };
    }

    private static Keystroke ofArrow(int letter) {
        return switch (letter) {
            case 'A' -> PREVIOUS_JOB;
            case 'B' -> NEXT_JOB;
            case 'C' -> NEXT_QUEUE;
            case 'D' -> PREVIOUS_QUEUE;
            default -> OTHER;
        };
    }

    /// Reads keys out of the bytes that a terminal sends; the bytes of an arrow key may come one by
    /// one.
    static final class Decoder {
        private enum State {
            START,
            ESCAPED,
            ARROW
        }

        private State state = State.START;

        List<Keystroke> decode(byte[] bytes) {
            List<Keystroke> keys = new ArrayList<>();
            for (byte each : bytes) {
                switch (state) {
                    case START -> {
                        if (each == ESCAPE) {
                            state = State.ESCAPED;
                        } else {
                            keys.add(of(each));
                        }
                    }
                    case ESCAPED -> {
                        state = each == '[' || each == 'O' ? State.ARROW : State.START;
                        if (state == State.START) {
                            keys.add(OTHER);
                        }
                    }
                    case ARROW -> {
                        state = State.START;
                        keys.add(ofArrow(each));
                    }
                }
            }
            return keys;
        }
    }
}
