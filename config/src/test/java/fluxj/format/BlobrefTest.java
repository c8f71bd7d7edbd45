package fluxj.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobrefTest {
    @Test
    void textIsTheHashNameAndLowercaseHex() {
        assertEquals(
                "sha1-da39a3ee5e6b4b0d3255bfef95601890afd80709",
                HashType.SHA1.hash(new byte[0]).toString());
        assertEquals(
                "sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                HashType.SHA256.hash(new byte[0]).toString());
    }

    @Test
    void readsItsOwnText() {
        for (HashType type : HashType.values()) {
            Blobref ref = type.hash(new byte[] {1, 2, 3});
            assertEquals(ref, Blobref.parse(ref.toString()));
            assertEquals(ref, Blobref.of(type, ref.digest()));
            assertArrayEquals(ref.digest(), Blobref.parse(ref.toString()).digest());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha1",
                "sha1-",
                "sha1-00",
                "sha1-DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
                "sha1_da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "sha1-da39a3ee5e6b4b0d3255bfef95601890afd8070g",
                "md5-da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "sha1-da39a3ee5e6b4b0d3255bfef95601890afd807090"
            })
    void refusesOtherTexts(String text) {
        assertThrows(FormatException.class, () -> Blobref.parse(text));
    }

    @Test
    void refusesADigestOfAnotherLengthAndAnUnknownHash() {
        assertThrows(FormatException.class, () -> Blobref.of(HashType.SHA1, new byte[32]));
        assertThrows(FormatException.class, () -> HashType.of("md5"));
    }
}
