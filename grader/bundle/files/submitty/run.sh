#!/bin/bash
# The container runs this beside what was handed in.  It leaves no grade.json after a fault of the
# grader: then the validator says that it failed.
grader="${GRADER_PREFIX:-/opt}/grader/bin/grader"
export LC_ALL=C.UTF-8 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
rm -rf grade.json feedback.log
mkdir -p grader-files/handin
for file in *; do
    case "$file" in
        grader-files | my_runner.out | queue_file.json | user_assignment_settings.json) ;;
        STDOUT* | STDERR* | execute_logfile.txt) ;;
        *) cp -r -- "$file" grader-files/handin/ ;;
    esac
done
"$grader" grade --one grader-files/handin --suite grader-files/suite.json --for submitty . && exit 0
"$grader" doctor --json
exit 1
