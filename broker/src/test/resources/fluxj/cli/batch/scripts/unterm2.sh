#!/bin/sh
# flux: --setattr=x="""a
# flux: """
