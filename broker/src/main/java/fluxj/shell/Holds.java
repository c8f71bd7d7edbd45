package fluxj.shell;

import fluxj.shell.spi.Hold;

import java.util.ArrayList;
import java.util.List;

/// What keeps a shell from ending.
final class Holds {
    private final List<String> names = new ArrayList<>();
    private final Runnable onNone;

    /// @param onNone run whenever the last hold is released
    Holds(Runnable onNone) {
        this.onNone = onNone;
    }

    Hold add(String name) {
        names.add(name);
        return new Hold() {
            private boolean released;

            @Override
            public void release() {
                if (!released) {
                    released = true;
                    names.remove(name);
                    if (names.isEmpty()) {
                        onNone.run();
                    }
                }
            }
        };
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /// What for, for messages.
    @Override
    public String toString() {
        return String.join(", ", names);
    }
}
