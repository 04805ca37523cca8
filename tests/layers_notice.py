#!/usr/bin/env python3
"""Plants one violation of each kind and expects layers.py to tell exactly that one."""
import pathlib
import subprocess
import sys
import tempfile

CHECK = pathlib.Path(__file__).with_name("layers.py")
CASES = [
    # file, text, what is to be told ("" for nothing)
    ("base/a.c", "#include <string.h>\n#include <unistd.h>\n#include <unicase.h>\n", ""),
    ("base/hash.c", "#include <gnutls/crypto.h>\n", ""),
    ("base/a.c", "#include <gnutls/crypto.h>\n", "a.c:1: <gnutls/crypto.h> belongs into"),
    ("liquid/a.c", '#include "base/str.h"\n', ""),
    ("liquid/a.c", '\n#include "campaign/campaign.h"\n', "a.c:2: liquid/ includes"),
    ("send/a.h", '#include "letter/letter.h"\n', "a.h:1: send/ includes"),
    ("store/a.c", '#include "cmd/cli.h"\n', "no folder includes cmd/"),
    ("store/store.h", "#include <sqlite3.h>\n", "<sqlite3.h> belongs into"),
    ("watch/a.c", "#include <curl/curl.h>\n", "<curl/curl.h> belongs into"),
    ("net/a.c", "#include <openssl/ssl.h>\n", "is not in the table of libraries"),
    ("net/a.c", '#include "connection.h"\n', 'not written as "folder/file.h"'),
    ("extra/a.c", "", "not in the layer table"),
    ("cmd/a.c", "void f(void)\n{\n\tatoi(x);\n}\n", "a.c:3: atoi() is banned"),
    ("cmd/a.c", "\tsprintf(x, y);\n", "sprintf() is banned"),
    ("cmd/a.c", "\tsnprintf(x, 3, y);\n\tprintf(x);\n\texit(1);\n", ""),
    ("net/a.c", "\tfprintf(stderr, x);\n", "stdout or stderr"),
    ("net/a.c", "\tprintf(x);\n", "printf(): nothing below"),
    ("net/a.c", "\texit(1);\n", "exit(): nothing below"),
    ("net/a.c", "\t_exit(1);\n\tfoo_exit(1);\n\tops->exit(1);\n", ""),
    ("net/a.c", '/* exit(1); */ // atoi(x)\nchar *a = "printf(x)", b = \'"\'; /* " */\n', ""),
    ("net/a.c", "char b = '\"';\n\texit(1); /* \" */\n", "a.c:2: exit()"),
    ("watch/a.c", '#include <stdio.h>\n\n#include "base/a.h"\n#include "net/a.h"\n#include "watch/a.h"\n', ""),
    ("watch/a.c", '#include "watch/a.h"\n#include "base/a.h"\n', "a.c:2: base/a.h comes too late"),
    ("watch/a.c", '#include "base/a.h"\n#include <stdio.h>\n', "a.c:2: stdio.h comes too late"),
    ("watch/a.c", '#include "base/a.h"\n#define X\n#include <stdio.h>\n', ""),
]

failures = 0
for name, text, wanted in CASES:
    with tempfile.TemporaryDirectory() as root:
        file = pathlib.Path(root, "mailer", name)
        file.parent.mkdir(parents=True)
        file.write_text(text)
        run = subprocess.run([sys.executable, CHECK, root], capture_output=True, text=True)
        found = run.stdout.strip().split("\n")[:-1]
        right = (len(found) == 1 and wanted in found[0] and run.returncode == 1) if wanted \
            else (not found and run.returncode == 0)
        if not right:
            failures += 1
            print(f"{name}: {text!r}\n  expected: {wanted or 'nothing'}\n  got: {run.stdout}{run.stderr}")
print(f"{len(CASES)} cases, {failures} failed")
sys.exit(1 if failures else 0)
