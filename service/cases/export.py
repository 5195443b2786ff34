"""Reviewed cases on their way out: read in pieces, so that nobody who submits waits for long."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

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
from service.store.exports import (
    begin_export,
    cases_of_export,
    finish_export,
    withdraw_export,
)
from service.store.listing import CaseFilter
from service.store.reviews import REVIEWED
from service.store.scope import Scope
from service.store.store import Store
from service.store.tables import Case, CaseTag, Export

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
        now = clock.now()
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            raise CaseError("The file is there already. Choose another name.") from None
        except OSError as error:
            raise CaseError(f"The file cannot be written: {error.strerror}.") from None
        export: Export | None = None
        try:
            # Known first: should a crash leave the file behind, erasure finds it.
            with self._scope() as scope:
                export = begin_export(scope, self.case_ids, self.chosen.value, now, path)
                kept = cases_of_export(scope, export.id)
            write_file([record for record in records if record.id in kept], path, self.chosen)
            with self._scope() as scope:
                if len(cases_of_export(scope, export.id)) < len(kept):
                    raise CaseError("A case was erased during the export. Export again.")
                finish_export(scope, export, now)
        except BaseException as error:
            path.unlink(missing_ok=True)
            if export is not None:
                with self._scope() as scope:
                    withdraw_export(scope, export.id)
            if isinstance(error, OSError):
                raise CaseError(f"The file cannot be written: {error.strerror}.") from None
            raise
        return len(kept)

    def _mark(self) -> None:
        """Remember that the cases left as a download."""
        now = clock.now()
        with self._scope() as scope:
            finish_export(scope, begin_export(scope, self.case_ids, self.chosen.value, now), now)

    @contextmanager
    def _scope(self) -> Iterator[Scope]:
        with self.store.session() as session:
            yield Scope(session, self.store.cipher, self.who.organisation_id, self.who.actor)


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
