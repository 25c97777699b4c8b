#!/usr/bin/env bash
# Deploys this app to MiniStack with the real CDK, runs the tests of test/aws, and leaves no process behind.
# Extra arguments go to vitest. SLUICE_KEEP=1 keeps the directory of state and logs.
set -uo pipefail
cd "$(dirname "$0")/../.."

repository=$PWD
venv=$repository/.venv
requirements=$repository/test/aws/requirements.txt
work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-aws-XXXXXX")
server=

say() { printf '\n== %s\n' "$*" >&2; }

# Everything that MiniStack spawned is in its process group, whose id is its own process id.
group_lives() { ps -eo pgid=,stat= | awk -v group="$server" '$1 == group && $2 !~ /^Z/ { lives = 1 } END { exit !lives }'; }

stop() {
  local status=$?
  trap - EXIT INT TERM
  if [ -n "$server" ]; then
    kill -TERM -- "-$server" 2>/dev/null
    for _ in $(seq 50); do group_lives || break; sleep 0.1; done
    kill -KILL -- "-$server" 2>/dev/null
    wait "$server" 2>/dev/null
    if group_lives; then say "processes of MiniStack still live"; ps -eo pid,pgid,args | grep " $server "; status=1; fi
  fi
  if [ "$status" -ne 0 ] && [ -f "$work/ministack.log" ]; then say "the end of MiniStack's log"; tail -n 40 "$work/ministack.log" >&2; fi
  if [ -n "${SLUICE_KEEP:-}" ]; then say "kept $work"; else rm -rf "$work"; fi
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() { say "$*"; exit 1; }

[ -x node_modules/.bin/cdk ] || fail "run npm ci first"

# The environment is made again when the requirements change; a half-made one carries no stamp.
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
  say "making .venv with MiniStack"
  python3 -m venv --clear "$venv" || fail "python3 with venv is needed"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$requirements" || fail "pip failed"
  cp "$requirements" "$venv/requirements.txt"
fi

# Lambdas run on the `node` of the path: the one of the npm package is Node 24 on any machine.
export PATH=$repository/node_modules/.bin:$PATH
port=$("$venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# An address of one machine, and keys that no account knows: nothing of the caller's own AWS profile is used.
unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN
export AWS_ENDPOINT_URL=http://127.0.0.1:$port AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_EC2_METADATA_DISABLED=true
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
export SLUICE_OUTPUTS=$work/outputs.json
# While this file is there, invocations are killed (test/aws/killed.test.ts).
export SLUICE_MORTAL=$work/mortal.json

say "starting MiniStack on port $port"
mkdir "$work/tmp"
# Some bundles take the AWS SDK from Lambda's runtime; here they find it above the directory that they are unpacked in.
ln -s "$repository/node_modules" "$work/node_modules"
set -m # a background command becomes the leader of a process group of its own
(cd "$work" && exec env GATEWAY_PORT="$port" BIND_HOST=127.0.0.1 TMPDIR="$work/tmp" \
  NODE_OPTIONS="--import=$repository/test/aws/mortal.ts" LAMBDA_EXECUTOR=local PERSIST_STATE=0 DOCKER_HOST=tcp://127.0.0.1:9 "$venv/bin/ministack") \
  >"$work/ministack.log" 2>&1 </dev/null &
server=$!
set +m
healthy() { "$venv/bin/python" -c "import urllib.request as u; u.urlopen('$AWS_ENDPOINT_URL/_ministack/health', timeout=1)" 2>/dev/null; }
for _ in $(seq 120); do
  healthy && break
  kill -0 "$server" 2>/dev/null || fail "MiniStack ended"
  sleep 0.5
done
healthy || fail "MiniStack did not become healthy"

cdk=(cdk --output "$work/cdk.out" --context allowPrivateHosts=true --context withoutNative=true)
say "cdk bootstrap"
"${cdk[@]}" bootstrap >"$work/cdk.log" 2>&1 || { cat "$work/cdk.log" >&2; fail "cdk bootstrap failed"; }
say "cdk deploy --all"
"${cdk[@]}" deploy --all --require-approval never --progress events --outputs-file "$SLUICE_OUTPUTS" \
  >"$work/cdk.log" 2>&1 || { cat "$work/cdk.log" >&2; fail "cdk deploy failed"; }

say "vitest"
# One file after the other: while one kills invocations, nobody else has any.
vitest run --project aws --no-file-parallelism "$@"
