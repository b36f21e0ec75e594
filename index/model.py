"""The embedder of a build: opened only when something has to be embedded, and never a stranger to the index.

Invariant: vectors of two different embedders never meet in one generation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.cut import CHUNKER
from index.errors import WrongEmbedder
from index.generation import require
from index.manifest import Manifest

if TYPE_CHECKING:
    from index.embed import Embedder

OpenModel = Callable[[str | None], "Embedder"]
"""Opens an embedder by its name; None is the packaged one."""


class Model:
    """The embedder asked for by ``name``, else the one that the index was built with, else the packaged one.

    ``recorded`` is the manifest of the index in ``index_dir``, None for a new index.
    """

    def __init__(
        self, open_model: OpenModel, name: str | None, recorded: Manifest | None, index_dir: Path, *, re_embed: bool
    ) -> None:
        self._open_model, self._name, self._recorded, self._re_embed = open_model, name, recorded, re_embed
        self._index_dir = index_dir
        self._opened: Embedder | None = None

    def __call__(self) -> Embedder:
        """The embedder, opened on the first call and checked against the index.

        Raises WrongEmbedder when it is another one and ``re_embed`` was not asked for.
        """
        if self._opened is None:
            embedder = self._open_model(self._name or (self._recorded.embedder["model"] if self._recorded else None))
            if self._recorded and not self._re_embed:
                require(embedder, self._recorded, self._index_dir)
            self._opened = embedder
        return self._opened

    @cached_property
    def facts(self) -> tuple[dict[str, Any], list[list[float]]]:
        """The fingerprint's fields and the canary vectors, without opening the embedder where the index knows them."""
        if self._recorded and not self._re_embed:
            if self._name is not None:
                self()
            return self._recorded.embedder, self._recorded.canaries
        from index.embed import canaries

        embedder = self()
        return asdict(embedder.fingerprint), canaries(embedder).tolist()

    @cached_property
    def digest(self) -> str:
        """What names the embedder in keys and folders."""
        from index.embed import Fingerprint

        return Fingerprint(**self.facts[0]).digest

    @property
    def dimension(self) -> int:
        """The length of its vectors."""
        dimension: int = self.facts[0]["dimension"]
        return dimension

    def check_chunker(self) -> None:
        """Raise WrongEmbedder when the index was cut by other rules and ``re_embed`` was not asked for."""
        if self._recorded and not self._re_embed and self._recorded.chunker != CHUNKER:
            raise WrongEmbedder(
                f"the index was cut into passages by other rules ({self._recorded.chunker}, now {CHUNKER}).",
                path=self._index_dir,
                next_command=f"release-qa build --re-embed --index {self._index_dir}",
            )
