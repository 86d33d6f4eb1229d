#!/bin/bash
# Generates clients of a running QuotaStack by openapi-generator (Java, Python, typescript-fetch) and @hey-api/openapi-ts,
# compiles each, and runs the quickstart by it: one line for each generator, exit 1 when one fails.
#
#   QUOTASTACK_API_KEY=qs_test_… clients/generated/try.sh [URL]
#
# It works in a temporary folder, needs npm (Node 20 or later), java with mvn, and python3, and fetches what it needs from
# npm, Maven Central and PyPI. What is missing it says and passes over. It makes customers and metrics: use a test key.
set -u
export QUOTASTACK_URL=${1:-http://127.0.0.1:8080}
: "${QUOTASTACK_API_KEY:?set it to a key of the test environment}"
export QUOTASTACK_API_KEY
generator=${OPENAPI_GENERATOR_VERSION:-7.25.0}
hey=${HEY_API_VERSION:-0.95.0}
typescript=${TYPESCRIPT_VERSION:-5.9.3}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

missing() {
  for tool in "$@"; do command -v "$tool" > /dev/null || { echo "$tool"; return; }; done
}

# NAME COMMAND…: runs it with its output in a file, of which the end is shown when it fails.
try() {
  local name=$1 log=$work/try.log
  shift
  if "$@" > "$log" 2>&1; then
    echo "$name: generated, compiled, ran"
  else
    failed=1
    echo "$name: FAILED"
    tail -n 20 "$log" | sed 's/^/  /'
  fi
}

generate() { npx --no-install openapi-generator-cli generate -i openapi.json "$@"; }

compile() {
  cat > "$1/tsconfig.json" <<'JSON'
{"compilerOptions": {"target": "ES2022", "module": "CommonJS", "moduleResolution": "Node10", "strict": true,
  "skipLibCheck": true, "outDir": "out", "types": ["node"], "lib": ["ES2022", "DOM", "DOM.Iterable"]},
 "include": ["*.ts", "client/**/*.ts"]}
JSON
  npx --no-install tsc -p "$1"
}

# Only the parts that call: "events" is what the service calls.
typescript_fetch() {
  generate -g typescript-fetch -o fetch/client --additional-properties=modelPropertyNaming=original \
    --global-property=models,supportingFiles,apis=Catalogue:Credits:Customers:Deliveries:Entitlements:Ledger:Metering:Reservations:Subscriptions:System:Tenants:Usage \
    && cp "$here/quickstart-fetch.ts" fetch/quickstart.ts && compile fetch && node fetch/out/quickstart.js
}

hey_api() {
  mkdir hey && npx --no-install openapi-ts -i openapi.json -o hey/client \
    && cp "$here/quickstart-hey.ts" hey/quickstart.ts && compile hey && node hey/out/quickstart.js
}

java_native() {
  generate -g java --library native -o java --additional-properties=containerDefaultToNull=true && cp "$here/Quickstart.java" java/src/main/java/ \
    && mvn -B -q -f java/pom.xml -Dmaven.test.skip=true -Dmaven.javadoc.skip=true package dependency:copy-dependencies \
    && java -cp "java/target/classes:java/target/dependency/*" Quickstart
}

python_pydantic() {
  generate -g python -o python && python3 -m venv venv && venv/bin/pip install -q ./python \
    && venv/bin/python "$here/quickstart.py"
}

cd "$work" || exit 1
without=$(missing npm node curl)
[ -n "$without" ] && { echo "needs $without"; exit 1; }
curl -sf "$QUOTASTACK_URL/openapi.json" > openapi.json || { echo "nothing answers at $QUOTASTACK_URL/openapi.json"; exit 1; }
echo '{"private": true}' > package.json
echo "{\"generator-cli\": {\"version\": \"$generator\"}}" > openapitools.json
npm install --silent --no-audit --no-fund @openapitools/openapi-generator-cli "@hey-api/openapi-ts@$hey" \
  "typescript@$typescript" @types/node@20 || { echo "npm cannot install the generators"; exit 1; }

try "@hey-api/openapi-ts $hey" hey_api
without=$(missing java)
if [ -n "$without" ]; then
  echo "openapi-generator $generator: needs $without"
  exit 1
fi
try "openapi-generator $generator typescript-fetch" typescript_fetch
without=$(missing python3)
[ -n "$without" ] && echo "openapi-generator $generator python: needs $without" \
  || try "openapi-generator $generator python" python_pydantic
without=$(missing mvn)
[ -n "$without" ] && echo "openapi-generator $generator java: needs $without" \
  || try "openapi-generator $generator java" java_native
exit $failed
