"""Indexes in the order in which cases are listed."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forwards."""
    op.drop_index("ix_cases_newest", "cases")
    op.create_index("ix_cases_dated", "cases", ["organisation_id", "created_at", "id"])
    op.create_index("ix_cases_newest", "cases", ["organisation_id", "id"])
    op.create_index("ix_cases_language", "cases", ["organisation_id", "language", "id"])
    op.create_index("ix_cases_state", "cases", ["organisation_id", "review_state", "id"])
    op.drop_index("ix_case_tags_found_by", "case_tags")
    op.create_index("ix_case_tags_found_by", "case_tags", ["facet", "label", "case_id", "state"])
