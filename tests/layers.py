#!/usr/bin/env python3
"""layers.py [ROOT]: checks every #include of mailer/ against the layer table, and what is banned.

Prints each violation as FILE:LINE: TEXT; exit 1 when there is one. The table is the one of
docs/HACKING.md: which folders a folder may include, and which file may use which library.
"""
import pathlib
import re
import sys

LAYERS = {
    "base": "",
    "liquid": "base",
    "campaign": "base",
    "letter": "base liquid campaign",
    "store": "base",
    "net": "base",
    "send": "base store net",
    "reply": "base",
    "watch": "base net reply store demand",
    "demand": "base",
    "report": "base store demand liquid",
    "cmd": "base liquid campaign letter store net send reply watch demand report",
}

# Headers that are not the C library's, by pattern: the files of mailer/ that may include them.
LIBRARIES = [
    (r"uni(case|conv|ctype|gbrk|lbrk|name|norm|stdio|str|types|wbrk|width)\.h", [r"base/.*", r"liquid/unicode\.c"]),
    (r"uthash\.h", [r"base/map\.c"]),
    (r"gnutls/.*", [r"base/hash\.c", r"net/client_certificate\.c"]),
    (r"libconfig\.h", [r"campaign/config\.c"]),
    (r"csv\.h", [r"campaign/lists\.c"]),
    (r"idn2\.h", [r"campaign/address_domain\.c"]),
    (r"cmark\.h", [r"letter/markdown\.c"]),
    (r"magic\.h", [r"letter/attachment\.c"]),
    (r"sqlite3\.h", [r"store/[a-z_]*sqlite[a-z_]*\.c"]),
    (r"curl/.*", [r"net/(connection|connection_setup|target)\.[ch]"]),
    (r"libetpan/.*", [r"watch/(imap[a-z_]*|stream_library)\.[ch]"]),
    (r"ytnef\.h", [r"reply/tnef\.c"]),
    (r"seccomp\.h", [r"reply/[a-z_]*\.c"]),
    (r"jansson\.h", [r"report/.*", r"cmd/.*"]),
    (r"emmintrin\.h", [r"reply/bytes\.h"]),
]

SYSTEM = set("""
assert.h ctype.h dirent.h errno.h fcntl.h float.h fnmatch.h glob.h iconv.h inttypes.h langinfo.h
limits.h locale.h malloc.h math.h netdb.h poll.h pthread.h pwd.h regex.h sched.h signal.h spawn.h
stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h
strings.h sysexits.h termios.h threads.h time.h unistd.h wchar.h wctype.h byteswap.h endian.h getopt.h
""".split())
SYSTEM_FOLDERS = r"(sys|netinet|arpa|linux|net)/[a-z0-9_]+\.h|sanitizer/[a-z_]+\.h"

BANNED = "strcpy strcat sprintf vsprintf strtok atoi atol atof gets".split()
# Below cmd/ nothing prints or ends the program; a worker process ends itself by _exit.
QUIET = "printf vprintf puts putchar perror exit abort err errx warn warnx".split()
# Memory that ran out, in one line; a hash library without SHA-256.
QUIET_EXCEPT = {"base/mem.c", "base/hash.c"}

INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
# Comments and literals in one pass, so that neither hides the other.
NOISE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def without_comments(text):
    def keep(m):
        s = m.group(0)
        if s.startswith("/"):
            return "\n" * s.count("\n") or " "
        return s

    return NOISE.sub(keep, text)


def without_literals(text):
    return NOISE.sub(lambda m: '""' + "\n" * m.group(0).count("\n"), text)


def check_include(path, folder, ours, theirs):
    if ours is not None:
        other = ours.split("/")[0]
        if "/" not in ours:
            return f'"{ours}" is not written as "folder/file.h"'
        if other not in LAYERS:
            return f'"{ours}" is in no folder of the table'
        if other == "cmd" and folder not in ("cmd", ""):
            return f'"{ours}": no folder includes cmd/'
        if folder and other != folder and other not in LAYERS[folder].split():
            may = LAYERS[folder] or "nothing of ours"
            return f'{folder}/ includes "{ours}", but may include {may} only'
        return None
    if theirs in SYSTEM or re.fullmatch(SYSTEM_FOLDERS, theirs):
        return None
    for pattern, files in LIBRARIES:
        if re.fullmatch(pattern, theirs):
            if any(re.fullmatch(f, path) for f in files):
                return None
            return f"<{theirs}> belongs into {' and '.join(files)} only"
    return f"<{theirs}> is not in the table of libraries"


def place_of(ours):
    """Where a header stands among the includes: the system's first, then ours in the table's order."""
    folders = list(LAYERS)
    return 0 if ours is None else 1 + (folders.index(f) if (f := ours.split("/")[0]) in LAYERS else len(folders))


def check_file(root, file):
    path = file.relative_to(root / "mailer").as_posix()
    folder = path.split("/")[0] if "/" in path else ""
    text = without_comments(file.read_text(encoding="utf-8"))
    if folder and folder not in LAYERS:
        yield 1, f"the folder {folder}/ is not in the layer table"
        return
    last = -1
    for number, line in enumerate(text.split("\n"), 1):
        m = INCLUDE.match(line)
        if m:
            wrong = check_include(path, folder, m.group(1), m.group(2))
            if wrong:
                yield number, wrong
            place = place_of(m.group(1))
            if place < last:
                yield number, f"{m.group(1) or m.group(2)} comes too late: system headers first, then ours in the table's order"
            last = place
        elif re.match(r"\s*#", line):
            last = -1  # what a #define or an #if is for has its own place
    for number, line in enumerate(without_literals(text).split("\n"), 1):
        for name in BANNED:
            if re.search(rf"(?<![\w.>]){name}\s*\(", line):
                yield number, f"{name}() is banned"
        if folder in ("cmd", "") or path in QUIET_EXCEPT:
            continue
        for name in QUIET:
            if re.search(rf"(?<![\w.>]){name}\s*\(", line):
                yield number, f"{name}(): nothing below cmd/ prints or exits"
        if re.search(r"\b(stdout|stderr)\b", line):
            yield number, "nothing below cmd/ writes to stdout or stderr"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    files = sorted(p for p in (root / "mailer").rglob("*.[ch]"))
    if not files:
        print(f"{root}/mailer holds no source files")
        return 1
    count = 0
    for file in files:
        for number, wrong in check_file(root, file):
            print(f"{file.relative_to(root)}:{number}: {wrong}")
            count += 1
    print(f"{len(files)} files, {count} violations")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
