#!/usr/bin/env python3
"""The check that a newsroom would write by hand: what `factcheck verify` is measured against.

For every claim file: orjson reads it, jsonschema-rs validates it, `in` looks each quote up in its source, and where it
is not there rapidfuzz finds the closest passage. Two processes share the files. It knows no typography, no positions, no
excerpts, no rules that span the project and no hashes of sources.

    pip install orjson jsonschema-rs rapidfuzz
    python3 benches/pipeline.py PROJECT schemas/claim-file.schema.json
"""

import sys
from functools import lru_cache
from multiprocessing import Pool
from pathlib import Path

import jsonschema_rs
import orjson
from rapidfuzz import fuzz

PROJECT = Path(sys.argv[1])
VALIDATOR = jsonschema_rs.validator_for(orjson.loads(Path(sys.argv[2]).read_bytes()))


@lru_cache(maxsize=256)
def source_text(identifier):
    try:
        return (PROJECT / "sources" / f"{identifier}.txt").read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None


def fragments(quote):
    if isinstance(quote, str):
        return [quote]
    return [part for part in quote if isinstance(part, str)] if isinstance(quote, list) else []


def check(path):
    """Counts of one file: invalid, citations, verbatim, close, missing."""
    try:
        document = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError:
        return 1, 0, 0, 0, 0
    invalid = int(not VALIDATOR.is_valid(document))
    citations = verbatim = close = missing = 0
    claims = document.get("claims") if isinstance(document, dict) else None
    for claim in claims if isinstance(claims, list) else []:
        found = claim.get("citations") if isinstance(claim, dict) else None
        for citation in found if isinstance(found, list) else []:
            if not isinstance(citation, dict):
                continue
            citations += 1
            text = source_text(citation.get("source"))
            parts = fragments(citation.get("quote"))
            if text is None or not parts:
                missing += 1
            elif all(part in text for part in parts):
                verbatim += 1
            else:
                for part in parts:
                    if part not in text:
                        fuzz.partial_ratio_alignment(part, text)
                close += 1
    return invalid, citations, verbatim, close, missing


def main():
    paths = sorted((PROJECT / "claims").rglob("*.json"))
    with Pool(2) as pool:
        counts = [sum(column) for column in zip(*pool.imap_unordered(check, paths, chunksize=64))]
    names = ["invalid files", "citations", "verbatim", "close", "missing"]
    print(", ".join(f"{count} {name}" for count, name in zip(counts, names)))


if __name__ == "__main__":
    main()
