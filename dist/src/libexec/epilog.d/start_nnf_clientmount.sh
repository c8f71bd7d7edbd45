#!/bin/sh
# Epilog of a node that may mount file systems of rabbits: the daemon that unmounts them runs again.

# An instance without rabbits has no such daemon.
fluxj getrabbit >/dev/null || exit 0

systemctl start nnf-clientmount
