#!/bin/sh
# Prolog of a node that may mount file systems of rabbits: no daemon disturbs a job. The one that
# mounts, nnf-clientmount, runs until the mounts of a job that has any are there, and is then, or at
# once, stopped. That may take a while, hence the z: scripts of a folder run in the order of names.
: "${FLUX_JOB_ID:?is not set}"

# An instance without rabbits has no such daemon.
fluxj getrabbit >/dev/null || exit 0

jobspec=$(fluxj job info "$FLUX_JOB_ID" jobspec) || exit 1
printf '%s\n' "$jobspec" | jq -e .attributes.system.dw >/dev/null
case $? in
  0)
    # It should run already; a job would wait in vain if it did not.
    systemctl start nnf-clientmount
    timeout=$(fluxj config get --default=1800 rabbit.prolog_timeout)
    fluxj job wait-event -q -t"$timeout" "$FLUX_JOB_ID" dws_environment ||
      fluxj job raise -t prolog-timeout "$FLUX_JOB_ID" "dws_environment timeout"
    ;;
  1) ;;
  # Without jq nobody knows.
  *) exit 1 ;;
esac
systemctl stop nnf-clientmount
