"""Fine-tunes token vectors and weights on pairs, contrastively; the only importer of torch."""

import logging
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from vectorstore.train.algebra import Matrix
from vectorstore.train.pairs import Pair
from vectorstore.train.recipe import Recipe, Run
from vectorstore.train.tokens import token_ids

__all__ = ["Start", "encode_pairs", "tune"]

_LOG = logging.getLogger(__name__)
_WARM_UP = 50
_LAST_RATE = 0.02
_FROM_ONE_DOCUMENT = 128
_FLOOR = 1e-4

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Start:
    """Where tuning begins: unit vectors, float32 (n, dim), and token weights, float32 (n,)."""

    rows: Matrix
    weights: Matrix


@dataclass(frozen=True, slots=True)
class Encoded:
    """One kind of pairs as token ids, with which of them share a text or a document."""

    queries: tuple[Ids, ...]
    targets: tuple[Ids, ...]
    query_numbers: NDArray[np.int64]
    target_numbers: NDArray[np.int64]
    documents: tuple[tuple[int, ...], ...]
    """Indices of the pairs of each document."""


def encode_pairs(
    pairs: Mapping[str, Sequence[Pair]], tokenizer: Tokenizer, *, max_tokens: int
) -> dict[str, Encoded]:
    """Return each kind's pairs as token ids, without pairs that have no known token."""
    return {kind: _encode(each, tokenizer, max_tokens) for kind, each in pairs.items() if each}


def tune(start: Start, kinds: Mapping[str, Encoded], recipe: Recipe, run: Run) -> Matrix:
    """Return the tuned matrix, float32 (n, dim), each row times its weight.

    Pairs of a batch are each other's negatives (InfoNCE in both directions), except those that
    share a text. A linear map shared by all tokens moves words that occur in no pair along.
    """
    torch.manual_seed(run.seed)
    torch.set_num_threads(1)
    batches = _Batches(kinds, recipe, run)
    model = _Model(start, run)
    optimisers = _optimisers(model, recipe)
    for step in range(run.steps):
        _set_rates(optimisers, step / run.steps, step)
        kind, chosen = batches.draw()
        loss = _loss(model, kind, chosen, batches, recipe)
        for optimiser, _ in optimisers:
            optimiser.zero_grad()
        torch.autograd.backward(loss)
        for optimiser, _ in optimisers:
            optimiser.step()
        if step % 100 == 99:
            _LOG.info("seed %d step %d loss %.3f", run.seed, step + 1, float(loss.detach()))
    return model.matrix(start)


class _Model(torch.nn.Module):
    def __init__(self, start: Start, run: Run) -> None:
        super().__init__()
        size, dim = start.rows.shape
        logs = np.log(np.maximum(start.weights, _FLOOR)) * run.weight_power
        self.vectors = torch.nn.EmbeddingBag(
            size, dim, mode="sum", sparse=True, _weight=torch.tensor(start.rows)
        )
        self.log_weights = torch.nn.Embedding(
            size, 1, sparse=True, _weight=torch.tensor(logs, dtype=torch.float32)[:, None]
        )
        self.shared = torch.nn.Parameter(torch.eye(dim))

    def forward(self, texts: Sequence[Ids]) -> torch.Tensor:
        """Return unit rows (texts, dim)."""
        offsets = np.cumsum([0, *(len(each) for each in texts[:-1])])
        ids = torch.from_numpy(np.concatenate(texts))
        weights = torch.exp(self.log_weights(ids)[:, 0])
        sums = self.vectors(ids, torch.from_numpy(offsets), per_sample_weights=weights)
        return functional.normalize(sums @ self.shared + 1e-9, dim=1)

    def matrix(self, start: Start) -> Matrix:
        """Return the weighted rows; tokens without a weight stay zero."""
        with torch.no_grad():
            rows = (self.vectors.weight @ self.shared) * torch.exp(self.log_weights.weight)
        found: Matrix = rows.numpy().astype(np.float32)
        found[start.weights <= 0] = 0
        return found


Optimiser = tuple[torch.optim.Optimizer, float]


