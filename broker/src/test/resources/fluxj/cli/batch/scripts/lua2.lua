#!/usr/bin/lua
-- flux: -n3

-- flux: -c2
print(1)
