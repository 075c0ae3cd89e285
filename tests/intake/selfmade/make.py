"""Writes the self-made files and what is expected of them: `python -m tests.intake.selfmade.make`.

Each file is in the style of one program and language. What it should come to was written down here, from its story and the rules of
the product's design, before any of them was loaded.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from tests.intake.selfmade.stories import Story, Trial, events, story

FOLDER = Path(__file__).parent

# The state of a trial by what happened, where the file notes ...
PROMISED = {"ok": "fulfilled", "late": "fulfilled", "never": "dropped", "running": "open"}
# ... order and delivery only: whether anybody answered, and so who dropped an order, cannot be told.
DELIVERED = {"ok": "fulfilled", "late": "fulfilled", "never": "open", "running": "open"}
# ... first replies and no deliveries.
REPLIED = {"reply": "stopped", "silent": "ignored"}
DECLINED = {**REPLIED, "no": "declined"}
# ... single events, of which a quote is all that was asked for.
QUOTED = {"reply": "fulfilled", "silent": "ignored", "no": "declined"}
# ... replies and deliveries.
ALL = {"ok": "fulfilled", "late": "fulfilled", "never": "dropped", "silent": "ignored", "no": "declined"}
# ... grades only.
GRADED = {"ok": "open", "late": "open", "never": "open"}

Cell = Callable[[Trial], Any]
Column = tuple[str, str, Cell]  # their heading, our column or "", and a cell
EXPECTED: dict[str, dict[str, Any]] = {}


# Dates and amounts as they are written


def stamp(pattern: str) -> Callable[[date], str]:
    return lambda at: at.strftime(pattern)


ISO, NL, DE, FR, US = (stamp(each) for each in ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y"))
SECONDS, MINUTES, UTC = (
    stamp(each) for each in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%SZ")
)
NL_MINUTES, DE_MINUTES = stamp("%d-%m-%Y %H:%M"), stamp("%d.%m.%Y %H:%M")
GERMAN_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


def short(at: date) -> str:
    return f"{at.day}/{at.month}/{at:%y}"


def named(at: date) -> str:
    return f"{at.day} {at:%b %Y}"


def long_german(at: date) -> str:
    return f"{at.day}. {GERMAN_MONTHS[at.month - 1]} {at.year}"


def jira(at: datetime) -> str:
    return f"{at:%d/%b/%y} {at.hour % 12 or 12}:{at:%M} {at:%p}"


def forms(at: datetime) -> str:
    offset = 2 if at.date() >= date(2025, 3, 30) else 1
    return f"{at:%Y/%m/%d} {at.hour % 12 or 12}:{at:%M:%S} {at:%p} GMT+{offset}"


def only_date(at: Any) -> date:
    return at.date() if isinstance(at, datetime) else at


def itself(at: Any) -> Any:
    return at


def comma(value: float) -> str:
    return f"{value:,.2f}".translate({ord(","): ".", ord("."): ","})


def plain_comma(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def point(value: float) -> str:
    return f"{value:,.2f}"


def plain_point(value: float) -> str:
    return f"{value:.2f}"


# Cells


def of(name: str, write: Callable[[Any], Any] = itself, *, empty: Any = "") -> Cell:
    """The attribute of the trial, written; `empty` where it has none."""
    return lambda trial: empty if getattr(trial, name) is None else write(getattr(trial, name))


def always(text: Any) -> Cell:
    return lambda _: text


def answered(write: Callable[[Trial], Any], otherwise: Any = "") -> Cell:
    """What is noted only of trials that were answered."""
    return lambda trial: write(trial) if trial.replied else otherwise


def number(pattern: str = "{}", first: int = 0) -> Cell:
    return lambda trial: pattern.format(trial.number + first)


def count_from(first: int) -> Cell:
    return lambda trial: first + trial.number


def grade(factor: int, less: int = 0) -> Cell:
    return lambda trial: factor * trial.grade - less


supplier, note, grade_of_five = of("supplier"), of("note"), grade(1)
asked, replied, promised, delivered = (
    lambda write, name=name, **more: of(name, write, **more)
    for name in ("asked", "replied", "promised", "delivered")
)


def value(write: Callable[[float], Any], pattern: str = "{}") -> Cell:
    return lambda trial: pattern.format(write(trial.value)) if write is not itself else trial.value


# Files


def sheet(name: str, found: Story, columns: list[Column], *, states: dict[str, str], **more: Any) -> None:
    """A file with one row per trial."""
    rows = [[cell(trial) for _heading, _ours, cell in columns] for trial in found.trials]
    expect(
        name, "sheet", found, {heading: ours for heading, ours, _cell in columns}, rows, states=states, **more
    )


def log(
    name: str,
    found: Story,
    columns: list[tuple[str, str, Callable[[Trial, str, datetime], Any]]],
    said: dict[str, str],
    *,
    states: dict[str, str],
    **more: Any,
) -> None:
    """A file with one row per event, in these words."""
    rows = [
        [cell(trial, said[event], at) for _heading, _ours, cell in columns]
        for trial, event, at in events(found)
    ]
    expect(
        name,
        "events",
        found,
        {heading: ours for heading, ours, _cell in columns},
        rows,
        states=states,
        **more,
    )


def expect(
    name: str,
    kind: str,
    found: Story,
    columns: dict[str, str],
    rows: Iterable[list[Any]],
    *,
    states: dict[str, str],
    out: Iterable[str] = (),
    late: bool = False,
    delimiter: str = ",",
    encoding: str = "utf-8",
    end: str = "\n",
    title: Iterable[str] = (),
    **answers: Any,
) -> None:
    """Write a file and what its story comes to. `out`: suppliers left out; `answers`: what else the buyer knows."""
    table = [[line] for line in title] + [[*columns], *rows]
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in table:
            book.active.append([None if cell == "" else cell for cell in row])
        book.save(FOLDER / name)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(table)
        (FOLDER / name).write_bytes(text.getvalue().encode(encoding))
    expected = {
        "kind": kind,
        "columns": columns,
        "out": sorted(out),
        "suppliers": found.expected(states, late=late),
    }
    EXPECTED[name] = {**expected, **answers}


def orders_with_promise() -> None:
    more: dict[str, Any] = {"states": PROMISED, "late": True}
    codes = {
        "Brandt Etiketten GmbH": "ok ok ok",
        "Falk Kartonagen AG": "ok late late",
        "Nordlicht Folien": "never never never",
        "Vogel & Partner": "ok ok never",
        "Weidner Druck GmbH & Co. KG": "ok ok running",
    }
    columns: list[Column] = [
        ("Einkaufsbeleg", "trial_id", count_from(4500017000)),
        ("Lieferant", "supplier", supplier),
        ("Bestelldatum", "requested_at", asked(DE)),
        ("Lieferdatum", "promised_at", promised(DE)),
        ("Wareneingangsdatum", "delivered_at", delivered(DE)),
        ("Nettobestellwert", "order_value", value(comma)),
        ("Währung", "currency", always("EUR")),
        ("Werk", "", always("1000")),
    ]
    style = {"delimiter": ";", "encoding": "cp1252", "end": "\r\n"}
    sheet("orders-promise-sap-de.csv", story("A1", codes), columns, out=["Nordlicht Folien"], **style, **more)

    codes = {
        "Azure Interior": "ok ok ok late",
        "Deco Addict": "ok ok",
        "Gemini Furniture": "never never never never",
        "Ready Mat": "late late ok",
        "Wood Corner": "ok running",
    }
    columns = [
        ("Order Reference", "trial_id", number("P{:05d}")),
        ("Vendor", "supplier", supplier),
        ("Confirmation Date", "requested_at", asked(SECONDS)),
        ("Expected Arrival", "promised_at", promised(stamp("%Y-%m-%d 00:00:00"))),
        ("Arrival", "delivered_at", delivered(SECONDS)),
        ("Total", "order_value", value(plain_point)),
        ("Currency", "currency", always("EUR")),
        ("Billing Status", "", lambda trial: "Fully Billed" if trial.delivered else "Waiting Bills"),
    ]
    # To a reader who does not know Odoo the confirmation may be the supplier's: a reply, or the agreed date.
    style = {"encoding": "utf-8-sig", "either": ["Confirmation Date"]}
    sheet(
        "orders-promise-odoo-en.csv", story("A2", codes), columns, out=["Gemini Furniture"], **style, **more
    )

    codes = {
        "Jansen Verpakking B.V.": "ok late ok",
        "De Graaf Etiketten": "ok ok ok",
        "Hollandse Inktfabriek": "never never never",
        "Kuipers Papier": "late late late",
        "Van Dam & Zn.": "ok ok running",
    }
    columns = [
        ("Ordernr.", "trial_id", count_from(25700000)),
        ("Crediteur", "supplier", supplier),
        ("Orderdatum", "requested_at", asked(only_date)),
        ("Afgesproken leverdatum", "promised_at", promised(itself)),
        ("Ontvangstdatum", "delivered_at", delivered(only_date)),
        ("Bedrag", "order_value", value(itself)),
        ("Inkoper", "tester", always("M. Smit")),
        ("Kostenplaats", "", always(4100)),
    ]
    sheet("orders-promise-exact-nl.xlsx", story("A3", codes), columns, out=["Hollandse Inktfabriek"], **more)

    codes = {
        "Ostler Glass": "ok ok ok ok",
        "Pikeman Tubes": "ok late late",
        "Quarry Labels": "never never",
        "Roth Cartons": "ok never ok",
        "Stroud Mailers": "ok running running",
    }
    columns = [
        ("PO #", "trial_id", number("PO-{}")),
        (
            "Supplier",
            "supplier",
            lambda trial: trial.supplier if trial.number % 4 else trial.supplier.upper() + " ",
        ),
        ("Ordered", "requested_at", asked(short)),
        ("Due", "promised_at", promised(short)),
        ("Received", "delivered_at", delivered(short)),
        ("Value", "order_value", value(point, "€ {}")),
        ("Comments", "note", note),
    ]
    found = story("A4", codes)
    rows = [[cell(trial) for _heading, _ours, cell in columns] for trial in found.trials]
    rows.insert(6, [""] * 7)
    rows.append(["Total", "", "", "", "", f"€ {point(sum(trial.value for trial in found.trials))}", ""])
    headings = {heading: ours for heading, ours, _cell in columns}
    style = {"delimiter": ";", "title": ["Small orders 2025", ""], "end": "\r\n"}
    expect(
        "orders-promise-excel-en.csv", "sheet", found, headings, rows, out=["Quarry Labels"], **style, **more
    )

    codes = {
        "Papeterie Moreau SARL": "ok ok ok",
        "Étiquettes Durand": "late late ok",
        "Emballages Girard": "never never never",
        "Imprimerie Lefèvre": "ok running ok",
        "Encres du Midi SA": "ok ok",
    }
    columns = [
        ("N° de commande", "trial_id", number("BC{:04d}")),
        ("Fournisseur", "supplier", supplier),
        ("Date de commande", "requested_at", asked(FR)),
        ("Date de livraison prévue", "promised_at", promised(FR)),
        ("Date de réception", "delivered_at", delivered(FR)),
        ("Montant HT", "order_value", value(plain_comma)),
        ("Devise", "currency", always("EUR")),
    ]
    style = {"delimiter": ";", "encoding": "latin-1"}
    sheet(
        "orders-promise-sage-fr.csv", story("A5", codes), columns, out=["Emballages Girard"], **style, **more
    )

    codes = {
        "Acme Boxes Inc.": "ok ok ok",
        "Bluewater Inks": "ok late ok late",
        "Cedar Labels LLC": "never never never",
        "Dunmore Rope": "ok ok",
        "Elvin Stamps": "ok running",
    }
    columns = [
        ("PO Number", "trial_id", count_from(7000)),
        ("Supplier", "supplier", supplier),
        ("Order Date", "requested_at", asked(US)),
        ("Need By Date", "promised_at", promised(US)),
        ("Receipt Date", "delivered_at", delivered(US)),
        ("PO Total", "order_value", value(point)),
        ("Currency", "currency", always("USD")),
        ("Requester", "", always("Pat Quinn")),
    ]
    sheet("orders-promise-coupa-us.csv", story("A6", codes), columns, out=["Cedar Labels LLC"], **more)


def orders_without_promise() -> None:
    codes = {
        "Cartonajes Núñez": "ok ok ok",
        "Etiquetas Sol": "late never ok",
        "Papelera del Norte": "never never never",
        "Tintas Ibarra": "ok ok ok ok",
        "Suministros Peña S.L.": "ok running",
    }
    columns: list[Column] = [
        ("Proveedor", "supplier", supplier),
        ("Nº pedido", "trial_id", number()),
        ("Fecha de pedido", "requested_at", asked(FR)),
        ("Fecha de recepción", "delivered_at", delivered(FR)),
        ("Importe", "order_value", value(comma, "{} €")),
    ]
    sheet("orders-hand-es.csv", story("B1", codes), columns, states=DELIVERED, delimiter=";")

    codes = {
        "Jansen B.V.": "ok ok ok",
        "Bakker Emballage": "ok late never",
        "Inktland": "never never never",
        "Vos Etiketten": "ok ok",
        "Zwart & Wit": "ok never never ok",
    }
    columns = [
        (
            "Leverancier",
            "supplier",
            lambda trial: trial.supplier.replace("B.V.", "B.V." if trial.number % 3 else "bv"),
        ),
        ("Bestelnummer", "trial_id", count_from(900)),
        ("Besteldatum", "requested_at", asked(NL)),
        ("Ontvangen op", "delivered_at", delivered(NL)),
        ("Bedrag", "order_value", value(comma)),
        ("Artikelgroep", "category", always("Kantoor")),
    ]
    style = {"delimiter": ";", "end": "\r\n", "encoding": "cp1252"}
    sheet("orders-exact-nl.csv", story("B2", codes), columns, states=DELIVERED, **style)

    codes = {
        "Ambler Pallets": "ok ok ok",
        "Brook Stationery": "never never ok",
        "Calder Inks": "ok ok late",
        "Dale Packaging": "never never never",
        "Elm Tapes": "ok ok ok",
    }
    columns = [
        ("Purchasing Document", "trial_id", count_from(4500000000)),
        ("Vendor", "supplier", supplier),
        ("Document Date", "requested_at", asked(itself)),
        ("Goods receipt date", "delivered_at", delivered(itself)),
        ("Net Order Value", "order_value", value(itself)),
        ("Plant", "", always("NL01")),
    ]
    sheet("orders-sap-en.xlsx", story("B3", codes), columns, states=DELIVERED)

    codes = {
        "Hadleigh Pins": "ok ok ok",
        "Ibsen Mounts": "ok never",
        "Jonker Mounts": "never never never",
        "Keller Foam": "late ok ok ok",
        "Lomas Twine": "ok ok ok",
    }
    columns = [
        ("Who", "supplier", supplier),
        ("What we ordered", "", always("20 pieces, blue")),
        ("Ordered on", "requested_at", asked(named)),
        ("Arrived", "delivered_at", delivered(named)),
        ("Price", "order_value", value(plain_point)),
    ]
    sheet("orders-excel-en.csv", story("B4", codes), columns, states=DELIVERED, delimiter="\t")

    codes = {
        "Albrecht Papier": "ok ok ok",
        "Böhm Etiketten": "never never never",
        "Dietz Folien GmbH": "ok late ok",
        "Ebert Versand": "ok ok never",
        "Fuchs Farben": "ok ok ok",
    }
    columns = [
        ("Lieferant", "supplier", supplier),
        ("Bestellnummer", "trial_id", number("B-{}")),
        ("Bestellt am", "requested_at", asked(long_german)),
        ("Geliefert am", "delivered_at", delivered(long_german)),
        ("Warengruppe", "category", always("Büro")),
        ("Betrag", "order_value", value(comma)),
    ]
    sheet("orders-hand-de.csv", story("B5", codes), columns, states=DELIVERED, delimiter=";")

    codes = {
        "Cartonnages Roux": "ok ok",
        "Dupuis Étiquettes": "never never never",
        "Encres Fabre": "ok ok ok late",
        "Papiers Blanc": "ok never ok",
        "Scotch & Cie": "ok ok ok",
    }
    columns = [
        ("Fournisseur", "supplier", supplier),
        ("N° commande", "trial_id", of("number")),
        ("Commandé le", "requested_at", asked(FR)),
        ("Reçu le", "delivered_at", delivered(FR)),
        ("Catégorie", "category", always("Bureau")),
    ]
    sheet("orders-excel-fr.xlsx", story("B6", codes), columns, states=DELIVERED)


def tickets() -> None:
    codes = {
        "Acorn Print": "reply reply reply",
        "Beacon Labels": "silent silent silent",
        "Copper Inks": "reply silent reply",
        "Dover Tapes": "reply reply",
        "Everton Boxes": "reply reply reply reply",
    }
    columns: list[Column] = [
        ("Ticket ID", "trial_id", count_from(30000)),
        ("Organization", "supplier", supplier),
        ("Created at", "requested_at", asked(UTC)),
        ("First reply at", "first_reply_at", replied(UTC)),
        ("Solved at", "", replied(UTC)),
        ("Status", "", answered(always("Solved"), "Open")),
        ("Courtesy (1-5)", "courtesy", answered(grade_of_five)),
    ]
    sheet("tickets-zendesk-en.csv", story("C1", codes), columns, states=REPLIED, out=["Beacon Labels"])

    codes = {
        "Foxley Foam": "reply reply reply",
        "Gable Glue": "silent silent silent",
        "Hatton Hooks": "reply reply silent",
        "Islay Inks": "reply reply",
        "Jarrow Jars": "reply reply reply",
    }
    columns = [
        ("Issue key", "trial_id", number("BUY-{}")),
        ("Summary", "", always("Sample order, 20 pieces")),
        ("Vendor", "supplier", supplier),
        ("Created", "requested_at", asked(jira)),
        ("First response", "first_reply_at", replied(jira)),
        ("Status", "", answered(always("Closed"), "Waiting")),
        ("Priority", "", always("Medium")),
        ("Assignee", "tester", always("Anna")),
    ]
    sheet("tickets-jira-en.csv", story("C2", codes), columns, states=REPLIED, out=["Gable Glue"])

    codes = {
        "Kelso Kits": "reply reply reply",
        "Lundy Laces": "silent silent silent",
        "Morton Mugs": "reply silent reply",
        "Nairn Nets": "reply reply",
        "Oban Oils": "reply reply reply reply",
    }
    columns = [
        ("Ticket ID", "trial_id", of("number")),
        ("Company Name", "supplier", supplier),
        ("Created time", "requested_at", asked(SECONDS)),
        ("Initial response time", "first_reply_at", replied(SECONDS)),
        ("Status", "", answered(always("Closed"), "Open")),
        ("Agent", "tester", always("Bob")),
        ("Tags", "", always("sample")),
    ]
    sheet("tickets-freshdesk-en.xlsx", story("C3", codes), columns, states=REPLIED, out=["Lundy Laces"])

    codes = {
        "Ambacht Drukwerk": "reply reply reply",
        "Bosch Dozen": "silent silent silent",
        "Cuijk Karton": "reply silent reply",
        "Drachten Inkt": "reply reply reply",
        "Ede Etiket": "reply reply",
    }
    columns = [
        ("Meldingnummer", "trial_id", number("M25{:03d}")),
        ("Leverancier", "supplier", supplier),
        ("Aangemaakt op", "requested_at", asked(NL_MINUTES)),
        ("Eerste reactie", "first_reply_at", replied(NL_MINUTES)),
        ("Status", "", answered(always("Afgemeld"), "Wacht op leverancier")),
        ("Behandelaar", "tester", always("Chloé")),
    ]
    style = {"delimiter": ";", "encoding": "cp1252"}
    sheet("tickets-topdesk-nl.csv", story("C4", codes), columns, states=REPLIED, out=["Bosch Dozen"], **style)

    codes = {
        "Adler Druck": "reply reply reply",
        "Bach Folien": "silent silent silent",
        "Conrad Kleber": "reply reply silent",
        "Dorn Schilder": "reply reply",
        "Engel Papier": "reply reply reply",
    }
    columns = [
        ("Ticketnummer", "trial_id", count_from(2025030000)),
        ("Lieferant", "supplier", supplier),
        ("Erstellt am", "requested_at", asked(DE_MINUTES)),
        ("Erste Antwort", "first_reply_at", replied(DE_MINUTES)),
        ("Queue", "", always("Einkauf")),
        ("Bearbeiter", "tester", always("K. Braun")),
    ]
    sheet(
        "tickets-otrs-de.csv", story("C5", codes), columns, states=REPLIED, out=["Bach Folien"], delimiter=";"
    )

    codes = {
        "Penrose Cups": "reply reply reply",
        "Quill Pens": "silent silent silent",
        "Rowan Racks": "reply silent reply",
        "Selby Signs": "reply reply",
        "Tarrant Film": "reply reply reply reply",
    }
    columns = [
        ("Ticket", "trial_id", number("#{}")),
        ("Vendor", "supplier", supplier),
        ("Created at", "requested_at", asked(MINUTES)),
        ("First response time (hours)", "first_reply_at", answered(hours)),
        ("Status", "", answered(always("Closed"), "Open")),
        ("Group", "", always("Purchasing")),
    ]
    sheet("tickets-hours-en.csv", story("C6", codes), columns, states=REPLIED, out=["Quill Pens"])


def hours(trial: Trial) -> str:
    assert trial.replied is not None
    return f"{(trial.replied - trial.asked).total_seconds() / 3600:g}"


def quotations() -> None:
    codes = {
        "Umber Tins": "reply reply reply",
        "Vickers Foam": "no no no",
        "Wexford Lids": "silent silent silent",
        "Yeoman Lids": "reply silent reply",
        "Zennor Zips": "reply reply no",
    }
    outcome = {"reply": "Quoted", "no": "Declined to bid", "silent": "No response"}
    columns: list[Column] = [
        ("RFQ", "trial_id", number("RFQ-{}")),
        ("Supplier", "supplier", supplier),
        ("Sent", "requested_at", asked(US)),
        ("Response received", "first_reply_at", replied(US)),
        ("Outcome", "outcome", lambda trial: outcome[trial.code]),
        ("Quoted amount", "order_value", lambda trial: point(trial.value) if trial.code == "reply" else ""),
    ]
    words = {"outcome:Quoted": "", "outcome:Declined to bid": "declined", "outcome:No response": "ignored"}
    sheet(
        "quotes-coupa-en.csv", story("D1", codes), columns, states=DECLINED, out=["Wexford Lids"], words=words
    )

    codes = {
        "Aalbers Dozen": "reply reply reply",
        "Brink Borden": "silent silent silent",
        "Coster Kaarten": "reply silent reply",
        "Dekker Draad": "reply reply",
        "Evers Emballage": "reply reply reply reply",
    }
    columns = [
        ("Leverancier", "supplier", supplier),
        ("Aanvraag verstuurd", "requested_at", asked(NL)),
        ("Offerte ontvangen", "first_reply_at", replied(NL, empty="geen reactie")),
        ("Bedrag", "order_value", answered(value(comma))),
        ("Opmerking", "note", note),
    ]
    style = {"delimiter": ";", "encoding": "cp1252"}
    sheet("quotes-hand-nl.csv", story("D2", codes), columns, states=REPLIED, out=["Brink Borden"], **style)

    codes = {
        "Anton Werbung": "reply reply reply",
        "Bertram Bau": "silent silent silent",
        "Cramer Kisten": "reply silent reply",
        "Dreyer Drucke": "reply reply",
        "Emil Etikett": "reply reply reply",
    }
    columns = [
        ("Lieferant", "supplier", supplier),
        ("Anfrage vom", "requested_at", asked(only_date)),
        ("Angebot vom", "first_reply_at", replied(only_date)),
        ("Angebotssumme", "order_value", answered(value(itself))),
        ("Bemerkung", "note", note),
    ]
    sheet("quotes-excel-de.xlsx", story("D3", codes), columns, states=REPLIED, out=["Bertram Bau"])

    codes = {
        "Fern Fabrics": "reply reply",
        "Grove Glass": "silent silent silent",
        "Heath Hats": "reply silent reply",
        "Ivy Inks": "no no",
        "Juniper Jute": "reply reply",
    }
    said = {
        "request": "Request sent", "chase": "Sent a reminder", "reply": "Quote received", "decline": "They declined",
    }  # fmt: skip
    meant = {**{event: event for event in said}, "reply": "quote"}
    log(
        "quotes-forms-en.csv",
        story("D4", codes),
        [
            ("Timestamp", "occurred_at", lambda trial, event, at: forms(at)),
            ("Your name", "tester", lambda trial, event, at: "Anna"),
            ("Supplier", "supplier", lambda trial, event, at: trial.supplier),
            ("RFQ number", "trial_id", lambda trial, event, at: f"R{trial.number}"),
            ("What happened", "event", lambda trial, event, at: event),
            ("Remarks", "note", lambda trial, event, at: ""),
        ],
        said,
        states=QUOTED,
        out=["Grove Glass"],
        words={f"event:{text}": meant[event] for event, text in said.items()},
    )

    codes = {
        "Atelier Bois": "reply reply reply",
        "Bureau Plus": "silent silent silent",
        "Carton Vert": "reply silent reply",
        "Dorure & Fils": "reply reply",
        "Encadrement Roy": "reply reply reply reply",
    }
    columns = [
        ("Fournisseur", "supplier", supplier),
        ("Demande envoyée le", "requested_at", asked(FR)),
        ("Devis reçu le", "first_reply_at", replied(FR)),
        ("Montant", "order_value", answered(value(plain_comma, "{} €"))),
        ("Relances", "chases", of("chases")),
    ]
    sheet(
        "quotes-hand-fr.csv", story("D5", codes), columns, states=REPLIED, out=["Bureau Plus"], delimiter=";"
    )

    codes = {
        "Andino Papel": "reply reply reply",
        "Bilbao Bolsas": "silent silent silent",
        "Cádiz Cajas": "reply silent reply",
        "Duero Dibujo": "reply reply",
        "Ebro Envases": "reply reply reply",
    }
    columns = [
        ("Proveedor", "supplier", supplier),
        ("Solicitud enviada", "requested_at", asked(only_date)),
        ("Oferta recibida", "first_reply_at", replied(only_date)),
        ("Importe", "order_value", answered(value(itself))),
        ("Observaciones", "note", note),
    ]
    sheet("quotes-excel-es.xlsx", story("D6", codes), columns, states=REPLIED, out=["Bilbao Bolsas"])


def evaluations() -> None:
    codes = {
        "Alder Arts": "ok ok ok",
        "Birch Boxes": "ok ok",
        "Cypress Cards": "never never never",
        "Dogwood Dyes": "ok never ok",
        "Elder Envelopes": "ok ok ok ok",
    }
    columns: list[Column] = [
        ("Timestamp", "", lambda trial: f"6/{trial.number + 1}/2025 14:0{trial.number % 10}:33"),
        ("Supplier", "supplier", supplier),
        ("Order date", "requested_at", asked(US)),
        ("How polite were they? (1-5)", "courtesy", grade_of_five),
        ("How helpful were they? (1-5)", "helpfulness", grade_of_five),
        ("Did it arrive?", "delivered_at", lambda trial: "Yes" if trial.delivered else "No"),
        ("Remarks", "note", note),
    ]
    sheet("evaluation-forms-en.csv", story("E1", codes), columns, states=DELIVERED)

    codes = {
        "Aarts Advies": "ok ok ok",
        "Bos Borden": "silent silent silent",
        "Claes Clips": "ok never ok",
        "Driessen Doos": "ok ok",
        "Eikelboom": "ok ok late ok",
    }
    columns = [
        ("Leverancier", "supplier", supplier),
        ("Besteld op", "requested_at", asked(NL)),
        ("Eerste reactie", "first_reply_at", replied(NL, empty="geen reactie")),
        ("Hoe vaak nagebeld", "chases", lambda trial: f"{trial.chases}x" if trial.chases else 0),
        ("Beleefdheid (1-10)", "courtesy", answered(grade(2), "n.v.t.")),
        ("Behulpzaamheid (1-10)", "helpfulness", answered(grade(2), "n.v.t.")),
        ("Geleverd", "delivered_at", delivered(NL, empty="nooit")),
        ("Opmerking", "note", note),
    ]
    sheet("evaluation-excel-nl.xlsx", story("E2", codes), columns, states=ALL, out=["Bos Borden"])

    codes = {
        "Amsel Archiv": "ok ok ok",
        "Biene Büro": "never never never",
        "Dachs Dosen": "ok ok",
        "Elster Etui": "ok late ok",
        "Fink Farben": "ok ok ok ok",
    }
    columns = [
        ("Lieferant", "supplier", supplier),
        ("Bestelldatum", "requested_at", asked(DE)),
        ("Freundlichkeit (0-100)", "courtesy", grade(20)),
        ("Beratung (0-100)", "helpfulness", grade(20, less=5)),
        ("Bemerkung", "note", note),
    ]
    sheet("evaluation-hand-de.csv", story("E3", codes), columns, states=GRADED, delimiter=";")

    codes = {
        "Ferry Frames": "ok ok ok",
        "Glen Gums": "silent silent silent",
        "Holm Hinges": "ok ok never",
        "Inver Ink": "ok ok",
        "Jura Jars": "ok ok ok",
    }
    columns = [
        ("Supplier", "supplier", supplier),
        ("Ordered on", "requested_at", asked(ISO)),
        ("First reply", "first_reply_at", replied(ISO, empty="no reply")),
        ("Received", "delivered_at", delivered(ISO)),
        ("Courtesy", "courtesy", answered(lambda trial: "★" * trial.grade)),
        ("Helpfulness", "helpfulness", answered(lambda trial: "★" * trial.grade)),
        ("Notes", "note", note),
    ]
    sheet("evaluation-stars-en.csv", story("E4", codes), columns, states=ALL, out=["Glen Gums"])

    codes = {
        "Atelier Gris": "ok ok ok",
        "Bois & Co": "silent silent silent",
        "Craie SARL": "ok no ok",
        "Dessin Plus": "no no",
        "Encre Noire": "ok ok late",
    }
    result = {"ok": "livré", "late": "livré", "no": "refusé poliment", "silent": "aucune réponse"}
    columns = [
        ("Fournisseur", "supplier", supplier),
        ("Date de commande", "requested_at", asked(FR)),
        ("Première réponse", "first_reply_at", replied(FR)),
        ("Amabilité (1-5)", "courtesy", answered(grade_of_five)),
        ("Conseil (1-5)", "helpfulness", answered(grade_of_five)),
        ("Résultat", "outcome", lambda trial: result[trial.code]),
    ]
    words = {
        "outcome:livré": "fulfilled",
        "outcome:refusé poliment": "declined",
        "outcome:aucune réponse": "ignored",
    }
    style = {"delimiter": ";", "encoding": "utf-16", "words": words}
    sheet("evaluation-hand-fr.csv", story("E5", codes), columns, states=ALL, out=["Bois & Co"], **style)

    codes = {
        "Alba Arte": "ok ok ok",
        "Brisa Bolsas": "silent silent silent",
        "Costa Cajas": "ok never ok",
        "Duna Diseño": "ok ok",
        "Estrella": "ok ok ok",
    }
    columns = [
        ("Proveedor", "supplier", supplier),
        ("Fecha de pedido", "requested_at", asked(FR)),
        ("Primera respuesta", "first_reply_at", replied(FR)),
        ("Amabilidad (1-10)", "courtesy", answered(grade(2))),
        ("Fecha de recepción", "delivered_at", delivered(FR)),
        ("Comentario", "note", note),
    ]
    style = {"delimiter": ";", "encoding": "cp1252"}
    sheet("evaluation-excel-es.csv", story("E6", codes), columns, states=ALL, out=["Brisa Bolsas"], **style)


def deliveries() -> None:
    more: dict[str, Any] = {"states": PROMISED, "late": True}
    found = story(
        "F1", {"Brandt GmbH": "ok ok", "Falk AG": "late ok", "Nord KG": "late late", "Vogel OHG": "ok ok ok"}
    )
    columns: list[Column] = [
        ("Bestellung", "trial_id", count_from(4500020000)),
        ("Position", "", always(None)),
        ("Lieferant", "supplier", supplier),
        ("Bestelldatum", "requested_at", asked(DE)),
        ("Geplanter Liefertermin", "promised_at", promised(DE)),
        ("Wareneingang", "delivered_at", delivered(DE)),
        ("Menge", "", always(None)),
        ("Material", "", always(None)),
    ]
    rows = []
    for trial in found.trials:
        for line in (10, 20):  # two lines of each order
            cells = [cell(trial) for _heading, _ours, cell in columns]
            cells[1], cells[6], cells[7] = line, f"{line} ST", f"MAT-{line}"
            rows.append(cells)
    headings = {heading: ours for heading, ours, _cell in columns}
    style = {"delimiter": ";", "encoding": "cp1252", "repeated": "lines"}
    expect("deliveries-sap-de.csv", "sheet", found, headings, rows, **style, **more)

    codes = {
        "Kirk Knobs": "ok ok ok",
        "Leith Locks": "ok ok",
        "Mull Mats": "late late ok",
        "Ness Nuts": "ok ok ok",
        "Orkney Oars": "ok ok ok ok",
    }
    columns = [
        ("Receipt No", "", number("GR{}", first=50)),
        ("Vendor", "supplier", supplier),
        ("PO Number", "trial_id", number("PO{}")),
        ("PO Date", "requested_at", asked(ISO)),
        ("Receipt date", "delivered_at", delivered(MINUTES)),
        ("Qty", "", always(20)),
        ("Dock", "", always("D3")),
    ]
    sheet("deliveries-wms-en.csv", story("F2", codes), columns, states=DELIVERED)

    codes = {
        "Aker Dozen": "ok ok ok ok",
        "Boter BV": "ok ok ok",
        "Carels": "ok ok ok ok",
        "Dille": "ok ok ok ok",
    }
    columns = [
        ("Ontvangst", "", number("O{}")),
        ("Leverancier", "supplier", supplier),
        ("Bestelnummer", "trial_id", count_from(300)),
        ("Ontvangstdatum", "delivered_at", delivered(NL)),
        ("Aantal", "", always(20)),
    ]
    # It says nowhere when anything was ordered: it cannot be taken.
    style = {"delimiter": ";", "missing": "requested_at"}
    sheet("deliveries-receipts-nl.csv", story("F3", codes), columns, states=DELIVERED, **style)

    codes = {
        "Azure Interior": "ok ok ok",
        "Deco Addict": "late ok late",
        "Gemini Furniture": "never never never",
        "Ready Mat": "ok ok",
        "Wood Corner": "ok ok running",
    }
    columns = [
        ("Reference", "trial_id", number("WH/IN/{:05d}")),
        ("Contact", "supplier", supplier),
        ("Creation Date", "requested_at", asked(SECONDS)),
        ("Scheduled Date", "promised_at", promised(ISO)),
        ("Effective Date", "delivered_at", delivered(ISO)),
        ("Status", "", lambda trial: "Done" if trial.delivered else "Ready"),
    ]
    sheet("deliveries-odoo-en.csv", story("F4", codes), columns, out=["Gemini Furniture"], **more)

    codes = {
        "Ardoise SA": "ok ok ok",
        "Bougies Lyon": "late late late",
        "Corde & Cie": "never never never",
        "Dentelle": "ok ok",
        "Étoffes Nord": "ok running ok",
    }
    columns = [
        ("Commande", "trial_id", number("CF-{}")),
        ("Fournisseur", "supplier", supplier),
        ("Date de commande", "requested_at", asked(FR)),
        ("Livraison prévue", "promised_at", promised(FR)),
        ("Livré le", "delivered_at", delivered(FR)),
        ("Transporteur", "", lambda trial: "Chronopost" if trial.delivered else ""),
    ]
    sheet(
        "deliveries-transport-fr.csv", story("F5", codes), columns, out=["Corde & Cie"], delimiter=";", **more
    )

    codes = {
        "Perth Pegs": "ok ok ok", "Quay Quilts": "never never never", "Rhum Ropes": "ok never ok", "Skye Seals": "ok ok",
    }  # fmt: skip
    said = {"request": "Ordered", "chase": "Chased", "reply": "Order confirmed", "delivery": "Delivered"}
    meant = {**{event: event for event in said}, "reply": "confirmation"}
    log(
        "deliveries-status-en.csv",
        story("F6", codes),
        [
            ("PO", "trial_id", lambda trial, event, at: f"PO{trial.number}"),
            ("Supplier", "supplier", lambda trial, event, at: trial.supplier),
            ("Status", "event", lambda trial, event, at: event),
            ("Date", "occurred_at", lambda trial, event, at: MINUTES(at)),
            ("Location", "", lambda trial, event, at: "Hub"),
        ],
        said,
        states=ALL,
        out=["Quay Quilts"],
        words={f"event:{text}": meant[event] for event, text in said.items()},
    )


def hand_log(
    name: str,
    seed: str,
    codes: dict[str, str],
    headings: str,
    write: Callable[[date], str],
    who: str,
    said: dict[str, str],
    **more: Any,
) -> None:
    """A log kept by hand: number, supplier, date and time in two columns, what happened, and who wrote it down."""
    number_, supplier_, date_, time_, event_, who_ = headings.split(",")
    pattern = more.pop("pattern", "{}")
    log(
        name,
        story(seed, codes),
        [
            (number_, "trial_id", lambda trial, event, at: pattern.format(trial.number)),
            (supplier_, "supplier", lambda trial, event, at: trial.supplier),
            *more.pop("category", []),
            (date_, "occurred_at", lambda trial, event, at: write(at)),
            (time_, "", lambda trial, event, at: at.strftime("%H:%M")),
            (event_, "event", lambda trial, event, at: event),
            (who_, "tester", lambda trial, event, at: who),
        ],
        said,
        states=ALL,
        words={f"event:{text}": event for event, text in said.items()},
        **more,
    )


def logs() -> None:
    said = dict(zip(("request", "chase", "reply", "decline", "delivery"), range(5), strict=True))

    def in_words(*texts: str) -> dict[str, str]:
        return dict(zip(said, texts, strict=True))

    hand_log(
        "log-hand-nl.csv",
        "G1",
        {"Kwast Verf": "ok ok", "Lakwerk": "silent silent", "Tint & Zn": "ok never", "Verf Plus": "no no"},
        "Nr,Leverancier,Datum,Tijd,Wat gebeurd,Wie",
        NL,
        "Anna",
        in_words("bestelling", "nagebeld", "antwoord", "afgewezen", "levering"),
        category=[("Soort", "category", lambda trial, event, at: "Verf")],
        out=["Lakwerk"],
        delimiter=";",
        encoding="cp1252",
    )
    hand_log(
        "log-hand-en.csv",
        "G2",
        {
            "Thistle Tapes": "ok ok",
            "Unst Urns": "silent silent",
            "Vaila Vans": "ok never",
            "Wick Wax": "no no",
        },
        "Order,Supplier,Date,Time,What happened,By",
        lambda at: f"{at.day} {at:%B %Y}",
        "Bob",
        in_words("Request", "Chase", "Reply", "Decline", "Delivery"),
        pattern="No {}",
        out=["Unst Urns"],
    )
    hand_log(
        "log-hand-de.csv",
        "G3",
        {"Gans Garn": "ok ok", "Hecht Holz": "silent silent", "Igel Ink": "ok never", "Kranich": "no no"},
        "Bestellung,Lieferant,Datum,Uhrzeit,Ereignis,Wer",
        DE,
        "Karl",
        in_words("Anfrage", "nachgefragt", "Antwort", "Absage", "Lieferung"),
        out=["Hecht Holz"],
        delimiter=";",
    )
    hand_log(
        "log-hand-fr.csv",
        "G4",
        {"Fil d'Or": "ok ok", "Gomme & Cie": "silent silent", "Huile SA": "ok never", "Ivoire": "no no"},
        "Commande,Fournisseur,Date,Heure,Événement,Qui",
        FR,
        "Luc",
        in_words("demande", "relance", "réponse", "refus", "livraison"),
        pattern="C{}",
        out=["Gomme & Cie"],
        delimiter=";",
        encoding="utf-8-sig",
    )
    words = in_words("pedido", "recordatorio", "respuesta", "rechazo", "entrega")
    log(
        "log-hand-es.xlsx",
        story("G5", {"Faro": "ok ok", "Gaviota": "silent silent", "Hoja Verde": "ok never", "Isla": "no no"}),
        [
            ("Pedido", "trial_id", lambda trial, event, at: f"P-{trial.number}"),
            ("Proveedor", "supplier", lambda trial, event, at: trial.supplier),
            ("Fecha y hora", "occurred_at", lambda trial, event, at: at),
            ("Qué pasó", "event", lambda trial, event, at: event),
            ("Quién", "tester", lambda trial, event, at: "Inés"),
        ],
        words,
        states=ALL,
        out=["Gaviota"],
        words={f"event:{text}": event for event, text in words.items()},
    )
    log(
        "log-grades-nl.xlsx",
        story(
            "G6",
            {"Garen & Band": "ok ok", "Haak BV": "silent silent", "Inkt Direct": "ok never", "Kaft": "ok ok"},
        ),
        [
            ("Proef", "trial_id", lambda trial, event, at: trial.number),
            ("Leverancier", "supplier", lambda trial, event, at: trial.supplier),
            ("Tijdstip", "occurred_at", lambda trial, event, at: NL_MINUTES(at)),
            ("Gebeurtenis", "event", lambda trial, event, at: event),
            (
                "Beleefdheid 1-10",
                "courtesy",
                lambda trial, event, at: 2 * trial.grade if event == "Antwoord" else "",
            ),
            ("Inkoper", "tester", lambda trial, event, at: "Sanne"),
        ],
        in_words("Bestelling", "Nagebeld", "Antwoord", "Afgewezen", "Levering"),
        states=ALL,
        out=["Haak BV"],
    )


def main() -> None:
    for kind in (
        orders_with_promise,
        orders_without_promise,
        tickets,
        quotations,
        evaluations,
        deliveries,
        logs,
    ):
        kind()
    text = json.dumps(EXPECTED, indent=1, ensure_ascii=False)
    (FOLDER / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
