#!/usr/bin/env bash
# Runs the editors' own tests of seedls in the real editors, without a screen.
#
#   editors/test.sh [nvim|vscode|all] [SEEDLS]     SEEDLS: the binary; else target/release/seedls or target/debug/seedls
#
# Fetches what is missing into target/editors (Neovim 0.11 or newer from Debian; VS Code, Node and the extension's
# parts from npm) and into the system only Chromium and npm, where it may. Nothing is skipped: an editor that cannot be
# had fails.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${SEEDLS_EDITORS_CACHE:-$project/target/editors}
code_server=4.139.1 # the npm package whose lib/vscode is a whole VS Code 1.139
node_major=24       # what that version runs on

say() { printf '== %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# Installs Debian packages, where that is allowed.
install() {
  say "installing $*"
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null &&
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# --- Neovim ---------------------------------------------------------------------------------------------------

nvim_is_new() { "$1" --version 2>/dev/null | head -1 | grep -Eq 'v(0\.(1[1-9]|[2-9][0-9])|[1-9])'; }

# Sets `nvim` to a Neovim of 0.11 or newer.
find_nvim() {
  for nvim in "${NVIM:-nvim}" "$cache/nvim/nvim"; do
    if command -v "$nvim" >/dev/null && nvim_is_new "$nvim"; then return; fi
  done
  for suite in forky sid; do
    say "fetching Neovim from Debian $suite"
    rm -rf "$cache/nvim"
    if nvim_from_debian "$suite" && nvim_is_new "$cache/nvim/nvim"; then nvim=$cache/nvim/nvim; return; fi
  done
  fail "no Neovim 0.11 or newer: install one, or name it in NVIM"
}

# Unpacks Neovim with its own C library into a folder of its own; the system's packages are not touched.
nvim_from_debian() (
  set -e
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || exit 1
  keys=/usr/share/keyrings/debian-archive-keyring.gpg
  mirror=$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -1)
  mirror=${mirror:-$(sed -n 's/^deb \(\[[^]]*\] \)\?\(http[^ ]*\).*/\2/p' /etc/apt/sources.list 2>/dev/null | head -1)}
  [ -n "$mirror" ] || { say "no Debian mirror is set up for apt"; exit 1; }
  apt=$cache/nvim/apt root=$cache/nvim/root
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$root"
  : >"$apt/status"
  echo "deb [signed-by=$keys] $mirror $1 main" >"$apt/sources.list"
  options=(-qq -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::Etc::preferencesparts=/dev/null -o Dir::State::lists="$apt/lists" -o Dir::State::status="$apt/status"
    -o Dir::Cache="$apt/cache" -o Acquire::Languages=none -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1)
  apt-get "${options[@]}" update
  apt-get "${options[@]}" -y --no-install-recommends --download-only install neovim >/dev/null
  for package in "$apt"/cache/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --exclude='./usr/share/doc' --exclude='./usr/share/locale' --exclude='./etc' --exclude='./var' --exclude='./dev'
  done
  rm -rf "$apt"
  loader=$(find "$root" -name 'ld-linux-*.so.*' | head -1)
  program=$(find "$root/usr/bin" "$root/usr/libexec" -name 'nvim*' -type f 2>/dev/null | head -1)
  libraries=$(find "$root" -name '*.so*' -path '*/lib/*-linux-gnu/*' -printf '%h\n' | sort -u | paste -sd:)
  cat >"$cache/nvim/nvim" <<SCRIPT
#!/bin/sh
export VIMRUNTIME="$root/usr/share/nvim/runtime"
exec "$loader" --library-path "$libraries" "$program" --cmd 'set rtp+=$root/usr/lib/nvim' "\$@"
SCRIPT
  chmod +x "$cache/nvim/nvim"
)

test_nvim() {
  find_nvim
  say "Neovim: $("$nvim" --version | head -1)"
  local work=$scratch/nvim
  mkdir -p "$work"/{bin,project,home}
  ln -s "$seedls" "$work/bin/seedls"
  cp -r "$project/seeds" "$work/project/seeds"
  : >"$work/project/seedls.toml"
  (
    cd "$work/project"
    export PATH="$work/bin:$PATH" XDG_CONFIG_HOME="$work/home" XDG_DATA_HOME="$work/home" XDG_STATE_HOME="$work/home" XDG_CACHE_HOME="$work/home"
    export SEEDLS_NVIM=$nvim
    timeout 180 "$nvim" --clean --headless -n --cmd "set rtp^=$project/editors/nvim" \
      -c "luafile $project/editors/nvim/test/test.lua" 2>&1
  )
}

# --- VS Code --------------------------------------------------------------------------------------------------

# Puts a Node that is new enough first on PATH.
find_node() {
  command -v npm >/dev/null || install npm || fail "npm is needed to fetch VS Code and to build the extension"
  if [ "$(node -p 'process.versions.node.split(".")[0]')" = "$node_major" ]; then return; fi
  if [ ! -x "$cache/node/node_modules/node/bin/node" ]; then
    say "fetching Node $node_major from npm"
    npm install --silent --no-audit --no-fund --prefix "$cache/node" "node@$node_major"
  fi
  export PATH="$cache/node/node_modules/node/bin:$PATH"
}

find_chromium() {
  for chromium in "${CHROMIUM:-chromium}" chromium-browser google-chrome; do
    if chromium=$(command -v "$chromium"); then return; fi
  done
  install chromium fonts-dejavu-core || fail "no Chromium: install one, or name it in CHROMIUM"
  chromium=$(command -v chromium)
}

find_vscode() {
  vscode=$cache/code-server-$code_server
  if [ -e "$vscode/ready" ]; then return; fi
  say "fetching VS Code (code-server $code_server from npm)"
  rm -rf "$vscode"
  mkdir -p "$vscode"
  (
    cd "$vscode"
    tar -xz --strip-components=1 -f "$(npm pack --silent "code-server@$code_server")"
    rm -f code-server-*.tgz
    cd lib/vscode
    npm install --silent --omit=dev --ignore-scripts --no-audit --no-fund # native modules are not needed here
  )
  touch "$vscode/ready"
}

test_vscode() {
  find_node
  find_chromium
  find_vscode
  cd "$project/editors/vscode"
  say "building the extension"
  npm ci --silent --ignore-scripts --no-audit --no-fund
  npm run --silent build
  npm run --silent package
  say "VS Code: $(node -p 'require(process.argv[1]).version' "$vscode/lib/vscode/package.json"), code-server $code_server"
  timeout 300 node test/host.mjs "$vscode" "$chromium" "$seedls" "$project/seeds"
}

# --------------------------------------------------------------------------------------------------------------

what=${1:-all}
seedls=${2:-}
for candidate in "$project/target/release/seedls" "$project/target/debug/seedls"; do
  if [ -z "$seedls" ] && [ -x "$candidate" ]; then seedls=$candidate; fi
done
[ -x "$seedls" ] || fail "no seedls binary: build it, or name it as the second argument"
seedls=$(realpath "$seedls")
mkdir -p "$cache"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

case $what in
  nvim | vscode) "test_$what" ;;
  all)
    status=0
    for editor in nvim vscode; do "${BASH_SOURCE[0]}" "$editor" "$seedls" || status=1; done
    exit $status
    ;;
  *) fail "unknown editor \`$what\`: nvim, vscode or all" ;;
esac
