package fluxj.config.preflight;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/// What a preflight must know of the network. The real one asks the system, with as many questions
/// at once as it sees fit; a test gives the answers.
public interface NameService {

    /// What became of a name.
    ///
    /// @param addresses its addresses as text; empty when it does not resolve
    /// @param error the system's words when it does not resolve, such as `Name or service not
    ///   known`
    record Resolution(List<String> addresses, String error) {
        /// Copies the addresses.
        public Resolution {
            addresses = List.copyOf(addresses);
        }

        /// A name that has addresses.
        public static Resolution of(String... addresses) {
            return new Resolution(List.of(addresses), "");
        }

        /// A name that has none.
        public static Resolution failed(String error) {
            return new Resolution(List.of(), error);
        }
    }

    /// Looks names up; the answer has one entry for each.
    Map<String, Resolution> resolve(Collection<String> names);

    /// The network interfaces of this host.
    List<String> interfaces();

    /// The name of this host.
    String hostname();
}
