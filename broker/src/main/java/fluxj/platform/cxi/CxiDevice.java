package fluxj.platform.cxi;

import java.util.List;

/// A NIC.
///
/// @param name such as `cxi0`
/// @param resources how many of each [CxiResource] it has
public record CxiDevice(int id, String name, List<Integer> resources) {}
