#!/usr/bin/env python3
"""The JSON schema of configurations, by another reader than ours: it is a schema, it takes every
example of the documents, and it agrees with the program on what is right and wrong.

usage: config.py SEEDLS
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEEDLS = pathlib.Path(sys.argv[1]).resolve()

WRONG = [
    "requierd = []",
    "required = 'title'",
    "required = ['titel']",
    "include = [1]",
    "date-order = 'day'",
    "date-precision = 'hour'",
    "header-style = 1",
    "quotations = ['french']",
    "wiki-links = 'yes'",
    "extend = 1",
    "extend = [1]",
    "rules = 1",
    "[rules]\nmissing-titel = 'off'",
    "[rules]\n299 = 'off'",
    "[rules]\nmissing-title = 'of'",
    "[fields.sorce]\nlabels = []",
    "[fields.source]\nlabel = []",
    "[fields.source]\nlabels = ['']",
    "[online]\ndelay = 5",
    "[online]\ndelay = '5 weeks'",
    "[online]\nper-host = 0",
    "[online]\nretries = 1001",
    "[online]\ncontact = ' '",
    "[online.max-age]\ndead = '1d'",
    "[overrides]\nfiles = ['a']",
    "[[overrides]]\nrequired = []",
    "[[overrides]]\nfiles = 'a'",
    "[[overrides]]\nfiles = ['a']\nexclude = ['b']",
    "[[overrides]]\nfiles = ['a']\nno = 1",
]

RIGHT = [
    "",
    "required = []",
    "[rules]\n201 = 'off'\nmissing-date = 'info'",
    "[online]\ndelay = '1.5h'\ntimeout = '20 s'\nback-off = '0ms'\nretries = 0",
    "extend = []",
    "[fields.source]",
    "[[overrides]]\nfiles = []\n[overrides.rules]\n201 = 'error'",
]


def examples():
    """Every configuration that a document shows, with its place."""
    for name in ["README.md", "docs/configuration.md"]:
        text = (ROOT / name).read_text(encoding="utf-8")
        for match in re.finditer(r"^```toml\n(.*?)^```$", text, re.M | re.S):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{name}:{line}", match.group(1)
    text = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    for match in re.finditer(r"^//- /seedls\.toml\n(.*?)^(?:```|//-)", text, re.M | re.S):
        line = text.count("\n", 0, match.start()) + 1
        yield f"docs/rules.md:{line}", match.group(1)


def accepted(config):
    """Whether the program takes `config`."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "seedls.toml").write_text(config, encoding="utf-8")
        command = [SEEDLS, "config", "--config", "seedls.toml"]
        return subprocess.run(command, cwd=folder, capture_output=True).returncode == 0


def inferred():
    """What `seedls infer` makes of the example seeds."""
    command = [SEEDLS, "infer", "seeds", "--format", "toml"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return result.stdout.decode("utf-8")


def main():
    schema = json.loads(subprocess.run([SEEDLS, "config", "--schema"], capture_output=True, check=True).stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    assert schema == json.loads((ROOT / "docs/seedls.schema.json").read_text(encoding="utf-8"))

    shown = list(examples())
    assert len(shown) > 15, len(shown)
    right = shown + [("RIGHT", it) for it in RIGHT] + [("infer", inferred())]
    for place, config in right:
        errors = [it.message for it in validator.iter_errors(tomllib.loads(config))]
        assert not errors, f"{place}: the schema refuses it: {errors}\n{config}"
        # Files to extend are not there.
        plain = re.sub(r"^extend = .*$", "extend = []", config, flags=re.M)
        assert accepted(plain), f"{place}: the program refuses it\n{config}"
    for config in WRONG:
        assert not validator.is_valid(tomllib.loads(config)), f"the schema takes it:\n{config}"
        assert not accepted(config), f"the program takes it:\n{config}"
    print(f"{len(right)} configurations are right and {len(WRONG)} are wrong, as they should be")


main()
