"""Commands for people: who may sign in, and as what. They work while the dashboard runs, which follows within a second."""

import argparse

from trialmetrics.access import Role
from trialmetrics.commands import output
from trialmetrics.commands.options import operator
from trialmetrics.text.language import _


def people(options: argparse.Namespace) -> int:
    """Run `people add`, `remove`, `list`, `backup` or `restore`."""
    from trialmetrics.access.store import open_access

    access, person = open_access(options.database), operator(options)
    if options.change == "add":
        access.people.add(options.name, Role(options.role), person)
        output.print_message(_("{name} is {role}.").format(name=options.name, role=options.role))
    elif options.change == "remove":
        access.people.remove(options.name, person)
        output.print_message(_("{name} may not sign in any more.").format(name=options.name))
    elif options.change == "backup":
        access.backup(options.file, person)
    elif options.change == "restore":
        if out := access.restore(options.file, person):
            output.print_message(
                _("Removed since that copy, and still out: {names}. Add whom that is wrong of.").format(
                    names=", ".join(out)
                )
            )
    else:
        known = [{"name": each.name, "role": str(each.role)} for each in access.people.all(person)]
        if options.json:
            output.print_json({"people": known})
        else:
            for each in known:
                output.print_text(f"{each['name']}  {each['role']}")
    return output.TAKEN
