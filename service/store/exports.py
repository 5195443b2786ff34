"""Exports: known before their file is written, so that erasure finds it even after a crash.

Only a finished export keeps its cases from expiring: `begin_export`, write, `finish_export`; or
`withdraw_export`, after which it is as if there had been none.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Select, delete, select, update

from service.store.identifiers import new_id
from service.store.scope import Scope
from service.store.tables import Case, Export, ExportCase

# SQLite takes 32,766 values in a statement.
_IN_ONE_STATEMENT = 1000


def begin_export(
    scope: Scope,
    case_ids: Sequence[str],
    file_format: str,
    now: datetime,
    path: Path | None = None,
) -> Export:
    """Remember which cases are about to leave.

    Args:
        scope: Whose cases; others are passed over.
        case_ids: The cases.
        file_format: A word such as "jsonl".
        now: The time of the export.
        path: The file on this machine; None for a download.
    """
    own = scope.cases().with_only_columns(Case.id)
    export = Export(
        id=new_id(),
        organisation_id=scope.organisation_id,
        actor=scope.actor,
        format=file_format,
        path=None if path is None else str(path.resolve()),
        created_at=now,
    )
    scope.session.add(export)
    scope.session.flush()
    for start in range(0, len(case_ids), _IN_ONE_STATEMENT):
        some = case_ids[start : start + _IN_ONE_STATEMENT]
        found = scope.session.scalars(own.where(Case.id.in_(some))).all()
        scope.session.add_all(ExportCase(export_id=export.id, case_id=one) for one in found)
    scope.session.flush()
    return export


def finish_export(scope: Scope, export: Export, now: datetime) -> None:
    """Note that the cases of an export have left: they no longer expire."""
    scope.session.execute(
        update(Case)
        .where(Case.id.in_(_cases_in(export.id)))
        .values(exported_at=now)
        .execution_options(synchronize_session=False)
    )
    detail = {"export_id": export.id, "format": export.format}
    scope.audit("cases_exported", None, detail)


def withdraw_export(scope: Scope, export_id: str) -> None:
    """Forget an export that failed; its file must be gone."""
    scope.session.execute(delete(ExportCase).where(ExportCase.export_id == export_id))
    scope.session.execute(delete(Export).where(Export.id == export_id))
    scope.audit("export_failed", None, {"export_id": export_id})


def cases_of_export(scope: Scope, export_id: str) -> set[str]:
    """Return the cases of an export that nobody has erased since."""
    return set(scope.session.scalars(_cases_in(export_id)))


def _cases_in(export_id: str) -> Select[str]:
    return select(ExportCase.case_id).where(ExportCase.export_id == export_id)
