"""The tables of `review.sqlite`: a log of decisions that is only ever added to.

SQLAlchemy takes a third of a second to load: import this where the log is really read or written.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import CheckConstraint, Dialect, Index, String, TypeDecorator, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.review import Decision, Judgement, Verdict

SCHEMA_VERSION = 1
"""To be raised whenever the tables change; kept as the `user_version` of the file."""

_VERDICTS = ", ".join(f"'{verdict.value}'" for verdict in Verdict)


class AnyText(TypeDecorator[str]):
    """Text that need not be valid: names of files may have a stand-in for each bad byte.

    Such a text is kept as the bytes that it stands for.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | bytes | None:  # noqa: ARG002, D102
        if value is None or value.isascii():
            return value
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode("utf-8", "surrogatepass")
        return value

    def process_result_value(self, value: str | bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102
        return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value


class Base(DeclarativeBase):
    """What all tables of the file belong to."""


class DecisionRow(Base):
    """One decision; the newest of a record is what holds for it."""

    __tablename__ = "decision"
    __table_args__ = (
        Index("decision_of_record", "split", "label", "case_id", "number"),
        CheckConstraint(f"verdict IN ({_VERDICTS})", "known_verdict"),
        CheckConstraint(f"before IN ({_VERDICTS})", "known_before"),
        # Numbers are never given twice, whatever becomes of the last row.
        {"sqlite_autoincrement": True},
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    split: Mapped[str]
    label: Mapped[str]
    case_id: Mapped[str] = mapped_column(AnyText)
    before: Mapped[str]
    verdict: Mapped[str]
    note: Mapped[str] = mapped_column(AnyText)
    reviewer: Mapped[str] = mapped_column(AnyText)
    decided_at: Mapped[str]
    """In UTC, in ISO form, which sorts by time and can be read without this program."""
    mask_digest: Mapped[str]

    @classmethod
    def of(cls, judgement: Judgement, before: Verdict) -> DecisionRow:
        """The row of a judgement that is not in the log yet."""
        split, label, case_id = judgement.key
        return cls(
            split=split,
            label=label,
            case_id=case_id,
            before=before.value,
            verdict=judgement.verdict.value,
            note=judgement.note,
            reviewer=judgement.reviewer,
            decided_at=judgement.decided_at.astimezone(UTC).isoformat(timespec="milliseconds"),
            mask_digest=judgement.mask_digest,
        )

    def as_decision(self) -> Decision:
        """The same for everybody else. Raises ValueError for a row that nobody here wrote."""
        return Decision(
            key=RecordKey(self.split, self.label, self.case_id),
            verdict=Verdict(self.verdict),
            note=self.note,
            reviewer=self.reviewer,
            decided_at=datetime.fromisoformat(self.decided_at),
            mask_digest=self.mask_digest,
            number=self.number,
            before=Verdict(self.before),
        )


_RECORD = (DecisionRow.split, DecisionRow.label, DecisionRow.case_id)

ALL = select(DecisionRow).order_by(DecisionRow.number)
"""The whole log, oldest first."""

NEWEST = ALL.where(DecisionRow.number.in_(select(func.max(DecisionRow.number)).group_by(*_RECORD)))
"""Of each record the decision that holds."""
