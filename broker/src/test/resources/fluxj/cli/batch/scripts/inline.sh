#!/bin/sh
# flux: -n3
# flux: -oc="""a "quoted" thing"""
