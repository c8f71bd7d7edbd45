#!/bin/sh
# flux: -N1
#FLUX: -n2
