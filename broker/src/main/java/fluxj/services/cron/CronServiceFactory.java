package fluxj.services.cron;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the `cron` module.
public record CronServiceFactory() implements ServiceFactory {
    @Override
    public String name() {
        return "cron";
    }

    @Override
    public Service create(ServiceContext context) {
        return new CronService(context);
    }
}
