package fluxj.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JanssonTextTest {
    @Test
    void writesSeventeenDigits() {
        assertEquals("1.1000000000000001", JanssonText.number(1.1));
        assertEquals("0.10000000000000001", JanssonText.number(0.1));
        assertEquals("1600000000.5", JanssonText.number(1600000000.5));
    }

    @Test
    void keepsARealNumberReal() {
        assertEquals("42.0", JanssonText.number(42));
        assertEquals("0.0", JanssonText.number(0));
        assertEquals("-0.0", JanssonText.number(-0.0));
        assertEquals("-3.0", JanssonText.number(-3));
    }

    @Test
    void usesAnExponentFromSeventeenDigitsAndBelowFourZeros() {
        assertEquals("10000000000000000.0", JanssonText.number(1e16));
        assertEquals("1e17", JanssonText.number(1e17));
        assertEquals("-2.5e20", JanssonText.number(-2.5e20));
        assertEquals("1.0000000000000001e-5", JanssonText.number(0.00001));
    }

    @Test
    void writesWholeValuesCompactly() {
        String text = "{\"b\":[1,2.5,null,true],\"a\":{\"x\":\"\\\"\\n\u00e9\"},\"c\":[],\"d\":{}}";
        assertEquals(text, JanssonText.of(JsonValue.parse(text)));
    }
}
