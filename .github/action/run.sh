#!/usr/bin/env bash
# The shell of action.yml: finds or installs the program, verifies, and hands the reports to GitHub.
#
# Reads FACTCHECK_… (the inputs), GITHUB_… and RUNNER_TEMP. FACTCHECK_BIN names a program that is there already.
# Ends as `factcheck verify` does; with 2 where it could not be run.
set -euo pipefail

scratch=$(mktemp -d "${RUNNER_TEMP:-/tmp}/factcheck.XXXXXX")

# Text that was not written here must not be taken for commands of the workflow.
show() {
  local token
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '::stop-commands::%s\n' "$token"
  cat "$1"
  printf '\n::%s::\n' "$token"
}

output() { printf '%s=%s\n' "$1" "$2" >> "${GITHUB_OUTPUT:-/dev/null}"; }

# could_not MESSAGE: nothing was checked.
could_not() {
  printf '::error title=factcheck could not check::%s\n' "$1"
  output exit-code 2
  exit 2
}

# Why there is no program, where that is known better than from the log.
reason="The program could not be installed; the log says why."

install_released() {
  # A version, and nothing that pip would take for something else.
  if ! [[ $FACTCHECK_VERSION =~ ^[0-9][0-9A-Za-z.+!-]*$ ]]; then
    reason="The input version is no version of factcheck-cli."
    return 1
  fi
  local python bin
  python=$(command -v python3 || command -v python)
  "$python" -m venv "$scratch/venv" || return 1
  bin=$scratch/venv/bin
  # Windows has another layout.
  if [ -d "$scratch/venv/Scripts" ]; then
    bin=$scratch/venv/Scripts
  fi
  "$bin/python" -m pip --quiet --disable-pip-version-check install --only-binary :all: \
    "factcheck-cli==$FACTCHECK_VERSION" || return 1
  program=$bin/factcheck
}

build() {
  if ! command -v cargo > /dev/null; then
    reason="There is no cargo to build the program with: set the input version to a released one, or install Rust first."
    return 1
  fi
  # Beside the checkout, not in it: what is built is no part of what is checked.
  CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$scratch/target} cargo install --quiet --locked --no-track \
    --path "$GITHUB_ACTION_PATH" --root "$scratch" || return 1
  program=$scratch/bin/factcheck
}

find_program() {
  if [ -n "${FACTCHECK_BIN:-}" ]; then
    program=$FACTCHECK_BIN
  elif [ -n "${FACTCHECK_VERSION:-}" ]; then
    install_released
  else
    build
  fi
}

if ! find_program > "$scratch/install" 2>&1; then
  show "$scratch/install"
  could_not "$reason"
fi
"$program" --version || could_not "The program that was installed does not run."

arguments=(--output-format github)
if [ -n "${FACTCHECK_ROOT:-}" ]; then
  arguments+=("--root=$FACTCHECK_ROOT")
fi
if [ -n "${FACTCHECK_SARIF:-}" ]; then
  case $FACTCHECK_SARIF in *$'\n'*) could_not "The input sarif is more than one line." ;; esac
  mkdir -p -- "$(dirname -- "$FACTCHECK_SARIF")"
  arguments+=(--report "sarif=$FACTCHECK_SARIF")
fi
summary=
if [ "${FACTCHECK_SUMMARY:-true}" = true ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  summary=$scratch/summary.md
  arguments+=(--report "markdown=$summary")
fi

# What the run is compared with. Of a push the program sees only the last commit, which never differs from itself.
# A new branch starts from a commit that is all zeros.
before=${FACTCHECK_BEFORE:-}
if [ -n "${FACTCHECK_AGAINST:-}" ]; then
  arguments+=("--against=$FACTCHECK_AGAINST")
elif [ -z "${GITHUB_BASE_REF:-}" ] && [[ $before =~ [1-9a-f] ]]; then
  if git cat-file -e "$before^{commit}" 2> "$scratch/git"; then
    arguments+=("--against=$before")
  else
    printf '::warning title=factcheck::Drift since the push (%s) was not checked: that commit is not in this clone. %s\n' \
      "${before:0:7}" "Set fetch-depth: 0 in the step that uses actions/checkout."
  fi
fi

# Word by word, never as a pattern of file names.
set -f
# shellcheck disable=SC2206 # the words are wanted
arguments+=(${FACTCHECK_ARGS:-})
set +f
paths=()
while IFS= read -r path; do
  if [ -n "$path" ]; then
    paths+=("$path")
  fi
done <<< "${FACTCHECK_PATH:-}"

code=0
"$program" verify "${arguments[@]}" -- ${paths[@]+"${paths[@]}"} 2> "$scratch/errors" || code=$?

if [ -s "$scratch/errors" ]; then
  show "$scratch/errors"
fi
if [ "$code" != 0 ] && [ "$code" != 1 ]; then
  printf '::error title=factcheck could not check everything::%s\n' "Exit code $code; the end of the log says why."
fi
if [ -n "$summary" ] && [ -s "$summary" ]; then
  # GitHub refuses a step's summary of more than 1 MiB altogether.
  most=1000000
  if [ "$(wc -c < "$summary")" -le "$most" ]; then
    cat "$summary" >> "$GITHUB_STEP_SUMMARY"
  else
    # `sed` takes the last line away, which may be half a line.
    head -c "$most" "$summary" | sed '$d' >> "$GITHUB_STEP_SUMMARY"
    printf '\n\n**The report goes on: it is too long for a summary. The log has all of it.**\n' >> "$GITHUB_STEP_SUMMARY"
  fi
fi
if [ -n "${FACTCHECK_SARIF:-}" ] && [ -s "$FACTCHECK_SARIF" ]; then
  output sarif "$FACTCHECK_SARIF"
fi
output exit-code "$code"
exit "$code"
