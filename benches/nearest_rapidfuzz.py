#!/usr/bin/env python3
"""Compares the closest passage of factcheck with that of rapidfuzz, on the same pairs of a 7 KB text and an altered quote.

    pip install rapidfuzz
    python3 benches/nearest_rapidfuzz.py

Both sides take the texts as they are and prepare them anew for each pair. rapidfuzz gives a place and a score; factcheck's
whole judgement is timed: that the quote stands nowhere, apart from typography either, the passage, and the difference word
by word.
"""

import json
import pathlib
import random
import statistics
import subprocess
import time

from rapidfuzz.fuzz import partial_ratio_alignment

PAIRS = pathlib.Path("target/nearest-pairs.json")
SYLLABLES = "ba cor den el fa gri hol in jo kel la mi nor o pra qui ros sta tem ul ver wen ya zo dor ly ment per".split()


def prose(source, length):
    """Sentences of made-up words, with the marks that news has."""
    lexicon = ["".join(source.choices(SYLLABLES, k=source.randint(1, 3))) for _ in range(400)]
    text = ""
    while len(text) < length:
        words = source.choices(lexicon, k=source.randint(6, 20))
        text += " ".join(words).capitalize() + source.choice([". ", ". ", "’s. ", " — no. ", ".\n\n"])
    return text


def pairs(count=500, length=7000):
    """Texts, each with a quote of it that had one word replaced."""
    source = random.Random(1)
    for _ in range(count):
        text = prose(source, length)
        words = text.split(" ")
        start = source.randrange(len(words) - 22)
        quote = words[start : start + source.randint(8, 22)]
        quote[len(quote) // 2] = "altogether"
        yield text, " ".join(quote)


def rapidfuzz_microseconds(sample):
    """The median of several rounds, in microseconds for each pair."""
    rounds = []
    for _ in range(7):
        start = time.perf_counter()
        for text, quote in sample:
            partial_ratio_alignment(quote, text)
        rounds.append((time.perf_counter() - start) * 1e6 / len(sample))
    return statistics.median(rounds)


def main():
    sample = list(pairs())
    PAIRS.parent.mkdir(exist_ok=True)
    PAIRS.write_text(json.dumps(sample), encoding="utf-8")
    theirs = rapidfuzz_microseconds(sample)
    command = ["cargo", "bench", "--quiet", "--bench", "nearest_pairs", "--", str(PAIRS.resolve())]
    ours = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])
    print(f"rapidfuzz {theirs:.1f} µs a pair, factcheck {ours:.1f} µs a pair: {ours / theirs:.2f} ×")


if __name__ == "__main__":
    main()
