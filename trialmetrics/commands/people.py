"""Commands for people: who may sign in, and as what. They work while the dashboard runs, which follows within a second."""

import argparse

from trialmetrics.access import Role
from trialmetrics.commands import output
from trialmetrics.commands.options import operator
from trialmetrics.text.language import _


def people(options: argparse.Namespace) -> int:
    """Run `people add`, `remove`, `list`, `token`, `tokens`, `withdraw`, `backup` or `restore`."""
    from trialmetrics.access.store import open_access
    from trialmetrics.access.tokens import DAYS

    access, person = open_access(options.database), operator(options)
    if options.change == "add":
        access.people.add(options.name, Role(options.role), person)
        output.print_message(_("{name} is {role}.").format(name=options.name, role=options.role))
    elif options.change == "remove":
        access.people.remove(options.name, person)
        output.print_message(_("{name} may not sign in any more.").format(name=options.name))
    elif options.change == "token":
        token = access.tokens.make(
            options.label, person, name=options.name, writes=options.write, days=options.days or DAYS
        )
        output.print_text(token)
        output.print_message(_("Keep it where only your program can read it; it is shown this once."))
    elif options.change == "withdraw":
        access.tokens.withdraw(options.number, person)
        output.print_message(_("Token {number} has ended.").format(number=options.number))
    elif options.change == "tokens":
        tokens = [
            {**vars(each), "until": each.until.isoformat(timespec="seconds")}
            for each in access.tokens.all(person)
        ]
        if options.json:
            output.print_json({"tokens": tokens})
        for each in () if options.json else tokens:
            may = _("writes") if each["writes"] else _("reads")
            output.print_text(
                "  ".join([str(each["number"]), each["name"], each["label"], may, each["until"]])
            )
    elif options.change == "backup":
        access.backup(options.file, person)
    elif options.change == "restore":
        if out := access.restore(options.file, person):
            output.print_message(
                _(
                    "Removed since that backup and still kept out: {names}. Add anyone who should be let in again."
                ).format(names=", ".join(out))
            )
    else:
        known = [{"name": each.name, "role": str(each.role)} for each in access.people.all(person)]
        if options.json:
            output.print_json({"people": known})
        else:
            for each in known:
                output.print_text(f"{each['name']}  {each['role']}")
    return output.TAKEN
