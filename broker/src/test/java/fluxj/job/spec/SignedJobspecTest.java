package fluxj.job.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

class SignedJobspecTest {
    private static final String HEADER_OF_ROOT =
            "dmVyc2lvbgBpMQB1c2VyaWQAaTAAbWVjaGFuaXNtAHNub25lAA==";

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theEnvelopeIsTheOneOfFlux() {
        assertEquals(HEADER_OF_ROOT + ".e30=.none", SignedJobspec.wrap(0, "{}"));
    }

    @Test
    void whatWasWrappedComesOut() {
        String jobspec = "{\"a\":\"ƒ\"}";
        assertEquals(
                new SignedJobspec(4_294_967_294L, "none", jobspec),
                SignedJobspec.unwrap(SignedJobspec.wrap(4_294_967_294L, jobspec)));
    }

    @Test
    void theHeaderHasItsKeysInAnyOrder() {
        String header = base64("mechanism\0smunge\0userid\0i5\0version\0i1\0");
        assertEquals(
                new SignedJobspec(5, "munge", "{}"),
                SignedJobspec.unwrap(header + ".e30=.MUNGE:x.y"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "a.b",
                "*.e30=.none",
                HEADER_OF_ROOT + ".*.none",
            })
    void otherTextsAreRefused(String text) {
        assertThrows(FluxException.class, () -> SignedJobspec.unwrap(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version\0i2\0userid\0i0\0mechanism\0snone\0",
                "version\0i1\0mechanism\0snone\0",
                "version\0i1\0userid\0s0\0mechanism\0snone\0",
                "version\0i1\0userid\0i0\0",
                "version\0i1\0userid\0i0\0mechanism\0snone\0extra\0i1\0",
            })
    void otherHeadersAreRefused(String header) {
        assertThrows(
                FluxException.class, () -> SignedJobspec.unwrap(base64(header) + ".e30=.none"));
    }
}
