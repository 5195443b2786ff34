"""A table for what single coders say of cases, so that their agreement can be measured."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forwards."""
    op.create_table(
        "codings",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("coder", sa.String(48), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("is_disputed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_codings"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_codings_case_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("case_id", "coder", name="uq_codings_case_id_coder"),
    )
