#!/bin/bash
# flux: -n4 -o a=1
# flux: --conf=resource.noverify=true
# flux: --setattr=x="""
# flux:  a
# flux:  "b"
# flux: """

# text
# flux: --env=FOO='bar baz'
echo
