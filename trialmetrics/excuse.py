"""Excuse a trial: it does not count, for a reason, and the verdict is made without it.

An excuse is an upload of one row, a `void` with the reason as its note. So it is in the record, can be undone, and is left out of
the past before it, like every other upload.
"""

import csv
from datetime import datetime
from pathlib import Path

from trialmetrics import intake, temporary_files
from trialmetrics.access import Action, Person, require
from trialmetrics.errors import UsageError
from trialmetrics.intake import Settings
from trialmetrics.store import Store
from trialmetrics.text.language import _

_HEADER = ("supplier", "trial_id", "event", "occurred_at", "note")


def excuse(store: Store, supplier: str, trial_id: str, reason: str, person: Person) -> int:
    """Let a trial not count. Returns the number of the upload that says so.

    Raises NotAllowed, or UsageError where the reason is missing, or no log or sheet has a trial with this number of its own.
    """
    require(person, Action.VOID_OTHERS)
    reason = " ".join(reason.split())
    if not any(letter.isprintable() for letter in reason):
        raise UsageError(_("Write why the trial does not count, and excuse it again."))
    with store.cursor() as cursor:
        known = cursor.execute(
            """
            select supplier_name.supplier
            from upload_trial
            join held using (upload_id)
            join supplier_name using (upload_id, supplier_key)
            left join kept_member on kept_member.supplier_key = upload_trial.supplier_key
            join current_supplier on current_supplier.supplier_key = coalesce(merged_key, upload_trial.supplier_key)
            where current_supplier.supplier = $supplier and trial_id = $trial
            order by all
            """,
            {"supplier": supplier, "trial": trial_id},
        ).fetchone()
    if known is None:
        raise UsageError(
            _("There is no trial {trial} of {supplier} under this number.").format(
                trial=trial_id, supplier=supplier
            )
        )
    zone = store.policies.zone()
    now = datetime.now(zone).replace(tzinfo=None, microsecond=0)
    with temporary_files.folder() as name:
        folder = Path(name)
        with (folder / "excuse.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([_HEADER, (known[0], trial_id, "void", now.isoformat(" "), reason)])
        reading = intake.read(
            folder / "excuse.csv", folder, Settings(kind="events", afresh=True), name=f"excuse of {trial_id}.csv", zone=zone
        )  # fmt: skip
        batch = reading.require_batch()
        if batch.set_aside:
            raise UsageError(
                _("This trial cannot be excused here; load a log that has a line `void` for it.")
            )
        (report,) = store.uploads.add([batch], person)
    return report.upload_id
