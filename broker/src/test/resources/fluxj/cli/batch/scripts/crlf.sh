#!/bin/sh
# flux: -n3
echo
