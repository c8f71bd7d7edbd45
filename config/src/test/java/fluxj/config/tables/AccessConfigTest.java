package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.Config;
import fluxj.config.ConfigLoader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class AccessConfigTest {

    @Test
    void nobodyButTheOwnerMayConnectByDefault() {
        assertEquals(AccessConfig.DEFAULTS, AccessConfig.of(Config.EMPTY));
        assertEquals(
                new AccessConfig(false, false, false, 4 << 20, List.of(), List.of()),
                AccessConfig.DEFAULTS);
    }

    @Test
    void everyKeyIsReadAndDescribed() throws ReflectiveOperationException {
        AccessConfig full =
                AccessConfig.of(
                        ConfigLoader.parseToml(
                                """
                                [access]
                                allow-guest-user = true
                                allow-root-owner = true
                                private-mode = true
                                guest-max-message = 65536
                                [access.roles.admin]
                                users = ["fluxuser", "fluxadmin"]
                                groups = ["wheel"]
                                """,
                                "x.toml"));
        ConfigTestSupport.assertFullMapping(full, AccessConfig.DEFAULTS, AccessConfig.KEYS);
        assertEquals(List.of("fluxuser", "fluxadmin"), full.adminUsers());
        assertEquals(List.of("wheel"), full.adminGroups());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "foo = 1 | error parsing [access] configuration: 1 object item(s) left unpacked:"
                        + " foo",
                "allow_guest_user = true | error parsing [access] configuration: 1 object item(s)"
                        + " left unpacked: allow_guest_user; did you mean 'allow-guest-user'?",
                "allow-guest-user = 1 | error parsing [access] configuration: Expected true or"
                        + " false, got integer (allow-guest-user)",
                "guest-max-message = 0 | [access] guest-max-message must be greater than 0",
                "roles = 3 | [access.roles] must be a table",
                "roles.adm.users = [] | unknown role 'adm' in [access.roles]; did you mean"
                        + " 'admin'?",
                "roles.admin = 3 | [access.roles.admin]: Expected object, got integer",
                "roles.admin.users = 3 | [access.roles.admin] users must be a string array",
                "roles.admin.groups = [1] | [access.roles.admin] groups must be a string array",
                "roles.admin.foo = 3 | [access.roles.admin]: 1 object item(s) left unpacked: foo",
            })
    void refusesBadKeysInFluxWords(String line, String message) {
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: " + message, "[access]\n" + line + "\n", AccessConfig::of);
    }
}
