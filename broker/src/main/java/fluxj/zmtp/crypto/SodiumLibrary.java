package fluxj.zmtp.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The functions of libsodium that CURVE needs. The library is looked for when this class is first
/// used, and each group of functions is linked when it is first called. Calls are "critical": no
/// thread state change, and Java arrays are passed without a copy.
final class SodiumLibrary {
    private static final String[] NAMES = {
        "libsodium.so.23", "libsodium.so.26", "libsodium.so", "libsodium.dylib"
    };
    private static final Found FOUND = find();

    private SodiumLibrary() {}

    private record Found(String name, Optional<SymbolLookup> symbols) {}

    private static Found find() {
        for (String name : NAMES) {
            try {
                SymbolLookup symbols = SymbolLookup.libraryLookup(name, Arena.global());
                return new Found(name, Optional.of(symbols));
            } catch (IllegalArgumentException _) {
                // Not this name: the next one may be there.
            }
        }
        return new Found("", Optional.empty());
    }

    static boolean isPresent() {
        return FOUND.symbols().isPresent();
    }

    static String name() {
        return FOUND.name();
    }

    private static MethodHandle link(String function, MemoryLayout... arguments) {
        SymbolLookup symbols =
                FOUND.symbols().orElseThrow(() -> new IllegalStateException("no libsodium"));
        return Linker.nativeLinker()
                .downcallHandle(
                        symbols.findOrThrow(function),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments),
                        Linker.Option.critical(true));
    }

    private static final class KeyFunctions {
        static final MethodHandle PUBLIC_KEY =
                link("crypto_scalarmult_base", ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        static final MethodHandle AGREE =
                link(
                        "crypto_box_beforenm",
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS);
    }

    private static final class BoxFunctions {
        static final MethodHandle SEAL = link("crypto_box_detached_afternm", boxArguments());
        static final MethodHandle OPEN = link("crypto_box_open_detached_afternm", boxArguments());

        private static MemoryLayout[] boxArguments() {
            return new MemoryLayout[] {
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS
            };
        }
    }

    static void publicKey(byte[] publicKey, byte[] secretKey) {
        try {
            int _ =
                    (int)
                            KeyFunctions.PUBLIC_KEY.invokeExact(
                                    MemorySegment.ofArray(publicKey),
                                    MemorySegment.ofArray(secretKey));
        } catch (Throwable e) {
            throw cannotHappen(e);
        }
    }

    static boolean agree(byte[] sharedKey, byte[] publicKey, byte[] secretKey) {
        try {
            return (int)
                            KeyFunctions.AGREE.invokeExact(
                                    MemorySegment.ofArray(sharedKey),
                                    MemorySegment.ofArray(publicKey),
                                    MemorySegment.ofArray(secretKey))
                    == 0;
        } catch (Throwable e) {
            throw cannotHappen(e);
        }
    }

    static void seal(MemorySegment text, MemorySegment mac, byte[] nonce, byte[] key) {
        try {
            int _ =
                    (int)
                            BoxFunctions.SEAL.invokeExact(
                                    text,
                                    mac,
                                    text,
                                    text.byteSize(),
                                    MemorySegment.ofArray(nonce),
                                    MemorySegment.ofArray(key));
        } catch (Throwable e) {
            throw cannotHappen(e);
        }
    }

    static boolean open(MemorySegment text, MemorySegment mac, byte[] nonce, byte[] key) {
        try {
            return (int)
                            BoxFunctions.OPEN.invokeExact(
                                    text,
                                    text,
                                    mac,
                                    text.byteSize(),
                                    MemorySegment.ofArray(nonce),
                                    MemorySegment.ofArray(key))
                    == 0;
        } catch (Throwable e) {
            throw cannotHappen(e);
        }
    }

    /// A method handle is declared to throw anything; a call into C throws nothing.
    private static IllegalStateException cannotHappen(Throwable e) {
        return new IllegalStateException("call of libsodium failed", e);
    }
}
