"""Reads what `seedls metadata` writes with other programs' parsers, and looks up every term of
schema.org and Dublin Core in its vocabulary. Takes the binary and folders of seeds."""

import csv
import io
import json
import re
import subprocess
import sys
import warnings
from pathlib import Path

import bibtexparser
import citeproc
import rdflib
import yaml
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string
from rdflib.namespace import DC, DCTERMS, RDF, SDO

binary, *folders = sys.argv[1:]


def written(form):
    command = [binary, "metadata", "--format", form, *folders]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()


records = [json.loads(line) for line in written("jsonl").splitlines()]
count = len(records)
assert count, "no seeds"
assert json.loads(written("json"))["files"] == records
assert yaml.safe_load(written("yaml"))["files"] == records
rows = list(csv.DictReader(io.StringIO(written("csv"), newline="")))
titles = [record["fields"].get("title", {}).get("value", "") for record in records]
assert [row["title"] for row in rows] == titles

items = json.loads(written("csl-json"))
assert len({item["id"] for item in items}) == count
with warnings.catch_warnings():
    # It warns of every type and variable that CSL does not have.
    warnings.simplefilter("error")
    assert len(CiteProcJSON(items)) == count
# The published schema's own lists of types and variables, which come with citeproc.
schemas = next(Path(citeproc.__file__).parent.glob("data/schema/schemas/styles/"))
listed = {
    name: set(re.findall(r'"([\w-]+)"', (schemas / f"csl-{name}.rnc").read_text()))
    for name in ("types", "variables")
}
assert {"article-newspaper"} <= listed["types"] and {"issued"} <= listed["variables"]
# What the schema of CSL-JSON lets names and dates hold; everything else we write is a string there.
parts = {"family", "given", "suffix", "literal", "dropping-particle", "non-dropping-particle"}
for item in items:
    for name in item.get("author", []):
        assert name and name.keys() <= parts and all(isinstance(it, str) for it in name.values())
    for date in (item[key] for key in ("issued", "accessed") if key in item):
        assert date and date.keys() <= {"date-parts", "literal"}, date
        for day in date.get("date-parts", []):
            assert 1 <= len(day) <= 3 and all(isinstance(it, int) for it in day), date
        assert 1 <= len(date.get("date-parts", [[]])) <= 2, date
    for key in item.keys() - {"author", "issued", "accessed"}:
        assert isinstance(item[key], str), (item["id"], key)
    assert item["type"] in listed["types"], item
    unknown = item.keys() - listed["variables"] - {"id", "type"}
    assert not unknown, (item["id"], unknown)

bibtex = written("bibtex")
entries = parse_string(bibtex, "bibtex").entries
library = bibtexparser.parse_string(bibtex)
assert len(entries) == len(library.entries) == count and not library.failed_blocks
for item in items:
    entry = entries[item["id"]]
    assert len(entry.persons.get("author", [])) == len(item.get("author", [])), item["id"]

graph = rdflib.Graph()
graph.parse(data=written("dublin-core"), format="xml", publicID="https://base.example/")
for _, term, value in graph:
    assert any(term in it for it in (DC, DCTERMS)), term
    # A datatype that its text does not fit has no value.
    datatype = getattr(value, "datatype", None)
    assert datatype is None or not getattr(value, "ill_typed", False), value

document = json.loads(written("schema-org"))
assert document["@context"] == "https://schema.org"
document["@context"] = {"@vocab": str(SDO)}
graph = rdflib.Graph()
graph.parse(data=json.dumps(document), format="json-ld")
for _, term, value in graph:
    assert (value if term == RDF.type else term) in SDO, (term, value)

print(f"{count} seeds in 9 formats read by other programs")
