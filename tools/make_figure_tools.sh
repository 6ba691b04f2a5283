#!/usr/bin/env bash
# make_figure_tools.sh FOLDER: the Python environment that turns figures (Vega-Lite) into SVG, PDF and PNG and carries the script that
# the report inlines. Nothing when it is there already.
set -euo pipefail
folder=${1:?folder}
version=1.9.0.post1
[ -e "$folder/made-$version" ] && exit 0
python3 -m venv "$folder"
"$folder/bin/pip" install -q --disable-pip-version-check "vl-convert-python==$version"
"$folder/bin/python" -c 'import vl_convert; vl_convert.vegalite_to_svg({"mark": "point", "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a", "type": "quantitative"}}})' >/dev/null
touch "$folder/made-$version"
