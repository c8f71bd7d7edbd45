#!/bin/bash
# flux: -N2 --exclusive
# flux: --job-name="a b" -t 30m # comment
# flux: --setattr=user.a=1
# flux:
# plain
echo $1
