#!/bin/sh
# flux: -N1
echo
# flux: -n2
