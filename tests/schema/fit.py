"""Whether a line of a run's file is what its schema in doc/schema/ says."""

import json
import os

import jsonschema

SCHEMAS = os.path.join(os.path.dirname(__file__), "..", "..", "doc", "schema")
KINDS = ("delegation", "dns", "smtp", "cert", "listed", "dropped", "verdict", "rrset", "rollover", "policy_file")
FOLDERS = ("delegation", "dns", "smtp", "cert", "listed", "dropped", "verdict/host", "verdict/domain", "rrset")


def validator(folder):
    """Of a kind of record, or of a folder of one kind of verdict."""
    kind, _, verdict = folder.partition("/")
    with open(os.path.join(SCHEMAS, kind + ".schema.json"), encoding="utf-8") as f:
        schema = json.load(f)
    if verdict:
        schema["properties"] = {"kind": {"const": verdict}}
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def no_twins(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key is there twice")
    return dict(pairs)


def no_constant(name):
    raise ValueError(name + " is no JSON")


def line_fault(line, schema):
    if not line.endswith(b"\n"):
        return "no newline at its end"
    try:
        record = json.loads(line.decode("utf-8"), object_pairs_hook=no_twins, parse_constant=no_constant)
    except ValueError as e:
        return str(e)
    error = next(schema.iter_errors(record), None)
    if error is None:
        return None
    return "%s: %s" % (error.json_path, error.message[:300])


def manifest_fault(text):
    """What is wrong with the bytes of a manifest, of a run or a verdict; None: nothing is."""
    kind = "verdict_manifest" if b'"runs":' in text else "manifest"
    return line_fault(text, validator(kind))
