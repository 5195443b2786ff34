"""Indexes in the order of the review queue, whatever the cases are filtered by.

From here on the rows of the audit are keyed (service/store/audit.py): an older Casetag, which
would add rows with plain hashes, refuses a database of this version.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forwards."""
    queue = ["uncertainty", "id"]
    op.create_index("ix_cases_queue", "cases", ["organisation_id", *queue])
    op.create_index("ix_cases_language_queue", "cases", ["organisation_id", "language", *queue])
    op.create_index("ix_cases_type", "cases", ["organisation_id", "record_type", "id"])
    op.create_index("ix_cases_type_queue", "cases", ["organisation_id", "record_type", *queue])
