"""Changes of people in the record: copied from the access data, each once, whatever is killed or restored in between."""

from collections.abc import Iterable
from datetime import UTC

from trialmetrics.access.people import Change
from trialmetrics.store import history
from trialmetrics.store.reader import Reader
from trialmetrics.store.writer import Writer

# Kind of change there -> in the record.
KINDS = {
    "added": "person_added",
    "role": "person_role",
    "removed": "person_removed",
    "restored": "people_restored",
    "token": "token_made",
    "withdrawn": "token_withdrawn",
}  # fmt: skip
# Kinds of change in the record that are news about no supplier.
ABOUT_NO_SUPPLIER = frozenset({*KINDS.values(), "unsealed"})


class PersonChanges:
    """`store.person_changes`."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    def copy(self, changes: Iterable[Change]) -> int:
        """Copy those changes into the record that it does not have, all of them or none. Returns how many.

        It takes no person: whoever made each change is named in it.
        """
        with self._reader.cursor() as cursor:
            known = {
                change_id for (change_id,) in cursor.execute("select change_id from person_change").fetchall()
            }
        missing = [change for change in changes if change.id not in known]
        if missing:
            with self._writer.transaction() as cursor:
                for change in missing:
                    number = history.record(cursor, change.who, KINDS[change.kind])
                    moment = change.moment.astimezone(UTC).replace(tzinfo=None)
                    cursor.execute(
                        "insert into person_change values (?, ?, ?, ?, ?)",
                        [number, change.id, moment, change.name, change.role],
                    )
        return len(missing)
