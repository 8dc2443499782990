#!/usr/bin/env bash
# The installed command at its work, away from any checkout; PATH leads to it, and to its Python.
set -euo pipefail
export QT_QPA_PLATFORM=offscreen
export XDG_DATA_HOME="$PWD/home/data" XDG_CONFIG_HOME="$PWD/home/config" XDG_CACHE_HOME="$PWD/home/cache"

python -c '
import pathlib, sysconfig, forgery_viewer
place = pathlib.Path(forgery_viewer.__file__)
assert place.is_relative_to(sysconfig.get_path("purelib")), f"{place} is not the installed package"
'
forgery-viewer --version

# Nobody touched a mask: every one comes out as it went in.
demo="$(forgery-viewer demo --make-only)"
forgery-viewer export "$demo" --out masks --all
for split in train supplemental; do
    diff -r "$demo/${split}_masks" "masks/${split}_masks"
done
test "$(find masks -name '*.npy' | wc -l)" -eq "$(($(wc -l < masks/manifest.csv) - 1))"

# Tables, figures and a report, with what the wheel itself brings along.
forgery-viewer index "$demo" --out tables
forgery-viewer stats "$demo" --json --out report > stats.json
python -c '
import json, pathlib
found = json.loads(pathlib.Path("stats.json").read_text())
rows = pathlib.Path("tables/forged_with_mask_stats_disambiguated.csv").read_text().splitlines()
assert found["counts"]["forged"] == len(rows) - 1 > 0, (found["counts"], len(rows))
assert "<svg" in pathlib.Path("report/report.html").read_text()
'

# The window at work: what it shows, and the masks corrected in it.
forgery-viewer tour --out tour 2> errors || { cat errors; exit 1; }
cat errors
if grep -q Traceback errors; then exit 1; fi
test -n "$(find tour -name '*.png' -size +10k)"
test -n "$(find tour -name '*.npy' -size +1k)"
echo "The installed command works."
