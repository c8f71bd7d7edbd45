package fluxj.broker;

import fluxj.services.statemachine.ServiceStatus;

/// Nobody wants to know how this broker does.
record NoSystemd() implements ServiceStatus {
    @Override
    public void notify(String assignments) {
        // Nobody listens.
    }

    @Override
    public boolean isWanted() {
        return false;
    }
}
