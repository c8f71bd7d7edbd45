package fluxj.platform.cxi;

import java.util.List;

/// The Slingshot NICs of this host and the services on them, which say who may use which virtual
/// networks with how much of the hardware.
///
/// All methods throw a [fluxj.errors.FluxException] with the library's error, and may wait for the
/// driver.
public interface Cxi {
    /// The NICs.
    List<CxiDevice> devices();

    /// The services of a NIC.
    List<CxiService> services(CxiDevice device);

    /// Makes a service.
    ///
    /// @return its id
    int allocate(CxiDevice device, CxiService wanted);

    /// Removes a service; EBUSY while somebody uses it.
    void destroy(CxiDevice device, int service);
}
