"""Damages files at random and reads them, for as long as it is told.

    python -m tests.fuzzing --loader pdf --minutes 10 --seed 1
    python -m tests.fuzzing --loader pdf --seed 1 --case 4711     one case again, with its trace

A case is told by loader, seed and number alone. Files are read in a process of its own with the
memory that a reading process has, so that a crash or a file that never ends is one finding more.
"""

import argparse
import gc
import itertools
import multiprocessing
import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fuzz_checks import finding, outcome
from fuzz_mutations import mutated
from fuzz_seeds import SEEDS

__all__ = ["case", "main"]

_MOST_CPU_S = 4.0
_MOST_WAIT_S = 60.0
_MEMORY_BYTES = 1_500_000_000
_MOST_GROWTH_MB = 400
# Parsers leak a little; another process takes over.
_CASES_A_PROCESS = 2000


def case(seeds, ending, seed, number):
    """Return the file of a number."""
    rng = random.Random(f"{ending}:{seed}:{number}")
    return mutated(rng.choice(seeds), ending, rng)


def main():
    """Fuzz one loader and print each finding once."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--loader", choices=sorted(SEEDS), required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=int)
    parser.add_argument("--keep", type=Path, help="folder for the files of findings")
    given = parser.parse_args()
    seeds = SEEDS[given.loader]()
    if not seeds:
        parser.exit(0, f"{given.loader}: LibreOffice, which makes its files, is not installed\n")
    if given.case is not None:
        content = case(seeds, given.loader, given.seed, given.case)
        _keep(given, given.case, content)
        _say(outcome(given.loader, content))
        return
    _fuzz(given, seeds)


def _say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _fuzz(given, seeds):
    end = time.monotonic() + 60 * given.minutes
    found, first, read = {}, 0, 0
    while time.monotonic() < end:
        number = first
        for number, fault in _batch(given, seeds, first, end):
            read += fault == "read"
            if fault in ("read", "refused"):
                continue
            cause = fault.partition(": ")[0]
            if cause not in found:
                _say(f"{given.loader} case {number}: {fault}")
                _keep(given, number, case(seeds, given.loader, given.seed, number))
            found[cause] = found.get(cause, 0) + 1
        first = number + 1
    _say(f"{given.loader}: {first} cases, {read} read, {len(found)} distinct findings")
    for cause, count in found.items():
        _say(f"  {count} x {cause}")


def _keep(given, number, content):
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        (given.keep / f"{given.seed}-{number}.{given.loader}").write_bytes(content)


def _batch(given, seeds, first, end):
    """Yield the number and what became of each case, until the process ends."""
    theirs, ours = multiprocessing.Pipe()
    worker = multiprocessing.get_context("fork").Process(
        target=_work, args=(ours, given, seeds, first, end)
    )
    worker.start()
    ours.close()
    number = first
    try:
        while theirs.poll(_MOST_WAIT_S):
            number, fault = theirs.recv()
            yield number, fault
            number += 1
        worker.kill()
        yield number, f"no end after {_MOST_WAIT_S:.0f} s"
    except EOFError:
        worker.join()
        if worker.exitcode:
            yield number, f"the process ended with {worker.exitcode}"
    finally:
        worker.kill()
        worker.join()


def _work(pipe, given, seeds, first, end):
    faults = []
    sys.unraisablehook = lambda raised: faults.append(f"unraisable {raised.exc_value!r:.160}")
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + _MEMORY_BYTES, used + _MEMORY_BYTES))
    finding(given.loader, seeds[0])  # what is loaded once is not counted
    for number in itertools.count(first):
        if number >= first + _CASES_A_PROCESS or time.monotonic() > end:
            return
        content = case(seeds, given.loader, given.seed, number)
        started, peak = time.process_time(), _peak_mb()
        faults.clear()
        fault = finding(given.loader, content)
        gc.collect()
        spent, grown = time.process_time() - started, _peak_mb() - peak
        if spent > _MOST_CPU_S:
            fault = f"slow: takes over {_MOST_CPU_S:.0f} s"
        if grown > _MOST_GROWTH_MB:
            fault = f"large: takes over {_MOST_GROWTH_MB} MB"
        pipe.send((number, "".join(faults) or fault))


def _peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
