#!/usr/bin/env python3
"""What other people's CI takes from here does what it says: the shell of `action.yml` and of the
GitLab job is run in a folder of its own, with the program in place of the one that they would build.

usage: ci_files.py SEEDLS
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEEDLS = pathlib.Path(sys.argv[1]).resolve()

CLEAN = """Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday. They will stop work at noon.

Original url: <https://news.example/2021/03/03/pilots>
"""
BROKEN = CLEAN.replace("on Tuesday", "[on Tuesday](https://news.example/a").replace("/pilots", "/2")


def workspace(folder):
    path = pathlib.Path(folder)
    (path / "sub folder").mkdir()
    (path / "clean.seed").write_text(CLEAN)
    (path / "sub folder" / "broken.seed").write_text(BROKEN)
    (path / "temp" / "seedls" / "bin").mkdir(parents=True)
    (path / "temp" / "seedls" / "bin" / "seedls").symlink_to(SEEDLS)
    return path


def run(script, folder, **variables):
    env = {**os.environ, **variables}
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


def action():
    steps = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]
    scripts = {step.get("id", step["name"]): step.get("run") for step in steps}
    with tempfile.TemporaryDirectory() as folder:
        path = workspace(folder)
        output = path / "output"
        common = dict(
            GITHUB_ACTION_PATH=str(ROOT), RUNNER_TEMP=str(path / "temp"), GITHUB_OUTPUT=str(output)
        )
        result = run(scripts["version"], path, **common)
        assert re.fullmatch(r"hash=[0-9a-f]{20}\n", output.read_text()), result
        for paths, arguments, code in [
            ("clean.seed", "", 0),
            ("clean.seed\nsub folder\n", "", 1),
            ("", "", 1),
            ("sub folder", "--exit-zero", 0),
            ("sub folder", "--ignore\ndelimiters", 0),
            ("none.seed", "", 2),
            ("-x.seed", "", 2),
        ]:
            output.write_text("")
            inputs = dict(SEEDLS_PATHS=paths, SEEDLS_ARGS=arguments, SEEDLS_SARIF="out.sarif")
            result = run(scripts["check"], path, **common, **inputs)
            assert result.returncode == code, (paths, arguments, result)
            assert output.read_text() == f"exit-code={code}\n", output.read_text()
            if code == 1:
                assert result.stdout.startswith("::error file=sub folder/broken.seed,"), result
            findings = json.loads((path / "out.sarif").read_text())["runs"][0]["results"]
            assert (code == 0 and not arguments) <= (not findings), findings


def gitlab():
    job = yaml.safe_load((ROOT / "docs/ci/seedls.gitlab-ci.yml").read_text())["seedls"]
    install, check = job["script"]
    assert install.startswith("cargo install "), install
    variables = {name: str(value) for name, value in job["variables"].items()}
    with tempfile.TemporaryDirectory() as folder:
        path = workspace(folder)
        variables["CARGO_HOME"] = str(path / "temp" / "seedls")
        result = run(check, path, **variables)
        assert result.returncode == 1 and "broken.seed:7:" in result.stdout, result
        assert len(json.loads((path / job["artifacts"]["reports"]["codequality"]).read_text())) == 1
        assert (path / job["artifacts"]["reports"]["junit"]).read_text().startswith("<?xml")
        variables |= {"SEEDLS_PATHS": "clean.seed", "SEEDLS_ARGS": "--select metadata"}
        assert run(check, path, **variables).returncode == 0


def hooks():
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    for hook in hooks:
        wanted = re.compile(hook["files"])
        assert wanted.search("news/a.seed") and wanted.search("seeds/2021/a.md"), hook["id"]
        assert not wanted.search("README.md") and not wanted.search("notes/a.txt"), hook["id"]
        with tempfile.TemporaryDirectory() as folder:
            path = workspace(folder)
            program = str(path / "temp" / "seedls" / "bin")
            files = "" if hook.get("pass_filenames") is False else " 'sub folder/broken.seed'"
            found = run(hook["entry"] + files, path, PATH=f"{program}:{os.environ['PATH']}")
            assert found.returncode == 1, found


def readme():
    """The README's YAML is YAML, and uses what there is."""
    text = (ROOT / "README.md").read_text()
    blocks = [yaml.safe_load(it) for it in re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S)]
    inputs = yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]
    ids = {it["id"] for it in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    # Steps that belong into a job of the reader's own stand alone, as a list.
    steps = [step for block in blocks if isinstance(block, list) for step in block]
    blocks = [block for block in blocks if isinstance(block, dict)]
    steps += [step for block in blocks for job in block.get("jobs", {}).values() for step in job["steps"]]
    used = [step for step in steps if step.get("uses", "").split("@")[0].endswith("/seedls")]
    assert used and all(set(step["with"]) <= set(inputs) for step in used), used
    repos = [repo for block in blocks for repo in block.get("repos", [])]
    assert repos and all(hook["id"] in ids for repo in repos for hook in repo["hooks"]), repos
    lines = [step["run"] for step in steps if "run" in step]
    lines += [line for block in blocks for line in block.get("script", [])]
    known = subprocess.run([SEEDLS, "check", "--help"], capture_output=True, text=True, check=True).stdout
    named = [option for line in lines for option in re.findall(r"--[a-z-]+", line)]
    assert named and all(re.search(rf"{option}\b", known) for option in named), named


action()
gitlab()
hooks()
readme()
print("the action, the GitLab job and the hooks do what they say")
