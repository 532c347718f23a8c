#!/usr/bin/env python3
"""Times 6,000 quotes that stand nowhere, each sought in all sources, against reading these sources.

    python3 gen_corpus.py /tmp/large --scale large
    python3 gen_corpus.py /tmp/other --scale medium --seed 2
    python3 benches/nowhere.py /tmp/large /tmp/other /tmp/nowhere target/release/factcheck

The sources are those of the first project. The quotes are those of the second one, of another seed, so that they are of the
same kind and stand in no source; each cites a source of the first. `factcheck` reads the claim files, looks for each quote
in its own source, for the closest passage there, and then for all of them in all sources; `cat` reads the texts of all
sources to /dev/null. Both run by turns, with all pages in memory; medians of clock and of processor time are printed.
"""

import itertools
import json
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import time

QUOTES = 6_000
QUOTES_A_FILE = 10
ROUNDS = 5


def quotes(project):
    """The different quotes of a project, in the order of its files."""
    seen = set()
    for file in sorted((project / "claims").glob("*.json")):
        try:
            claims = json.loads(file.read_bytes())["claims"]
        except (ValueError, KeyError):
            continue
        for claim in claims:
            for citation in claim.get("citations", []):
                quote = citation.get("quote")
                if isinstance(quote, str) and quote not in seen:
                    seen.add(quote)
                    yield quote


def write(sources, others, out):
    """A project with the sources of one and the quotes of another."""
    if out.exists():
        shutil.rmtree(out)
    (out / "claims").mkdir(parents=True)
    (out / "sources").mkdir()
    ids = []
    for file in sorted((sources / "sources").iterdir()):
        shutil.copyfile(file, out / "sources" / file.name)
        if file.suffix == ".txt":
            ids.append(file.stem)
    sought = list(itertools.islice(quotes(others), QUOTES))
    if len(sought) < QUOTES:
        sys.exit(f"{others} has only {len(sought)} quotes; {QUOTES} are needed")
    for number, start in enumerate(range(0, QUOTES, QUOTES_A_FILE)):
        cited = ids[number * len(ids) * QUOTES_A_FILE // QUOTES]
        claims = [
            {
                "id": f"nowhere-{number}-{index}",
                "statement": "A statement.",
                "verdict": "refuted",
                "revision": 1,
                "checked": {"on": "2026-10-01", "by": "desk"},
                "citations": [{"source": cited, "quote": quote, "stance": "refutes"}],
            }
            for index, quote in enumerate(sought[start : start + QUOTES_A_FILE])
        ]
        file = {"schema_version": 1, "story": f"nowhere-{number:04}", "claims": claims}
        path = out / "claims" / f"nowhere-{number:04}.json"
        path.write_text(json.dumps(file, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def timed(command, **options):
    """Seconds on the clock, and of processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, **options)
    clock = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sources, others, out, factcheck = map(pathlib.Path, sys.argv[1:])
    write(sources, others, out)
    texts = "\n".join(str(file) for file in sorted((out / "sources").glob("*.txt")))
    seek = [factcheck, "verify", "--no-cache", "--against", "none", "--output-format", "concise", "--root", out]
    read = ["xargs", "-d", "\n", "cat"]
    rounds = []
    for number in range(ROUNDS + 1):
        seeking = timed(seek)
        reading = timed(read, input=texts.encode())
        if number > 0:  # The first round brings the pages into memory.
            rounds.append((seeking, reading))
    for unit, name in enumerate(("clock", "processor")):
        seeking, reading = (statistics.median(one[side][unit] for one in rounds) for side in (0, 1))
        print(f"{name}: factcheck {seeking:.3f} s, cat {reading:.3f} s: {seeking / reading:.2f} ×")


if __name__ == "__main__":
    main()
