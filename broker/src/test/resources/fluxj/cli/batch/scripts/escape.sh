#!/bin/sh
# flux: -N1\