def _optimisers(model: _Model, recipe: Recipe) -> list[Optimiser]:
    return [
        (torch.optim.SparseAdam(list(model.vectors.parameters())), recipe.rate_vectors),
        (torch.optim.SparseAdam(list(model.log_weights.parameters())), recipe.rate_weights),
        (torch.optim.Adam([model.shared]), recipe.rate_map),
    ]


def _set_rates(optimisers: Sequence[Optimiser], progress: float, step: int) -> None:
    factor = min(1.0, step / _WARM_UP) * 0.5 * (1 + math.cos(math.pi * progress))
    for optimiser, rate in optimisers:
        optimiser.param_groups[0]["lr"] = rate * max(factor, _LAST_RATE)


def _loss(
    model: _Model, kind: Encoded, chosen: Sequence[int], batches: "_Batches", recipe: Recipe
) -> torch.Tensor:
    queries = model([batches.drop(kind.queries[i]) for i in chosen])
    targets = model([batches.drop(kind.targets[i]) for i in chosen])
    index = np.array(chosen)
    clash = _same(kind.query_numbers[index]) | _same(kind.target_numbers[index])
    scores = queries @ targets.T / recipe.temperature
    scores = scores.masked_fill(torch.from_numpy(clash), -1e4)
    labels = torch.arange(len(chosen))
    both = functional.cross_entropy(scores, labels) + functional.cross_entropy(scores.T, labels)
    return both / 2


def _same(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    equal: NDArray[np.bool_] = numbers[:, None] == numbers[None]
    np.fill_diagonal(equal, False)
    return equal


class _Batches:
    """Draws batches of pairs and leaves tokens out, by its own random numbers."""

    def __init__(self, kinds: Mapping[str, Encoded], recipe: Recipe, run: Run) -> None:
        self._kinds = [(kinds[name], share) for name, share in run.mixture.items() if name in kinds]
        self._recipe, self._dropout = recipe, run.dropout
        self._random = Random(run.seed)
        self._numbers = np.random.default_rng(run.seed)

    def draw(self) -> tuple[Encoded, list[int]]:
        kinds, shares = zip(*self._kinds, strict=True)
        kind: Encoded = self._random.choices(kinds, shares)[0]
        size = min(self._recipe.batch, len(kind.queries))
        is_hard = (
            len(kind.documents) > 1 and self._random.random() < self._recipe.same_document_share
        )
        if not is_hard:
            return kind, self._random.sample(range(len(kind.queries)), size)
        found: dict[int, None] = {}
        for document in self._random.sample(kind.documents, len(kind.documents)):
            count = min(len(document), _FROM_ONE_DOCUMENT)
            found.update(dict.fromkeys(self._random.sample(document, count)))
            if len(found) >= size:
                break
        return kind, list(found)[:size]

    def drop(self, ids: Ids) -> Ids:
        if len(ids) <= 2 or not self._dropout:
            return ids
        kept = ids[self._numbers.random(len(ids)) > self._dropout]
        return kept if len(kept) else ids


def _encode(pairs: Sequence[Pair], tokenizer: Tokenizer, max_tokens: int) -> Encoded:
    queries = _ids([pair.query for pair in pairs], tokenizer, max_tokens)
    targets = _ids([pair.target for pair in pairs], tokenizer, max_tokens)
    kept = [i for i in range(len(pairs)) if len(queries[i]) and len(targets[i])]
    documents: dict[int, list[int]] = defaultdict(list)
    for position, i in enumerate(kept):
        documents[pairs[i].document].append(position)
    return Encoded(
        tuple(queries[i] for i in kept),
        tuple(targets[i] for i in kept),
        _numbered([pairs[i].query for i in kept]),
        _numbered([pairs[i].target for i in kept]),
        tuple(tuple(each) for each in documents.values()),
    )


def _ids(texts: Sequence[str], tokenizer: Tokenizer, max_tokens: int) -> list[Ids]:
    return [np.array(each[:max_tokens], np.int64) for each in token_ids(tokenizer, texts)]


def _numbered(texts: Sequence[str]) -> NDArray[np.int64]:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int64)
