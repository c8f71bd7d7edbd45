#!/bin/sh
# flux: foo
