#!/bin/sh
# flux: -N"1
echo
