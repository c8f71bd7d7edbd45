package fluxj.services.jobmanager.plugins;

import fluxj.service.ServiceContext;

/// What all plugins share.
record Surroundings(
        ServiceContext flux, PluginEngine engine, Callbacks callbacks, PluginServices services) {}
