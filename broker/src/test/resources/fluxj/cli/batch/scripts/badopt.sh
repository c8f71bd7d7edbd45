#!/bin/sh
# flux: --unknown-option -N1
echo
