#!/bin/sh
# flux: -n3 -o a="x y"#c
# flux: -o b=\"q\" -o c='it\'s'
echo wörld
