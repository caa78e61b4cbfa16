#!/bin/bash
# PrairieLearn runs this for each submission.  Any status but 0 is a failed job, which counts for
# nobody: that is how a fault of the grader ends.
root="${GRADE_ROOT:-/grade}"
grader="${GRADER_PREFIX:-/opt}/grader/bin/grader"
export LC_ALL=C.UTF-8 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
mkdir -p "$root/results"
exec "$grader" grade --one "$root/student" --suite "$root/tests/suite.json" \
    --for prairielearn "$root/results/results.json"
