package fluxj.coral2.dws.apiserver.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.json.JsonObject;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSelectorTest {
    private static final JsonObject LABELS =
            JsonObject.builder().put("x.io/a", "1").put("b", "2").put("empty", "").build();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "x.io/a=1; true",
                "x.io/a==1,b=2; true",
                "x.io/a=1,b=3; false",
                "b!=3; true",
                "b!=2; false",
                "c!=2; true",
                "b; true",
                "c; false",
                "!c; true",
                "!b; false",
                "b in (1, 2); true",
                "b in (1,3); false",
                "b notin (1,3); true",
                "c notin (1); true",
                "empty=; true",
                "b=; false",
            })
    void itSaysWhichObjectsFit(String selector, boolean fits) {
        assertEquals(fits, LabelSelector.parse(selector).matches(LABELS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\tb\r\n =\n 2 , x.io/a = 1 "})
    void blanksCountForNothing(String selector) {
        assertEquals(true, LabelSelector.parse(selector).matches(LABELS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1", "b=2,,", "b in 1", "b in (1", "b=1=2", "b c", ","})
    void whatIsNoSelectorIsRefused(String selector) {
        ApiException refused =
                assertThrows(ApiException.class, () -> LabelSelector.parse(selector));
        assertEquals(400, refused.code());
    }
}
