#!/bin/sh
# flux: --setattr=x="""
# flux: -N1
echo
