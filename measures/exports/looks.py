"""What the columns of a table hold, looked at once each and only where a header does not settle what a column is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from measures.exports.cells import Cells, all_encoded, cells_of, encoded_texts
from measures.exports.coding import labelled_texts
from measures.exports.labels import AnswerReader, answer_reader, as_number, cell_key, response_sets
from measures.exports.tables import Table
from measures.instrument import Instrument

SPELLINGS = 20  # a column with more distinct texts than this for each value sought cannot hold so few values


@dataclass(frozen=True, slots=True)
class Looks:
    """The columns of one table, each read when it is first asked for."""

    table: Table
    instruments: Mapping[str, Instrument]
    encoded: dict[int, pa.DictionaryArray] = field(default_factory=dict)
    readers: dict[str, AnswerReader] = field(default_factory=dict)

    def look_at(self, positions: Sequence[int]) -> None:
        """Read columns that will be asked for, each processor one of its own."""
        new = [position for position in positions if position not in self.encoded]
        self.encoded.update(zip(new, all_encoded(self.table.frame, [f"c{position}" for position in new]), strict=True))

    def column(self, position: int) -> pa.DictionaryArray:
        """A column as distinct texts and the place of each row's text among them."""
        if position not in self.encoded:
            self.encoded[position] = encoded_texts(self.table.frame, f"c{position}")
        return self.encoded[position]

    def cells(self, position: int) -> Cells:
        """The distinct cells of a column, with their counts."""
        return cells_of(self.column(position), self.table.frame)

    def reader(self, instrument: Instrument, list_name: str) -> AnswerReader:
        """A response list made ready to read answers."""
        name = f"{instrument.id}.{list_name}"
        if name not in self.readers:
            self.readers[name] = answer_reader(instrument, list_name)
        return self.readers[name]

    def filled(self, position: int, most: int) -> list[str] | None:
        """The distinct texts of a column without outer spaces, if there are at least one and at most so many."""
        if len(self.column(position).dictionary) > SPELLINGS * most:
            return None
        texts = {" ".join(text.split()) for text, _ in self.cells(position).filled()}
        return sorted(texts) if 0 < len(texts) <= most else None

    def fit(self, position: int, target: str) -> float | None:
        """The share of a column's filled cells that a question's response list explains; `None` if it is empty."""
        cells = self.cells(position)
        texts = labelled_texts(cells, self.table.labels.get(position, {}))
        filled = [(text, int(n)) for text, n in zip(texts, cells.counts, strict=True) if text.strip()]
        if not filled:
            return None
        instrument = self.instruments[target.split(".", 1)[0]]
        item = re.sub(r"\.\d+$", "", target.split(".", 1)[1])
        if ":" in item:
            readable = sum(n for text, n in filled if as_number(cell_key(text)) is not None)
            return readable / sum(n for _, n in filled)
        readers = [self.reader(instrument, name) for name in response_sets(instrument, item)]
        explained = (sum(n for text, n in filled if reader.read(text).is_read) for reader in readers)
        return max(explained) / sum(n for _, n in filled)
