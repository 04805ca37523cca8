#!/usr/bin/env python3
"""render_examples.py OPENLETTER PAGE.scd SOURCES: runs every example of the page on templates.

An example is a literal block with lines "=> ..." at its end. The block that begins with "{\"" is the
data. `{%- # language: fr -%}` as first line sets the language. Every tag and filter of the sources must
stand in an example.
"""
import pathlib
import re
import subprocess
import sys
import tempfile


def examples(page):
    data, found = None, []
    for block in re.findall(r"^\t*```\n(.*?)^\t*```$", page, re.S | re.M):
        lines = block.splitlines()
        wanted = [line[3:] for line in lines if line.startswith("=> ")]
        if block.startswith('{"'):
            data = block
        elif wanted:
            found.append(("\n".join(lines[:len(lines) - len(wanted)]), "\n".join(wanted)))
    return data, found


def names(sources):
    filters, tags = set(), set()
    for path in pathlib.Path(sources).glob("filters_*.c"):
        filters |= set(re.findall(r"\{\.name = \"(\w+)\"", path.read_text()))
    for path in pathlib.Path(sources).glob("parse_*.c"):
        tags |= set(re.findall(r"^\t\{\"([\w#]+)\", parse_", path.read_text(), re.M))
    return filters, tags


def run(openletter, folder, template, language):
    path = pathlib.Path(folder, "example")
    path.write_text(template)
    command = [openletter, "render", str(path), "--data", f"{folder}/data.json", "--partials", f"{folder}/partials"]
    if language:
        command += ["--language", language]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return done.stdout if done.returncode == 0 else f"refused: {done.stderr}"


def main():
    openletter, page, sources = sys.argv[1:4]
    data, found = examples(pathlib.Path(page).read_text())
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "data.json").write_text(data)
        pathlib.Path(folder, "partials").mkdir()
        pathlib.Path(folder, "partials", "greeting").write_text("Hello {{ who }}!")
        for template, wanted in found:
            language = re.match(r"\{%- # language: ([\w-]+) -%\}\n", template)
            got = run(openletter, folder, template, language and language[1])
            if got.rstrip("\n") != wanted:
                failed += 1
                print(f"{template}\n  gave     {got!r}\n  expected {wanted!r}")
    filters, tags = names(sources)
    text = "\n".join(template for template, _ in found)
    for name in sorted(filters):
        if not re.search(rf"\|\s*{name}\b", text):
            failed += 1
            print(f"the filter {name} has no example")
    for name in sorted(tags):
        if not re.search(rf"\{{%-?\s*{re.escape(name)}\b|^\s+{re.escape(name)}\b" if name != "#" else r"\{%-? #", text, re.M):
            failed += 1
            print(f"the tag {name} has no example")
    print(f"{len(found)} examples, {len(filters)} filters, {len(tags)} tags, {failed} failures")
    sys.exit(failed > 0 or len(found) < 40 or len(filters) < 50 or len(tags) < 20)


if __name__ == "__main__":
    main()
