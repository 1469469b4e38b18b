#!/usr/bin/env python3
"""The reports of `seedls check` as other programs read them: SARIF against the published schema, JUnit
through a parser of its own and against the counts it claims, Checkstyle and GitLab's code quality
against what their readers ask for. Of a clean run, of one with findings and of one that failed.

usage: reports.py SEEDLS
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

import jsonschema
import junitparser

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEEDLS = pathlib.Path(sys.argv[1]).resolve()

# GitLab's documentation of the report: https://docs.gitlab.com/ci/testing/code_quality/
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": "^[a-z0-9-]+$"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "positions"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)"},
                    "positions": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {
                            "begin": {
                                "type": "object",
                                "required": ["line"],
                                "properties": {"line": {"type": "integer", "minimum": 1}},
                            }
                        },
                    },
                },
            },
        },
    },
}


def sarif_schema():
    """The schema of SARIF 2.1.0 as the standard publishes it, out of a crate that carries it."""
    folder = ROOT / "target" / "sarif-schema"
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "src" / "lib.rs").write_text("")
    (folder / "Cargo.toml").write_text(
        '[package]\nname = "sarif-schema"\nversion = "0.0.0"\nedition = "2024"\n'
        '[dependencies]\nserde-sarif = "=0.8.0"\n[workspace]\n'
    )
    command = ["cargo", "metadata", "--format-version", "1"]
    result = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, check=True)
    packages = json.loads(result.stdout)["packages"]
    (crate,) = [it for it in packages if it["name"] == "serde-sarif"]
    schema = json.loads((pathlib.Path(crate["manifest_path"]).parent / "src/schema.json").read_text())
    assert schema["title"].startswith("Static Analysis Results Format (SARIF) Version 2.1.0"), schema["title"]
    return schema


def clean(number):
    return (
        "Harbour Pilots Vote to Strike\n\nBy A. Writer\n\nMarch 3, 2021\n\n"
        "The pilots voted on Tuesday. They will stop work at noon.\n\n"
        f"Original url: <https://news.example/2021/03/03/{number}>\n"
    )


def workspace(folder):
    """Every kind of level, place and name that can be hard to write."""
    path = pathlib.Path(folder)
    (path / "b, 50%").mkdir()
    (path / "clean.seed").write_text(clean(1))
    text = clean(2).replace("on Tuesday", '😀 [They](#) "read" & <i>saw</i> [it](https://a.example/1 and')
    (path / "b, 50%" / "é#1.seed").write_text(text)
    (path / "b, 50%" / "12:30.seed").write_text("\x1b[31m\x00".replace("\x00", "") + clean(2))
    (path / "bytes.seed").write_bytes(b"Caf\xe9\n")
    (path / "zero.seed").write_bytes(b"\0")
    (path / "empty.seed").write_text("")
    return path


def report(form, path, *arguments):
    command = [SEEDLS, "check", "--no-config", "--format", form, *arguments]
    result = subprocess.run(command, cwd=path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert result.returncode in (0, 1, 2), result
    return result.returncode, result.stdout.decode()


def check_sarif(text, findings, validator, succeeded):
    log = json.loads(text)
    validator.validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    names = [rule["id"] for rule in rules]
    assert len(set(names)) == len(names)
    assert len(run["results"]) == len(findings)
    assert run["invocations"][0]["executionSuccessful"] == succeeded
    for result, finding in zip(run["results"], findings):
        assert names[result["ruleIndex"]] == result["ruleId"] == finding["rule"]
        region = result["locations"][0]["physicalLocation"]["region"]
        bytes_ = (region["byteOffset"], region["byteOffset"] + region["byteLength"])
        assert bytes_ == (finding["byte_start"], finding["byte_end"])
        assert region["startColumn"] == finding["column_utf16"]
        assert result["partialFingerprints"]["seedls/v1"] == finding["fingerprint"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9%._~:/,!$&'()*+;=@-]+", uri), uri


def check_junit(text, findings):
    read = junitparser.JUnitXml.fromstring(text.encode())
    claimed = (read.tests, read.failures, read.errors)
    suites = list(read)
    read.update_statistics()
    assert claimed == (read.tests, read.failures, read.errors), claimed
    cases = [case for suite in suites for case in suite]
    failed = [case for case in cases if any(type(it) is junitparser.Failure for it in case.result)]
    assert len(failed) == len(findings)
    for case, finding in zip(failed, findings):
        assert case.name == f"{finding['rule']} {finding['line']}:{finding['column']}"
        assert case.classname == finding["file"]
        assert case.result[0].type == finding["level"]


def check_checkstyle(text, findings):
    root = xml.fromstring(text.encode())
    assert root.tag == "checkstyle" and root.attrib.keys() == {"version"}
    errors = []
    for file in root:
        assert file.tag == "file" and file.attrib.keys() == {"name"} and len(file)
        for error in file:
            assert error.tag == "error"
            assert error.attrib.keys() == {"line", "column", "severity", "message", "source"}
            assert error.attrib["severity"] in ("error", "warning", "info", "ignore")
            errors.append((file.attrib["name"], int(error.attrib["line"]), int(error.attrib["column"])))
    assert errors == [(it["file"], it["line"], it["column"]) for it in findings]


def check_gitlab(text, findings):
    issues = json.loads(text)
    jsonschema.validate(issues, GITLAB)
    assert len({it["fingerprint"] for it in issues}) == len(issues) == len(findings)


def check_github(text, findings):
    lines = text.splitlines()
    assert len(lines) == len(findings)
    for line in lines:
        assert re.fullmatch(r"::(error|warning|notice) (\w+=[^,:]*)(,\w+=[^,:]*)*::.+", line), line


def main():
    schema = sarif_schema()
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    total = 0
    with tempfile.TemporaryDirectory() as folder:
        path = workspace(folder)
        for paths, code in [(["clean.seed"], 0), (["b, 50%", "empty.seed"], 1), (["."], 2), (["none.seed"], 2)]:
            result, lines = report("jsonl", path, *paths)
            assert result == code, (paths, result)
            findings = [json.loads(line) for line in lines.splitlines()]
            total += len(findings)
            form = lambda name: report(name, path, *paths)[1]
            assert [it["rule"] for it in json.loads(form("json"))["findings"]] == [it["rule"] for it in findings]
            check_sarif(form("sarif"), findings, validator, paths != ["none.seed"] and code != 2)
            check_junit(form("junit"), findings)
            check_checkstyle(form("checkstyle"), findings)
            check_gitlab(form("gitlab"), findings)
            check_github(form("github"), findings)
    print(f"{total} findings in seven formats are read as they were meant")


main()
