package fluxj.core.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.service.Environment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

class FluxCoreProgramsTest {
    private @TempDir Path folder;

    @Test
    void foldersWhoseNamesAreNoTextArePassedOver() throws IOException {
        Path flux = Files.createFile(folder.resolve("flux"));
        Files.setPosixFilePermissions(flux, PosixFilePermissions.fromString("rwxr-xr-x"));
        String path = "/nosuch:/x\udcff::" + folder;
        assertEquals(
                Optional.of(flux), FluxCorePrograms.find(new Environment(Map.of("PATH", path))));
    }
}
