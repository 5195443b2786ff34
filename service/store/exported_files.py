"""Delete exported files that hold a case whose text may not be read any more."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from service.errors import StoreError
from service.store.scope import Scope
from service.store.tables import Export, ExportCase


def delete_exported_files(scope: Scope, case_id: str, now: datetime) -> int:
    """Delete the whole files: they hold a text in which something identifying was left.

    Returns:
        How many files were deleted.

    Raises:
        StoreError: If one cannot be deleted; the caller undoes the rest.
    """
    exports = scope.session.scalars(
        select(Export)
        .join(ExportCase, ExportCase.export_id == Export.id)
        .where(ExportCase.case_id == case_id, Export.erased_at.is_(None), Export.path.is_not(None))
    ).all()
    for export in exports:
        try:
            Path(export.path or "").unlink(missing_ok=True)
        except OSError:
            raise StoreError("An exported file that holds the case cannot be deleted.") from None
        export.erased_at = now
    return len(exports)
