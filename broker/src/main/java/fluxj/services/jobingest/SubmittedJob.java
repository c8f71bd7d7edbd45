package fluxj.services.jobingest;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobFlag;
import fluxj.job.Urgency;
import fluxj.job.spec.SignedJobspec;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.services.jobingest.JobIngestProtocol.Submit;
import fluxj.wire.Credentials;

/// A job that may be submitted by who submits it, as far as can be seen without its jobspec.
///
/// @param request the envelope as it came
/// @param jobspec what was in it
record SubmittedJob(Submit request, Credentials from, JsonObject jobspec) {
    private static final int FLAGS =
            JobFlag.DEBUG.bit() | JobFlag.WAITABLE.bit() | JobFlag.NOVALIDATE.bit();

    /// @throws FluxException with Flux's text when it may not be
    static SubmittedJob of(Submit request, Credentials from) {
        boolean isOwner = from.hasAny(Credentials.OWNER);
        if ((request.flags() & ~FLAGS) != 0) {
            throw new FluxException(Errno.EPROTO, "invalid job flags");
        }
        if (!isOwner && JobFlag.NOVALIDATE.isIn(request.flags())) {
            throw new FluxException(
                    Errno.EPERM, "only the instance owner can submit with FLUX_JOB_NOVALIDATE");
        }
        if (!Urgency.isValid(request.urgency())) {
            throw invalid("urgency range is [" + Urgency.HOLD + ":" + Urgency.EXPEDITE + "]");
        }
        if (!isOwner && request.urgency() > Urgency.DEFAULT) {
            throw invalid("only the instance owner can submit with urgency >" + Urgency.DEFAULT);
        }
        if (!isOwner && JobFlag.WAITABLE.isIn(request.flags())) {
            throw invalid("only the instance owner can submit with FLUX_JOB_WAITABLE");
        }
        SignedJobspec signed = unwrap(request.signed());
        long requestor = Integer.toUnsignedLong(from.userid());
        if (signed.userid() != requestor) {
            throw new FluxException(
                    Errno.EPERM, "signer=" + signed.userid() + " != requestor=" + requestor);
        }
        if (!isOwner) {
            throw new FluxException(Errno.EPERM, "only instance owner can use sign-type=none");
        }
        try {
            return new SubmittedJob(request, from, JsonObject.parse(signed.jobspec()));
        } catch (JsonException e) {
            throw invalid("jobspec: invalid JSON: " + e.getMessage());
        }
    }

    private static SignedJobspec unwrap(String signed) {
        try {
            SignedJobspec found = SignedJobspec.unwrap(signed);
            if (!found.mechanism().equals(SignedJobspec.NONE)) {
                throw new FluxException(
                        Errno.ENOSYS,
                        "mechanism=" + found.mechanism() + ": flux-security is not there");
            }
            return found;
        } catch (FluxException e) {
            throw new FluxException(e.errno(), "could not unwrap jobspec: " + e.getMessage());
        }
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }

    SubmittedJob with(JsonObject changed) {
        return new SubmittedJob(request, from, changed);
    }

    boolean isToBeValidated() {
        return !JobFlag.NOVALIDATE.isIn(request.flags());
    }

    /// What a worker process reads of it.
    JsonObject toJson() {
        return JsonObject.builder()
                .put("jobspec", jobspec)
                .put("userid", Integer.toUnsignedLong(from.userid()))
                .put("rolemask", from.rolemask())
                .put("urgency", request.urgency())
                .put("flags", request.flags())
                .build();
    }
}
