#!/bin/sh
# flux: -nx
