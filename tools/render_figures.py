"""Draws a run's figures: every FOLDER/NAME.vl.json becomes NAME.svg, NAME.pdf and NAME.png (300 dpi), all in one process.

usage: render_figures.py [--bundle FILE] FOLDER [NAME ...]

--bundle FILE  also writes the script that makes figures interactive on a page (Vega, Vega-Lite, Vega-Embed)
Each file is written whole or not at all. Needs the vl-convert-python wheel; works without a network.
"""
import argparse
import os
import pathlib
import sys

import vl_convert

DOTS_PER_INCH = 300


def write_whole(path, data):
    """Writes bytes beside the target, then renames: a reader never sees half a file."""
    temporary = path.with_name(f'{path.name}.{os.getpid()}.tmp')
    try:
        with open(temporary, 'wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def draw(folder, name):
    specification = (folder / f'{name}.vl.json').read_text(encoding='utf-8')
    svg = vl_convert.vegalite_to_svg(specification)
    write_whole(folder / f'{name}.svg', svg.encode())
    write_whole(folder / f'{name}.pdf', vl_convert.svg_to_pdf(svg))
    write_whole(folder / f'{name}.png', vl_convert.svg_to_png(svg, ppi=DOTS_PER_INCH))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--bundle', type=pathlib.Path)
    parser.add_argument('folder', type=pathlib.Path)
    parser.add_argument('names', nargs='*')
    arguments = parser.parse_args()
    for name in arguments.names:
        draw(arguments.folder, name)
    if arguments.bundle:
        write_whole(arguments.bundle, vl_convert.javascript_bundle().encode())
    return 0


if __name__ == '__main__':
    sys.exit(main())
