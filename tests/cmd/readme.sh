# The README's tour is what a person sees who follows it: each command of its console block is run in an empty folder and must print what
# stands below it. "..." on a line of its own stands for any lines.
. "$(dirname "$0")/../lib.sh"

python3 - "$project_root/README.md" <<'PYTHON'
import difflib, os, re, subprocess, sys

text = open(sys.argv[1], encoding="utf-8").read()
block = re.search(r"(?ms)^```console\n(.*?)^```$", text)
if not block:
    sys.exit("the README has no console block")
steps = []
for line in block.group(1).splitlines():
    if line.startswith("$ "):
        steps.append([line[2:], []])
    else:
        steps[-1][1].append(line)

env = dict(os.environ, OPENLETTER_NOW="2025-09-26T09:00:00+02:00", COLUMNS="100", NO_COLOR="1",
           CWD_FILE=os.path.join(os.environ["TMP"], "cwd"))
failed = False
where = os.getcwd()
for command, wanted in steps:
    script = command + '\nstatus=$?\npwd >"$CWD_FILE"\nexit $status'
    run = subprocess.run(["bash", "-c", script], env=env, cwd=where, text=True, timeout=240,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    where = open(env["CWD_FILE"]).read().strip()
    got = run.stdout.splitlines()
    pattern = "\n".join(".*" if w == "..." else re.escape(w.rstrip()) for w in wanted)
    if run.returncode not in (0, 3) or not re.fullmatch(pattern, "\n".join(g.rstrip() for g in got), re.S):
        failed = True
        print(f"$ {command}  (exit {run.returncode})")
        print("\n".join(difflib.unified_diff(wanted, got, "README", "printed", lineterm="")))
sys.exit(failed)
PYTHON
expect_equal 0 $? "the README's tour prints what it says"
