"""Writes what people read in the model's folder: its card, licence and notices."""

import shutil
import time
from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from string import Template

from safetensors.numpy import load_file

from vectorstore.embed import StaticEmbedder
from vectorstore.train.evaluation import Score, Task, mean

__all__ = ["table", "write", "write_notices"]

_TEMPLATES = "vectorstore.train"
_SPEED_TEXT = "全县建成5G基站3521个，培育高新技术企业22家，粮食播种面积稳定在337.7万亩以上，"
_SPEED_CHARS = 110
_SPEED_COUNT = 5000


def table(tasks: Sequence[Task], models: Mapping[str, Mapping[str, Score]]) -> str:
    """Return a Markdown table of recall within 1 / 5 texts, a column a model, the mean last."""
    head = ["set", "questions", *models]
    first = next(iter(models.values()))
    rows = [head, ["---"] + ["---:"] * (len(head) - 1)]
    for task in tasks:
        cells = [_figures(scores[task.name]) for scores in models.values()]
        rows.append([task.name, str(first[task.name].questions), *cells])
    count = sum(len(task.in_mean) for task in tasks)
    means = [f"{mean(scores, tasks):.4f}" for scores in models.values()]
    rows.append([f"mean of {count} figures (without CMRC)", "", *means])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def write_notices(folder: Path) -> None:
    """Copy the licence and the notices into a model's folder."""
    for name in ("LICENSE", "NOTICE"):
        with as_file(files(_TEMPLATES) / "notices" / name) as path:
            shutil.copyfile(path, folder / name)


def write(folder: Path, figures: str) -> None:
    """Write the card with a table of figures and with the speed measured now."""
    template = (files(_TEMPLATES) / "notices" / "README.md").read_text(encoding="utf-8")
    seconds, speed = _speed(folder)
    text = Template(template).substitute(
        tokens=f"{len(load_file(folder / 'model.safetensors')['embeddings']):,}",
        megabytes=f"{sum(path.stat().st_size for path in folder.iterdir()) / 1e6:.1f}",
        table=figures,
        speed=f"{speed:,.0f}",
        seconds=f"{seconds:.2f}",
    )
    (folder / "README.md").write_text(text, encoding="utf-8")


def _figures(score: Score) -> str:
    return " / ".join(f"{share:.3f}" for share in score.recall.values())


def _speed(folder: Path) -> tuple[float, float]:
    """Return the CPU seconds that loading takes and the passages embedded in a CPU second."""
    started = time.process_time()
    embedder = StaticEmbedder(folder)
    seconds = time.process_time() - started
    text = (_SPEED_TEXT * 3)[:_SPEED_CHARS]
    texts = [f"{number}{text}" for number in range(_SPEED_COUNT)]
    started = time.process_time()
    embedder.embed_documents(texts)
    return seconds, _SPEED_COUNT / (time.process_time() - started)
