package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import fluxj.config.Config;
import fluxj.config.TableValues;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class AccessConfigTest {

    @Test
    void nobodyButTheOwnerMayConnectByDefault() {
        assertEquals(AccessConfig.DEFAULTS, AccessConfig.of(Config.EMPTY));
        TableValues defaults = AccessConfig.DEFAULTS.values();
        assertFalse(defaults.get(AccessConfig.ALLOW_GUEST_USER));
        assertFalse(defaults.get(AccessConfig.ALLOW_ROOT_OWNER));
        assertFalse(defaults.get(AccessConfig.PRIVATE_MODE));
        assertEquals(4 << 20, defaults.get(AccessConfig.GUEST_MAX_MESSAGE));
        assertEquals(new AccessRoles(List.of(), List.of()), defaults.get(AccessConfig.ROLES));
    }

    @Test
    void everyKeyIsRead() {
        TableValues full =
                ConfigTestSupport.readFull(
                        AccessConfig.TABLE,
                        """
                        [access]
                        allow-guest-user = true
                        allow-root-owner = true
                        private-mode = true
                        guest-max-message = 65536
                        [access.roles.admin]
                        users = ["fluxuser", "fluxadmin"]
                        groups = ["wheel"]
                        """);
        assertEquals(65_536, full.get(AccessConfig.GUEST_MAX_MESSAGE));
        assertEquals(
                new AccessRoles(List.of("fluxuser", "fluxadmin"), List.of("wheel")),
                full.get(AccessConfig.ROLES));
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
