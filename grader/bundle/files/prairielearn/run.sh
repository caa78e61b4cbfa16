#!/bin/bash
# PrairieLearn runs this for each submission.  Any status but 0 is a failed job, which counts for
# nobody: that is how a fault of the grader ends.
root="${GRADE_ROOT:-/grade}"
bin="${GRADER_PREFIX:-/opt}/grader/bin"
export LC_ALL=C.UTF-8 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
mkdir -p "$root/results"
asked=(--suite "$root/tests/suite.json")
if [ -e "$root/tests/key.txt" ]; then
    # Hidden numbers of the student's own: the same ones for the same variant of the question.
    seed=$("$bin/python" -I -c 'import json; print(json.load(open(0))["variant_seed"])' \
        <"$root/data/data.json") || exit 1
    asked=(-o "$root/tests" --assignment "$root/tests/assignment"
        --per-student-seed "$root/tests/key.txt" --student "$seed")
fi
"$bin/grader" grade --one "$root/student" "${asked[@]}" \
    --for prairielearn "$root/results/results.json" && exit 0
"$bin/grader" doctor --json
exit 1
