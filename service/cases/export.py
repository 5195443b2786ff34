"""Reviewed cases on their way out: read in pieces, so that nobody who submits waits for long."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from models.export_formats.csv_table import header_line, table_line
from models.export_formats.files import ExportFormat, write_file
from models.export_formats.jsonl import json_line
from models.export_formats.records import ExportRecord, ExportTag
from models.types import Span
from service.access import clock
from service.access.principals import Principal
from service.errors import CaseError
from service.store.case_tags import tags_by_case
from service.store.cases import CaseRepository
from service.store.listing import CaseFilter
from service.store.reviews import REVIEWED
from service.store.store import Store
from service.store.tables import Case, CaseTag, ExportCase

CASES_AT_ONCE = 200
STREAMED = (ExportFormat.JSONL, ExportFormat.CSV)


@dataclass
class CaseExport:
    """One export of the reviewed cases of an organisation.

    Attributes:
        case_ids: Cases read so far.
    """

    store: Store
    who: Principal
    chosen: ExportFormat
    case_ids: list[str] = field(default_factory=list)

    def records(self) -> Iterator[ExportRecord]:
        """Yield the reviewed cases, the newest first."""
        cursor: str | None = None
        while True:
            with self.store.reading() as session:
                page = CaseRepository(
                    session, self.store.cipher, self.who.organisation_id, self.who.actor
                ).find(CaseFilter(review_state=REVIEWED), limit=CASES_AT_ONCE, cursor=cursor)
                tags = tags_by_case(session, page.cases)
                found = [record_of(case, tags[case.id]) for case in page.cases]
            self.case_ids += [record.id for record in found]
            yield from found
            cursor = page.next_cursor
            if cursor is None:
                return

    def stream(self) -> Iterator[str]:
        """Yield the lines; only what was sent to the end counts as exported."""
        if self.chosen is ExportFormat.CSV:
            yield header_line()
        to_line = table_line if self.chosen is ExportFormat.CSV else json_line
        for record in self.records():
            yield to_line(record)
        self._mark()

    def write(self, path: Path) -> int:
        """Write a new file that its owner only can read; erasing one of its cases deletes it.

        Returns:
            How many cases are in it.

        Raises:
            CaseError: If the file is there already or cannot be written.
        """
        records = list(self.records())
        try:
            path.touch(mode=0o600, exist_ok=False)
            # Marked first: should a crash leave the file behind, erasure knows of it.
            export = self._mark(path)
            kept = self._still_there(export)
            write_file([record for record in records if record.id in kept], path, self.chosen)
        except FileExistsError:
            raise CaseError("The file is there already. Choose another name.") from None
        except OSError as error:
            path.unlink(missing_ok=True)
            raise CaseError(f"The file cannot be written: {error.strerror}.") from None
        if len(self._still_there(export)) < len(kept):
            path.unlink(missing_ok=True)
            raise CaseError("A case was erased during the export. Export again.")
        return len(kept)

    def _mark(self, path: Path | None = None) -> str:
        """Remember that the cases left; return the id of the export."""
        with self.store.session() as session:
            export = CaseRepository(
                session, self.store.cipher, self.who.organisation_id, self.who.actor
            ).mark_exported(self.case_ids, self.chosen.value, clock.now(), path)
            return export.id

    def _still_there(self, export_id: str) -> set[str]:
        """Return the cases of an export that nobody has erased since."""
        query = select(ExportCase.case_id).where(ExportCase.export_id == export_id)
        with self.store.reading() as session:
            return set(session.scalars(query))


def record_of(case: Case, tags: Iterable[CaseTag]) -> ExportRecord:
    """Return what leaves of a case: no external id, no actor, no placeholders' origin."""
    return ExportRecord(
        id=case.id,
        text=case.redacted_text,
        language=case.language,
        record_type=case.record_type,
        tags=tuple(_tag(tag) for tag in tags),
        placeholders={entry["placeholder"]: entry["type"] for entry in case.placeholders},
        warnings=tuple(case.warnings),
        model_version=case.model_version,
        created_at=_moment(case.created_at),
        reviewed_at=None if case.reviewed_at is None else _moment(case.reviewed_at),
    )


def _tag(tag: CaseTag) -> ExportTag:
    evidence = tuple(Span(span["start"], span["end"]) for span in tag.evidence)
    basis = str((tag.detail or {}).get("basis", ""))
    return ExportTag(tag.facet, tag.label, tag.state, tag.origin, tag.score, evidence, basis)


def _moment(moment: datetime) -> str:
    return moment.isoformat()
