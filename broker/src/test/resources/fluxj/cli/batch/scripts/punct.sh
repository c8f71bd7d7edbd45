#!/bin/sh
# flux: -n3 --foo=x;y <z&
echo
