#!/usr/bin/env bash
# Compares ParallelGzip with pigz on the same cores: makes a file of text, .NET assemblies and native libraries from what
# this machine has, runs both in turn, and prints the medians.
#
#   samples/ParallelGzip/compare-with-pigz.sh [-n ROUNDS] [-p PARALLELISM] [-l LEVEL] [-s MEGABYTES] [FILE]
#
# With FILE, that file is compressed instead. Exits with 1 when an archive is not read back to the same bytes.
set -euo pipefail

rounds=5
parallelism=2
level=6
megabytes=300
while getopts n:p:l:s: option; do
    case $option in
        n) rounds=$OPTARG ;;
        p) parallelism=$OPTARG ;;
        l) level=$OPTARG ;;
        s) megabytes=$OPTARG ;;
        *) exit 1 ;;
    esac
done
shift $((OPTIND - 1))

for tool in pigz gunzip cmp dotnet; do
    command -v "$tool" > /dev/null || { echo "$tool is needed" >&2; exit 1; }
done

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/compare-with-pigz.XXXXXX")
trap 'rm -rf "$work"' EXIT

# The built program is measured, not "dotnet run", which starts a build first.
dotnet build -c Release --nologo -v quiet "$here/ParallelGzip.csproj" > "$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
gz="$here/bin/Release/net10.0/ParallelGzip"

# concat BYTES FOLDER... -- FIND-TEST...: the files of the folders in a fixed order, cut at BYTES.
concat() {
    local bytes=$1 folders=()
    shift
    while [[ $1 != -- ]]; do
        [[ ! -d $1 ]] || folders+=("$1")
        shift
    done
    shift
    # head closes the pipe when it has enough: that is no failure of the others.
    { find "${folders[@]}" -xdev -type f \( "$@" \) -print0 2> /dev/null | sort -z | xargs -0 cat 2> /dev/null || true; } \
        | head -c "$bytes"
}

if [[ $# -gt 0 ]]; then
    input=$1
else
    input=$work/mixed
    part=$((megabytes * 1000000 / 3))
    runtimes=$(dotnet --list-runtimes | sed -n 's/.*\[\(.*\)\]$/\1/p' | sort -u)
    sdk=$(dotnet --list-sdks | sed -n 's/.*\[\(.*\)\]$/\1/p' | sort -u)
    {
        concat $part /usr/share /usr/include -- -name '*.txt' -o -name '*.md' -o -name '*.xml' -o -name '*.py' -o -name '*.h' -o -name '*.json'
        # shellcheck disable=SC2086
        concat $part $runtimes $sdk -- -name '*.dll'
        concat $part /usr/lib /lib -- -name '*.so*'
    } > "$input"
fi
size=$(stat -c %s "$input")
if [[ $size -lt 200000000 && $# -eq 0 ]]; then
    echo "only $size bytes were found on this machine; name a FILE of 200 MB or more" >&2
    exit 1
fi

median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
run_gz() { "$gz" "$input" -o "$work/gz" -p "$parallelism" -l "$level" --force --quiet; }
run_pigz() { pigz -p "$parallelism" "-$level" -c "$input" > "$work/pigz"; }

# Appends the seconds on the clock to NAME.wall and those of the processors, user and system, to NAME.cpu.
TIMEFORMAT='%R %U %S'
timed() {
    local seconds
    seconds=$({ time "run_$1"; } 2>&1)
    awk -v wall="$work/$1.wall" -v cpu="$work/$1.cpu" '{ print $1 >> wall; print $2 + $3 >> cpu }' <<< "$seconds"
}

# Once each off the clock: the input is then in the page cache for both.
run_gz
run_pigz
echo "input $size bytes, level $level, $parallelism at a time, $rounds rounds"
for ((round = 1; round <= rounds; round++)); do
    timed gz
    timed pigz
    echo "round $round: ParallelGzip $(tail -n 1 "$work/gz.wall") s, pigz $(tail -n 1 "$work/pigz.wall") s"
done

gunzip -c < "$work/gz" | cmp - "$input"
pigz -d -c < "$work/gz" | cmp - "$input"
"$gz" -d - -p "$parallelism" < "$work/pigz" | cmp - "$input"

a=$(median < "$work/gz.wall") b=$(median < "$work/pigz.wall")
c=$(median < "$work/gz.cpu") d=$(median < "$work/pigz.cpu")
e=$(stat -c %s "$work/gz") f=$(stat -c %s "$work/pigz")
awk -v a="$a" -v b="$b" -v c="$c" -v d="$d" -v e="$e" -v f="$f" 'BEGIN {
    printf "%-14s %10s %10s %14s\n", "medians", "seconds", "CPU s", "bytes"
    printf "%-14s %10.2f %10.2f %14d\n", "ParallelGzip", a, c, e
    printf "%-14s %10.2f %10.2f %14d\n", "pigz", b, d, f
    printf "%-14s %10.3f %10.3f %14.4f\n", "ratio", a / b, c / d, e / f
}'
echo "verified: gunzip and pigz read ParallelGzip's file, ParallelGzip reads pigz's"
