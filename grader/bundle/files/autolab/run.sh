#!/bin/bash
# The makefile runs this beside what was handed in.  The last line of the output is the scores;
# Autolab gives a released zero where it is missing, so after a fault of the grader it is all null.
grader="${GRADER_PREFIX:-/opt}/grader/bin/grader"
export LC_ALL=C.UTF-8 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
mkdir -p grader-files/handin
for file in *; do
    case "$file" in
        Makefile | autograde.tar | grader-files) ;;
        *) mv -- "$file" grader-files/handin/ ;;
    esac
done
if "$grader" grade --one grader-files/handin --suite grader-files/suite.json \
    --for autolab grader-files/output.txt; then
    cat grader-files/output.txt
else
    "$grader" doctor --json
    echo "The grader failed, which says nothing about your work and is no zero."
    cat grader-files/ungraded.json
fi 2>&1
