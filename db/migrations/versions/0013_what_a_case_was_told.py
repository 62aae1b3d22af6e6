"""What a workflow was told is found by the workflow, for replays."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_outbox_workflow_id"), "outbox", ["workflow_id"], unique=False)
