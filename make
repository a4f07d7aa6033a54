#!/bin/sh
# make, ending with the exit code of the command that failed: make itself turns every failure into 2.
#
#   ./make rehearse ARGS="--fault job_fails"; echo $?     says 1, where make would say 2
#
# make runs each recipe by its SHELL, which is this file again: it notes the code of what failed.
if [ -n "$EXIT_CODE_OF_MAKE" ] && [ "$1" = -c ]; then
  note=$EXIT_CODE_OF_MAKE
  unset EXIT_CODE_OF_MAKE # a make within a recipe is its own affair
  /bin/sh "$@"
  code=$?
  [ "$code" -eq 0 ] || echo "$code" > "$note"
  exit "$code"
fi
note=$(mktemp) || exit 1
trap 'rm -f "$note"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
here=$(cd "$(dirname "$0")" && pwd)
EXIT_CODE_OF_MAKE=$note make -C "$here" --no-print-directory SHELL="$here/make" "$@"
code=$?
if [ "$code" -ne 0 ] && [ -s "$note" ]; then
  code=$(cat "$note")
fi
exit "$code"
