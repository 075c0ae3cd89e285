"""Writes the self-made files and what is expected of them: `python -m tests.intake.selfmade.make`.

Each file is in the style of one program and language. What it should come to was written down here from its story and the rules of
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
PROMISED = {
    "ok": "fulfilled",
    "late": "fulfilled",
    "never": "dropped",
    "silent": "dropped",
    "running": "open",
}
# ... order and delivery only: who did not deliver, and whether anybody answered, cannot be told.
DELIVERED = {"ok": "fulfilled", "late": "fulfilled", "never": "open", "silent": "open", "running": "open"}
# ... first replies and no deliveries.
REPLIED = {"reply": "stopped", "ok": "stopped", "silent": "ignored", "no": "stopped"}
DECLINED = {**REPLIED, "no": "declined"}
# ... replies and deliveries.
ALL = {"ok": "fulfilled", "late": "fulfilled", "never": "dropped", "silent": "ignored", "no": "declined"}
# ... grades only.
GRADED = dict.fromkeys(("ok", "late", "never", "silent"), "open")

MONTHS_DE = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()  # noqa: SIM905
EXPECTED: dict[str, dict[str, Any]] = {}
Row = list[Any]


def day(pattern: str) -> Callable[[date | datetime | None], str]:
    return lambda at: "" if at is None else at.strftime(pattern)


ISO, NL, DE, FR, US = (day(each) for each in ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y"))


def short(at: date | None) -> str:
    return "" if at is None else f"{at.day}/{at.month}/{at:%y}"


def long_de(at: date | None) -> str:
    return "" if at is None else f"{at.day}. {MONTHS_DE[at.month - 1]} {at.year}"


def ampm(at: datetime | None, pattern: str) -> str:
    return "" if at is None else at.strftime(pattern) + f" {at.hour % 12 or 12}:{at:%M} {at:%p}"


def comma(value: float) -> str:
    return f"{value:,.2f}".translate({ord(","): ".", ord("."): ","})


def point(value: float) -> str:
    return f"{value:,.2f}"


def file(
    name: str,
    kind: str,
    found: Story,
    columns: dict[str, str],
    rows: Iterable[Row],
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
    """Write a file, and expect what its story comes to. `columns`: theirs and ours, `""` where it is none of ours."""
    table = [[line] for line in title] + [[*columns], *rows]
    path = FOLDER / name
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in table:
            book.active.append([None if cell == "" else cell for cell in row])
        book.save(path)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(table)
        path.write_bytes(text.getvalue().encode(encoding))
    EXPECTED[name] = {
        "kind": kind,
        "columns": columns,
        "out": sorted(out),
        "suppliers": found.expected(states, late=late),
        **answers,
    }


def refused(name: str, missing: str) -> None:
    """Expect of a written file that it cannot be taken, because it says nothing of one of our columns."""
    EXPECTED[name] = {**EXPECTED[name], "suppliers": {}, "missing": missing}


def orders_with_promise() -> None:
    found = story(
        "A1",
        {
            "Brandt Etiketten GmbH": "ok ok ok",
            "Falk Kartonagen AG": "ok late late",
            "Nordlicht Folien": "never never never",
            "Vogel & Partner": "ok ok never",
            "Weidner Druck GmbH & Co. KG": "ok ok running",
        },
    )
    file(
        "orders-promise-sap-de.csv",
        "sheet",
        found,
        {
            "Einkaufsbeleg": "trial_id",
            "Lieferant": "supplier",
            "Bestelldatum": "requested_at",
            "Lieferdatum": "promised_at",
            "Wareneingangsdatum": "delivered_at",
            "Nettobestellwert": "order_value",
            "Währung": "currency",
            "Werk": "",
        },
        (
            [
                4500017000 + t.number,
                t.supplier,
                DE(t.asked),
                DE(t.promised),
                DE(t.delivered),
                comma(t.value),
                "EUR",
                "1000",
            ]
            for t in found.trials
        ),
        states=PROMISED,
        late=True,
        out=["Nordlicht Folien"],
        delimiter=";",
        encoding="cp1252",
        end="\r\n",
    )
    found = story(
        "A2",
        {
            "Azure Interior": "ok ok ok late",
            "Deco Addict": "ok ok",
            "Gemini Furniture": "never never never never",
            "Ready Mat": "late late ok",
            "Wood Corner": "ok running",
        },
    )
    moment = day("%Y-%m-%d %H:%M:%S")
    file(
        "orders-promise-odoo-en.csv",
        "sheet",
        found,
        {
            "Order Reference": "trial_id",
            "Vendor": "supplier",
            "Confirmation Date": "requested_at",
            "Expected Arrival": "promised_at",
            "Arrival": "delivered_at",
            "Total": "order_value",
            "Currency": "currency",
            "Billing Status": "",
        },
        (
            [
                f"P{t.number:05d}",
                t.supplier,
                moment(t.asked),
                moment(datetime.combine(t.promised, datetime.min.time())),
                moment(t.delivered),
                f"{t.value:.2f}",
                "EUR",
                "Fully Billed" if t.delivered else "Waiting Bills",
            ]
            for t in found.trials
        ),
        states=PROMISED,
        late=True,
        out=["Gemini Furniture"],
        encoding="utf-8-sig",
    )
    found = story(
        "A3",
        {
            "Jansen Verpakking B.V.": "ok late ok",
            "De Graaf Etiketten": "ok ok ok",
            "Hollandse Inktfabriek": "never never never",
            "Kuipers Papier": "late late late",
            "Van Dam & Zn.": "ok ok running",
        },
    )
    file(
        "orders-promise-exact-nl.xlsx",
        "sheet",
        found,
        {
            "Ordernr.": "trial_id",
            "Crediteur": "supplier",
            "Orderdatum": "requested_at",
            "Afgesproken leverdatum": "promised_at",
            "Ontvangstdatum": "delivered_at",
            "Bedrag": "order_value",
            "Inkoper": "tester",
            "Kostenplaats": "",
        },
        (
            [
                25700000 + t.number,
                t.supplier,
                t.asked.date(),
                t.promised,
                t.delivered and t.delivered.date(),
                t.value,
                "M. Smit",
                4100,
            ]
            for t in found.trials
        ),
        states=PROMISED,
        late=True,
        out=["Hollandse Inktfabriek"],
    )
    found = story(
        "A4",
        {
            "Ostler Glass": "ok ok ok ok",
            "Pikeman Tubes": "ok late late",
            "Quarry Labels": "never never",
            "Roth Cartons": "ok never ok",
            "Stroud Mailers": "ok running running",
        },
    )
    rows: list[Row] = [
        [
            f"PO-{t.number}",
            t.supplier if t.number % 4 else t.supplier.upper() + " ",
            short(t.asked),
            short(t.promised),
            short(t.delivered),
            f"€ {point(t.value)}",
            t.note,
        ]
        for t in found.trials
    ]
    rows.insert(6, [""] * 7)
    rows.append(["Total", "", "", "", "", f"€ {point(sum(t.value for t in found.trials))}", ""])
    file(
        "orders-promise-excel-en.csv",
        "sheet",
        found,
        {
            "PO #": "trial_id",
            "Supplier": "supplier",
            "Ordered": "requested_at",
            "Due": "promised_at",
            "Received": "delivered_at",
            "Value": "order_value",
            "Comments": "note",
        },
        rows,
        states=PROMISED,
        late=True,
        out=["Quarry Labels"],
        delimiter=";",
        title=["Small orders 2025", ""],
        end="\r\n",
    )
    found = story(
        "A5",
        {
            "Papeterie Moreau SARL": "ok ok ok",
            "Étiquettes Durand": "late late ok",
            "Emballages Girard": "never never never",
            "Imprimerie Lefèvre": "ok running ok",
            "Encres du Midi SA": "ok ok",
        },
    )
    file(
        "orders-promise-sage-fr.csv",
        "sheet",
        found,
        {
            "N° de commande": "trial_id",
            "Fournisseur": "supplier",
            "Date de commande": "requested_at",
            "Date de livraison prévue": "promised_at",
            "Date de réception": "delivered_at",
            "Montant HT": "order_value",
            "Devise": "currency",
        },
        (
            [
                f"BC{t.number:04d}",
                t.supplier,
                FR(t.asked),
                FR(t.promised),
                FR(t.delivered),
                f"{t.value:.2f}".replace(".", ","),
                "EUR",
            ]
            for t in found.trials
        ),
        states=PROMISED,
        late=True,
        out=["Emballages Girard"],
        delimiter=";",
        encoding="latin-1",
    )
    found = story(
        "A6",
        {
            "Acme Boxes Inc.": "ok ok ok",
            "Bluewater Inks": "ok late ok late",
            "Cedar Labels LLC": "never never never",
            "Dunmore Rope": "ok ok",
            "Elvin Stamps": "ok running",
        },
    )
    file(
        "orders-promise-coupa-us.csv",
        "sheet",
        found,
        {
            "PO Number": "trial_id",
            "Supplier": "supplier",
            "Order Date": "requested_at",
            "Need By Date": "promised_at",
            "Receipt Date": "delivered_at",
            "PO Total": "order_value",
            "Currency": "currency",
            "Requester": "",
        },
        (
            [
                7000 + t.number,
                t.supplier,
                US(t.asked),
                US(t.promised),
                US(t.delivered),
                point(t.value),
                "USD",
                "Pat Quinn",
            ]
            for t in found.trials
        ),
        states=PROMISED,
        late=True,
        out=["Cedar Labels LLC"],
    )


def orders_without_promise() -> None:
    found = story(
        "B1",
        {
            "Cartonajes Núñez": "ok ok ok",
            "Etiquetas Sol": "late never ok",
            "Papelera del Norte": "never never never",
            "Tintas Ibarra": "ok ok ok ok",
            "Suministros Peña S.L.": "ok running",
        },
    )
    file(
        "orders-hand-es.csv",
        "sheet",
        found,
        {
            "Proveedor": "supplier",
            "Nº pedido": "trial_id",
            "Fecha de pedido": "requested_at",
            "Fecha de recepción": "delivered_at",
            "Importe": "order_value",
        },
        ([t.supplier, t.number, FR(t.asked), FR(t.delivered), comma(t.value) + " €"] for t in found.trials),
        states=DELIVERED,
        delimiter=";",
    )
    found = story(
        "B2",
        {
            "Jansen B.V.": "ok ok ok",
            "Bakker Emballage": "ok late never",
            "Inktland": "never never never",
            "Vos Etiketten": "ok ok",
            "Zwart & Wit": "ok never never ok",
        },
    )
    file(
        "orders-exact-nl.csv",
        "sheet",
        found,
        {
            "Leverancier": "supplier",
            "Bestelnummer": "trial_id",
            "Besteldatum": "requested_at",
            "Ontvangen op": "delivered_at",
            "Bedrag": "order_value",
            "Artikelgroep": "category",
        },
        (
            [
                t.supplier if t.number % 3 else t.supplier.replace("B.V.", "bv"),
                t.number + 900,
                NL(t.asked),
                NL(t.delivered),
                comma(t.value),
                "Kantoor",
            ]
            for t in found.trials
        ),
        states=DELIVERED,
        delimiter=";",
        end="\r\n",
        encoding="cp1252",
    )
    found = story(
        "B3",
        {
            "Ambler Pallets": "ok ok ok",
            "Brook Stationery": "never never ok",
            "Calder Inks": "ok ok late",
            "Dale Packaging": "never never never",
            "Elm Tapes": "ok ok ok",
        },
    )
    file(
        "orders-sap-en.xlsx",
        "sheet",
        found,
        {
            "Purchasing Document": "trial_id",
            "Vendor": "supplier",
            "Document Date": "requested_at",
            "Goods receipt date": "delivered_at",
            "Net Order Value": "order_value",
            "Plant": "",
        },
        ([4500000000 + t.number, t.supplier, t.asked, t.delivered, t.value, "NL01"] for t in found.trials),
        states=DELIVERED,
    )
    found = story(
        "B4",
        {
            "Hadleigh Pins": "ok ok ok",
            "Ibsen Mounts": "ok never",
            "Jonker Mounts": "never never never",
            "Keller Foam": "late ok ok ok",
            "Lomas Twine": "ok ok ok",
        },
    )
    file(
        "orders-excel-en.csv",
        "sheet",
        found,
        {
            "Who": "supplier",
            "What we ordered": "",
            "Ordered on": "requested_at",
            "Arrived": "delivered_at",
            "Price": "order_value",
        },
        (
            [
                t.supplier,
                "20 pieces, blue",
                f"{t.asked.day} {t.asked:%b %Y}",
                t.delivered and f"{t.delivered.day} {t.delivered:%b %Y}",
                f"{t.value:.2f}",
            ]
            for t in found.trials
        ),
        states=DELIVERED,
        delimiter="\t",
    )
    found = story(
        "B5",
        {
            "Albrecht Papier": "ok ok ok",
            "Böhm Etiketten": "never never never",
            "Dietz Folien GmbH": "ok late ok",
            "Ebert Versand": "ok ok never",
            "Fuchs Farben": "ok ok ok",
        },
    )
    file(
        "orders-hand-de.csv",
        "sheet",
        found,
        {
            "Lieferant": "supplier",
            "Bestellnummer": "trial_id",
            "Bestellt am": "requested_at",
            "Geliefert am": "delivered_at",
            "Warengruppe": "category",
            "Betrag": "order_value",
        },
        (
            [t.supplier, f"B-{t.number}", long_de(t.asked), long_de(t.delivered), "Büro", comma(t.value)]
            for t in found.trials
        ),
        states=DELIVERED,
        delimiter=";",
    )
    found = story(
        "B6",
        {
            "Cartonnages Roux": "ok ok",
            "Dupuis Étiquettes": "never never never",
            "Encres Fabre": "ok ok ok late",
            "Papiers Blanc": "ok never ok",
            "Scotch & Cie": "ok ok ok",
        },
    )
    file(
        "orders-excel-fr.xlsx",
        "sheet",
        found,
        {
            "Fournisseur": "supplier",
            "N° commande": "trial_id",
            "Commandé le": "requested_at",
            "Reçu le": "delivered_at",
            "Catégorie": "category",
        },
        ([t.supplier, t.number, FR(t.asked), FR(t.delivered), "Bureau"] for t in found.trials),
        states=DELIVERED,
    )


def tickets() -> None:
    found = story(
        "C1",
        {
            "Acorn Print": "reply reply reply",
            "Beacon Labels": "silent silent silent",
            "Copper Inks": "reply silent reply",
            "Dover Tapes": "reply reply",
            "Everton Boxes": "reply reply reply reply",
        },
    )
    utc = day("%Y-%m-%dT%H:%M:%SZ")
    file(
        "tickets-zendesk-en.csv",
        "sheet",
        found,
        {
            "Ticket ID": "trial_id",
            "Organization": "supplier",
            "Created at": "requested_at",
            "First reply at": "first_reply_at",
            "Solved at": "",
            "Status": "",
            "Courtesy (1-5)": "courtesy",
        },
        (
            [
                30000 + t.number,
                t.supplier,
                utc(t.asked),
                utc(t.replied),
                utc(t.replied),
                "Solved" if t.replied else "Open",
                t.grade if t.replied else "",
            ]
            for t in found.trials
        ),
        states=REPLIED,
        out=["Beacon Labels"],
    )
    found = story(
        "C2",
        {
            "Foxley Foam": "reply reply reply",
            "Gable Glue": "silent silent silent",
            "Hatton Hooks": "reply reply silent",
            "Islay Inks": "reply reply",
            "Jarrow Jars": "reply reply reply",
        },
    )
    file(
        "tickets-jira-en.csv",
        "sheet",
        found,
        {
            "Issue key": "trial_id",
            "Summary": "",
            "Vendor": "supplier",
            "Created": "requested_at",
            "First response": "first_reply_at",
            "Status": "",
            "Priority": "",
            "Assignee": "tester",
        },
        (
            [
                f"BUY-{t.number}",
                "Sample order, 20 pieces",
                t.supplier,
                ampm(t.asked, "%d/%b/%y"),
                ampm(t.replied, "%d/%b/%y"),
                "Closed" if t.replied else "Waiting",
                "Medium",
                "Anna",
            ]
            for t in found.trials
        ),
        states=REPLIED,
        out=["Gable Glue"],
    )
    found = story(
        "C3",
        {
            "Kelso Kits": "reply reply reply",
            "Lundy Laces": "silent silent silent",
            "Morton Mugs": "reply silent reply",
            "Nairn Nets": "reply reply",
            "Oban Oils": "reply reply reply reply",
        },
    )
    moment = day("%Y-%m-%d %H:%M:%S")
    file(
        "tickets-freshdesk-en.xlsx",
        "sheet",
        found,
        {
            "Ticket ID": "trial_id",
            "Company Name": "supplier",
            "Created time": "requested_at",
            "Initial response time": "first_reply_at",
            "Status": "",
            "Agent": "tester",
            "Tags": "",
        },
        (
            [
                t.number,
                t.supplier,
                moment(t.asked),
                moment(t.replied),
                "Closed" if t.replied else "Open",
                "Bob",
                "sample",
            ]
            for t in found.trials
        ),
        states=REPLIED,
        out=["Lundy Laces"],
    )
    found = story(
        "C4",
        {
            "Ambacht Drukwerk": "reply reply reply",
            "Bosch Dozen": "silent silent silent",
            "Cuijk Karton": "reply silent reply",
            "Drachten Inkt": "reply reply reply",
            "Ede Etiket": "reply reply",
        },
    )
    file(
        "tickets-topdesk-nl.csv",
        "sheet",
        found,
        {
            "Meldingnummer": "trial_id",
            "Leverancier": "supplier",
            "Aangemaakt op": "requested_at",
            "Eerste reactie": "first_reply_at",
            "Status": "",
            "Behandelaar": "tester",
        },
        (
            [
                f"M25{t.number:03d}",
                t.supplier,
                day("%d-%m-%Y %H:%M")(t.asked),
                day("%d-%m-%Y %H:%M")(t.replied),
                "Afgemeld" if t.replied else "Wacht op leverancier",
                "Chloé",
            ]
            for t in found.trials
        ),
        states=REPLIED,
        out=["Bosch Dozen"],
        delimiter=";",
        encoding="cp1252",
    )
    found = story(
        "C5",
        {
            "Adler Druck": "reply reply reply",
            "Bach Folien": "silent silent silent",
            "Conrad Kleber": "reply reply silent",
            "Dorn Schilder": "reply reply",
            "Engel Papier": "reply reply reply",
        },
    )
    file(
        "tickets-otrs-de.csv",
        "sheet",
        found,
        {
            "Ticketnummer": "trial_id",
            "Lieferant": "supplier",
            "Erstellt am": "requested_at",
            "Erste Antwort": "first_reply_at",
            "Queue": "",
            "Bearbeiter": "tester",
        },
        (
            [
                2025030000 + t.number,
                t.supplier,
                day("%d.%m.%Y %H:%M")(t.asked),
                day("%d.%m.%Y %H:%M")(t.replied),
                "Einkauf",
                "K. Braun",
            ]
            for t in found.trials
        ),
        states=REPLIED,
        out=["Bach Folien"],
        delimiter=";",
    )
    found = story(
        "C6",
        {
            "Penrose Cups": "reply reply reply",
            "Quill Pens": "silent silent silent",
            "Rowan Racks": "reply silent reply",
            "Selby Signs": "reply reply",
            "Tarrant Film": "reply reply reply reply",
        },
    )
    file(
        "tickets-hours-en.csv",
        "sheet",
        found,
        {
            "Ticket": "trial_id",
            "Vendor": "supplier",
            "Created at": "requested_at",
            "First response time (hours)": "first_reply_at",
            "Status": "",
            "Group": "",
        },
        (
            [
                f"#{t.number}",
                t.supplier,
                day("%Y-%m-%d %H:%M")(t.asked),
                f"{(t.replied - t.asked).total_seconds() / 3600:g}" if t.replied else "",
                "Closed" if t.replied else "Open",
                "Purchasing",
            ]
            for t in found.trials
        ),
        states=REPLIED,
        out=["Quill Pens"],
    )


def quotations() -> None:
    found = story(
        "D1",
        {
            "Umber Tins": "reply reply reply",
            "Vickers Foam": "no no no",
            "Wexford Lids": "silent silent silent",
            "Yeoman Lids": "reply silent reply",
            "Zennor Zips": "reply reply no",
        },
    )
    words = {"reply": "Quoted", "no": "Declined to bid", "silent": "No response"}
    file(
        "quotes-coupa-en.csv",
        "sheet",
        found,
        {
            "RFQ": "trial_id",
            "Supplier": "supplier",
            "Sent": "requested_at",
            "Response received": "first_reply_at",
            "Outcome": "outcome",
            "Quoted amount": "order_value",
        },
        (
            [
                f"RFQ-{t.number}",
                t.supplier,
                US(t.asked),
                US(t.replied),
                words[t.code],
                point(t.value) if t.code == "reply" else "",
            ]
            for t in found.trials
        ),
        states=DECLINED,
        out=["Wexford Lids"],
        words={"outcome:Quoted": "", "outcome:Declined to bid": "declined", "outcome:No response": "ignored"},
    )
    found = story(
        "D2",
        {
            "Aalbers Dozen": "reply reply reply",
            "Brink Borden": "silent silent silent",
            "Coster Kaarten": "reply silent reply",
            "Dekker Draad": "reply reply",
            "Evers Emballage": "reply reply reply reply",
        },
    )
    file(
        "quotes-hand-nl.csv",
        "sheet",
        found,
        {
            "Leverancier": "supplier",
            "Aanvraag verstuurd": "requested_at",
            "Offerte ontvangen": "first_reply_at",
            "Bedrag": "order_value",
            "Opmerking": "note",
        },
        (
            [
                t.supplier,
                NL(t.asked),
                NL(t.replied) or "geen reactie",
                comma(t.value) if t.replied else "",
                t.note,
            ]
            for t in found.trials
        ),
        states=REPLIED,
        out=["Brink Borden"],
        delimiter=";",
        encoding="cp1252",
    )
    found = story(
        "D3",
        {
            "Anton Werbung": "reply reply reply",
            "Bertram Bau": "silent silent silent",
            "Cramer Kisten": "reply silent reply",
            "Dreyer Drucke": "reply reply",
            "Emil Etikett": "reply reply reply",
        },
    )
    file(
        "quotes-excel-de.xlsx",
        "sheet",
        found,
        {
            "Lieferant": "supplier",
            "Anfrage vom": "requested_at",
            "Angebot vom": "first_reply_at",
            "Angebotssumme": "order_value",
            "Bemerkung": "note",
        },
        (
            [
                t.supplier,
                t.asked.date(),
                t.replied and t.replied.date(),
                t.value if t.replied else None,
                t.note,
            ]
            for t in found.trials
        ),
        states=REPLIED,
        out=["Bertram Bau"],
    )
    found = story(
        "D4",
        {
            "Fern Fabrics": "reply reply",
            "Grove Glass": "silent silent silent",
            "Heath Hats": "reply silent reply",
            "Ivy Inks": "no no",
            "Juniper Jute": "reply reply",
        },
    )
    said = {
        "request": "Request sent",
        "chase": "Sent a reminder",
        "reply": "Quote received",
        "decline": "They declined",
    }
    file(
        "quotes-forms-en.csv",
        "events",
        found,
        {
            "Timestamp": "occurred_at",
            "Your name": "tester",
            "Supplier": "supplier",
            "RFQ number": "trial_id",
            "What happened": "event",
            "Remarks": "note",
        },
        (
            [
                at.strftime("%Y/%m/%d ")
                + f"{at.hour % 12 or 12}:{at:%M:%S} {at:%p} GMT+{2 if date(2025, 3, 30) <= at.date() else 1}",
                "Anna",
                t.supplier,
                f"R{t.number}",
                said[event],
                "",
            ]
            for t, event, at in events(found)
        ),
        states={"reply": "fulfilled", "silent": "ignored", "no": "declined"},
        out=["Grove Glass"],
        words={
            "event:Request sent": "request",
            "event:Sent a reminder": "chase",
            "event:Quote received": "quote",
            "event:They declined": "decline",
        },
    )
    found = story(
        "D5",
        {
            "Atelier Bois": "reply reply reply",
            "Bureau Plus": "silent silent silent",
            "Carton Vert": "reply silent reply",
            "Dorure & Fils": "reply reply",
            "Encadrement Roy": "reply reply reply reply",
        },
    )
    file(
        "quotes-hand-fr.csv",
        "sheet",
        found,
        {
            "Fournisseur": "supplier",
            "Demande envoyée le": "requested_at",
            "Devis reçu le": "first_reply_at",
            "Montant": "order_value",
            "Relances": "chases",
        },
        (
            [
                t.supplier,
                FR(t.asked),
                FR(t.replied),
                f"{t.value:.2f} €".replace(".", ",") if t.replied else "",
                t.chases,
            ]
            for t in found.trials
        ),
        states=REPLIED,
        out=["Bureau Plus"],
        delimiter=";",
    )
    found = story(
        "D6",
        {
            "Andino Papel": "reply reply reply",
            "Bilbao Bolsas": "silent silent silent",
            "Cádiz Cajas": "reply silent reply",
            "Duero Dibujo": "reply reply",
            "Ebro Envases": "reply reply reply",
        },
    )
    file(
        "quotes-excel-es.xlsx",
        "sheet",
        found,
        {
            "Proveedor": "supplier",
            "Solicitud enviada": "requested_at",
            "Oferta recibida": "first_reply_at",
            "Importe": "order_value",
            "Observaciones": "note",
        },
        (
            [
                t.supplier,
                t.asked.date(),
                t.replied and t.replied.date(),
                t.value if t.replied else None,
                t.note,
            ]
            for t in found.trials
        ),
        states=REPLIED,
        out=["Bilbao Bolsas"],
    )


def evaluations() -> None:
    found = story(
        "E1",
        {
            "Alder Arts": "ok ok ok",
            "Birch Boxes": "ok ok",
            "Cypress Cards": "never never never",
            "Dogwood Dyes": "ok never ok",
            "Elder Envelopes": "ok ok ok ok",
        },
    )
    file(
        "evaluation-forms-en.csv",
        "sheet",
        found,
        {
            "Timestamp": "",
            "Supplier": "supplier",
            "Order date": "requested_at",
            "How polite were they? (1-5)": "courtesy",
            "How helpful were they? (1-5)": "helpfulness",
            "Did it arrive?": "delivered_at",
            "Remarks": "note",
        },
        (
            [
                f"6/{t.number + 1}/2025 14:0{t.number % 10}:33",
                t.supplier,
                US(t.asked),
                t.grade,
                t.grade,
                "Yes" if t.delivered else "No",
                t.note,
            ]
            for t in found.trials
        ),
        states=DELIVERED,
    )
    found = story(
        "E2",
        {
            "Aarts Advies": "ok ok ok",
            "Bos Borden": "silent silent silent",
            "Claes Clips": "ok never ok",
            "Driessen Doos": "ok ok",
            "Eikelboom": "ok ok late ok",
        },
    )
    file(
        "evaluation-excel-nl.xlsx",
        "sheet",
        found,
        {
            "Leverancier": "supplier",
            "Besteld op": "requested_at",
            "Eerste reactie": "first_reply_at",
            "Hoe vaak nagebeld": "chases",
            "Beleefdheid (1-10)": "courtesy",
            "Behulpzaamheid (1-10)": "helpfulness",
            "Geleverd": "delivered_at",
            "Opmerking": "note",
        },
        (
            [
                t.supplier,
                NL(t.asked),
                NL(t.replied) or "geen reactie",
                f"{t.chases}x" if t.chases else 0,
                2 * t.grade if t.replied else "n.v.t.",
                2 * t.grade if t.replied else "n.v.t.",
                NL(t.delivered) or "nooit",
                t.note,
            ]
            for t in found.trials
        ),
        states=ALL,
        out=["Bos Borden"],
    )
    found = story(
        "E3",
        {
            "Amsel Archiv": "ok ok ok",
            "Biene Büro": "never never never",
            "Dachs Dosen": "ok ok",
            "Elster Etui": "ok late ok",
            "Fink Farben": "ok ok ok ok",
        },
    )
    file(
        "evaluation-hand-de.csv",
        "sheet",
        found,
        {
            "Lieferant": "supplier",
            "Bestelldatum": "requested_at",
            "Freundlichkeit (0-100)": "courtesy",
            "Beratung (0-100)": "helpfulness",
            "Bemerkung": "note",
        },
        ([t.supplier, DE(t.asked), 20 * t.grade, 20 * t.grade - 5, t.note] for t in found.trials),
        states=GRADED,
        delimiter=";",
    )
    found = story(
        "E4",
        {
            "Ferry Frames": "ok ok ok",
            "Glen Gums": "silent silent silent",
            "Holm Hinges": "ok ok never",
            "Inver Ink": "ok ok",
            "Jura Jars": "ok ok ok",
        },
    )
    file(
        "evaluation-stars-en.csv",
        "sheet",
        found,
        {
            "Supplier": "supplier",
            "Ordered on": "requested_at",
            "First reply": "first_reply_at",
            "Received": "delivered_at",
            "Courtesy": "courtesy",
            "Helpfulness": "helpfulness",
            "Notes": "note",
        },
        (
            [
                t.supplier,
                ISO(t.asked),
                ISO(t.replied) or "no reply",
                ISO(t.delivered),
                "★" * t.grade if t.replied else "",
                "★" * t.grade if t.replied else "",
                t.note,
            ]
            for t in found.trials
        ),
        states=ALL,
        out=["Glen Gums"],
    )
    found = story(
        "E5",
        {
            "Atelier Gris": "ok ok ok",
            "Bois & Co": "silent silent silent",
            "Craie SARL": "ok no ok",
            "Dessin Plus": "no no",
            "Encre Noire": "ok ok late",
        },
    )
    words = {"ok": "livré", "late": "livré", "no": "refusé poliment", "silent": "aucune réponse"}
    file(
        "evaluation-hand-fr.csv",
        "sheet",
        found,
        {
            "Fournisseur": "supplier",
            "Date de commande": "requested_at",
            "Première réponse": "first_reply_at",
            "Amabilité (1-5)": "courtesy",
            "Conseil (1-5)": "helpfulness",
            "Résultat": "outcome",
        },
        (
            [
                t.supplier,
                FR(t.asked),
                FR(t.replied),
                t.grade if t.replied else "",
                t.grade if t.replied else "",
                words[t.code],
            ]
            for t in found.trials
        ),
        states=ALL,
        out=["Bois & Co"],
        delimiter=";",
        encoding="utf-16",
        words={
            "outcome:livré": "fulfilled",
            "outcome:refusé poliment": "declined",
            "outcome:aucune réponse": "ignored",
        },
    )
    found = story(
        "E6",
        {
            "Alba Arte": "ok ok ok",
            "Brisa Bolsas": "silent silent silent",
            "Costa Cajas": "ok never ok",
            "Duna Diseño": "ok ok",
            "Estrella": "ok ok ok",
        },
    )
    file(
        "evaluation-excel-es.csv",
        "sheet",
        found,
        {
            "Proveedor": "supplier",
            "Fecha de pedido": "requested_at",
            "Primera respuesta": "first_reply_at",
            "Amabilidad (1-10)": "courtesy",
            "Fecha de recepción": "delivered_at",
            "Comentario": "note",
        },
        (
            [
                t.supplier,
                FR(t.asked),
                FR(t.replied),
                2 * t.grade if t.replied else "",
                FR(t.delivered),
                t.note,
            ]
            for t in found.trials
        ),
        states=ALL,
        out=["Brisa Bolsas"],
        delimiter=";",
        encoding="cp1252",
    )


def deliveries() -> None:
    found = story(
        "F1", {"Brandt GmbH": "ok ok", "Falk AG": "late ok", "Nord KG": "late late", "Vogel OHG": "ok ok ok"}
    )
    rows: list[Row] = []
    for t in found.trials:
        # Two lines of each order; the second one came on the day it was complete.
        assert t.delivered is not None
        for line in (10, 20):
            rows.append(
                [
                    4500020000 + t.number,
                    line,
                    t.supplier,
                    DE(t.asked),
                    DE(t.promised),
                    DE(t.delivered),
                    f"{line} ST",
                    f"MAT-{line}",
                ]
            )
    file(
        "deliveries-sap-de.csv",
        "sheet",
        found,
        {
            "Bestellung": "trial_id",
            "Position": "",
            "Lieferant": "supplier",
            "Bestelldatum": "requested_at",
            "Geplanter Liefertermin": "promised_at",
            "Wareneingang": "delivered_at",
            "Menge": "",
            "Material": "",
        },
        rows,
        states=PROMISED,
        late=True,
        delimiter=";",
        encoding="cp1252",
        repeated="lines",
    )
    found = story(
        "F2",
        {
            "Kirk Knobs": "ok ok ok",
            "Leith Locks": "ok ok",
            "Mull Mats": "late late ok",
            "Ness Nuts": "ok ok ok",
            "Orkney Oars": "ok ok ok ok",
        },
    )
    file(
        "deliveries-wms-en.csv",
        "sheet",
        found,
        {
            "Receipt No": "",
            "Vendor": "supplier",
            "PO Number": "trial_id",
            "PO Date": "requested_at",
            "Receipt date": "delivered_at",
            "Qty": "",
            "Dock": "",
        },
        (
            [
                f"GR{t.number + 50}",
                t.supplier,
                f"PO{t.number}",
                ISO(t.asked),
                day("%Y-%m-%d %H:%M")(t.delivered),
                20,
                "D3",
            ]
            for t in found.trials
        ),
        states=DELIVERED,
    )
    found = story(
        "F3",
        {
            "Aker Dozen": "ok ok ok ok",
            "Boter BV": "ok ok ok",
            "Carels": "ok ok ok ok",
            "Dille": "ok ok ok ok",
        },
    )
    file(
        "deliveries-receipts-nl.csv",
        "sheet",
        found,
        {
            "Ontvangst": "",
            "Leverancier": "supplier",
            "Bestelnummer": "trial_id",
            "Ontvangstdatum": "delivered_at",
            "Aantal": "",
        },
        ([f"O{t.number}", t.supplier, 300 + t.number, NL(t.delivered), 20] for t in found.trials),
        states=DELIVERED,
        delimiter=";",
    )
    refused("deliveries-receipts-nl.csv", "requested_at")
    found = story(
        "F4",
        {
            "Azure Interior": "ok ok ok",
            "Deco Addict": "late ok late",
            "Gemini Furniture": "never never never",
            "Ready Mat": "ok ok",
            "Wood Corner": "ok ok running",
        },
    )
    moment = day("%Y-%m-%d %H:%M:%S")
    file(
        "deliveries-odoo-en.csv",
        "sheet",
        found,
        {
            "Reference": "trial_id",
            "Contact": "supplier",
            "Creation Date": "requested_at",
            "Scheduled Date": "promised_at",
            "Effective Date": "delivered_at",
            "Status": "",
        },
        (
            [
                f"WH/IN/{t.number:05d}",
                t.supplier,
                moment(t.asked),
                ISO(t.promised),
                ISO(t.delivered),
                "Done" if t.delivered else "Ready",
            ]
            for t in found.trials
        ),
        states=PROMISED,
        late=True,
        out=["Gemini Furniture"],
    )
    found = story(
        "F5",
        {
            "Ardoise SA": "ok ok ok",
            "Bougies Lyon": "late late late",
            "Corde & Cie": "never never never",
            "Dentelle": "ok ok",
            "Étoffes Nord": "ok running ok",
        },
    )
    file(
        "deliveries-transport-fr.csv",
        "sheet",
        found,
        {
            "Commande": "trial_id",
            "Fournisseur": "supplier",
            "Date de commande": "requested_at",
            "Livraison prévue": "promised_at",
            "Livré le": "delivered_at",
            "Transporteur": "",
        },
        (
            [
                f"CF-{t.number}",
                t.supplier,
                FR(t.asked),
                FR(t.promised),
                FR(t.delivered),
                "Chronopost" if t.delivered else "",
            ]
            for t in found.trials
        ),
        states=PROMISED,
        late=True,
        out=["Corde & Cie"],
        delimiter=";",
    )
    found = story(
        "F6",
        {
            "Perth Pegs": "ok ok ok",
            "Quay Quilts": "never never never",
            "Rhum Ropes": "ok never ok",
            "Skye Seals": "ok ok",
        },
    )
    said = {"request": "Ordered", "chase": "Chased", "reply": "Order confirmed", "delivery": "Delivered"}
    file(
        "deliveries-status-en.csv",
        "events",
        found,
        {"PO": "trial_id", "Supplier": "supplier", "Status": "event", "Date": "occurred_at", "Location": ""},
        (
            [f"PO{t.number}", t.supplier, said[event], day("%Y-%m-%d %H:%M")(at), "Hub"]
            for t, event, at in events(found)
        ),
        states=ALL,
        out=["Quay Quilts"],
        words={
            "event:Ordered": "request",
            "event:Chased": "chase",
            "event:Order confirmed": "confirmation",
            "event:Delivered": "delivery",
        },
    )


def _log(found: Story, said: dict[str, str]) -> Iterable[tuple[Trial, str, datetime]]:
    return ((trial, said[event], at) for trial, event, at in events(found))


def logs() -> None:
    codes = {"Kwast Verf": "ok ok", "Lakwerk": "silent silent", "Tint & Zn": "ok never", "Verf Plus": "no no"}
    clock = day("%H:%M")
    found = story("G1", codes)
    said = {
        "request": "bestelling",
        "chase": "nagebeld",
        "reply": "antwoord",
        "decline": "afgewezen",
        "delivery": "levering",
    }
    words = {"event:afgewezen": "decline"}
    file(
        "log-hand-nl.csv",
        "events",
        found,
        {
            "Nr": "trial_id",
            "Leverancier": "supplier",
            "Soort": "category",
            "Datum": "occurred_at",
            "Tijd": "",
            "Wat gebeurd": "event",
            "Wie": "tester",
        },
        (
            [t.number, t.supplier, "Verf", NL(at), clock(at), event, "Anna"]
            for t, event, at in _log(found, said)
        ),
        states=ALL,
        out=["Lakwerk"],
        delimiter=";",
        encoding="cp1252",
        words=words,
    )
    found = story(
        "G2",
        {
            "Thistle Tapes": "ok ok",
            "Unst Urns": "silent silent",
            "Vaila Vans": "ok never",
            "Wick Wax": "no no",
        },
    )
    said = {
        "request": "request",
        "chase": "chase",
        "reply": "reply",
        "decline": "decline",
        "delivery": "delivery",
    }
    file(
        "log-hand-en.csv",
        "events",
        found,
        {
            "Order": "trial_id",
            "Supplier": "supplier",
            "Date": "occurred_at",
            "Time": "",
            "What happened": "event",
            "By": "tester",
        },
        (
            [f"No {t.number}", t.supplier, f"{at.day} {at:%B %Y}", clock(at), event.capitalize(), "Bob"]
            for t, event, at in _log(found, said)
        ),
        states=ALL,
        out=["Unst Urns"],
    )
    found = story(
        "G3",
        {"Gans Garn": "ok ok", "Hecht Holz": "silent silent", "Igel Ink": "ok never", "Kranich": "no no"},
    )
    said = {
        "request": "Anfrage",
        "chase": "nachgefragt",
        "reply": "Antwort",
        "decline": "Absage",
        "delivery": "Lieferung",
    }
    file(
        "log-hand-de.csv",
        "events",
        found,
        {
            "Bestellung": "trial_id",
            "Lieferant": "supplier",
            "Datum": "occurred_at",
            "Uhrzeit": "",
            "Ereignis": "event",
            "Wer": "tester",
        },
        ([t.number, t.supplier, DE(at), clock(at), event, "Karl"] for t, event, at in _log(found, said)),
        states=ALL,
        out=["Hecht Holz"],
        delimiter=";",
        words={f"event:{text}": event for event, text in said.items()},
    )
    found = story(
        "G4", {"Fil d'Or": "ok ok", "Gomme & Cie": "silent silent", "Huile SA": "ok never", "Ivoire": "no no"}
    )
    said = {
        "request": "demande",
        "chase": "relance",
        "reply": "réponse",
        "decline": "refus",
        "delivery": "livraison",
    }
    file(
        "log-hand-fr.csv",
        "events",
        found,
        {
            "Commande": "trial_id",
            "Fournisseur": "supplier",
            "Date": "occurred_at",
            "Heure": "",
            "Événement": "event",
            "Qui": "tester",
        },
        ([f"C{t.number}", t.supplier, FR(at), clock(at), event, "Luc"] for t, event, at in _log(found, said)),
        states=ALL,
        out=["Gomme & Cie"],
        delimiter=";",
        encoding="utf-8-sig",
        words={f"event:{text}": event for event, text in said.items()},
    )
    found = story(
        "G5", {"Faro": "ok ok", "Gaviota": "silent silent", "Hoja Verde": "ok never", "Isla": "no no"}
    )
    said = {
        "request": "pedido",
        "chase": "recordatorio",
        "reply": "respuesta",
        "decline": "rechazo",
        "delivery": "entrega",
    }
    file(
        "log-hand-es.xlsx",
        "events",
        found,
        {
            "Pedido": "trial_id",
            "Proveedor": "supplier",
            "Fecha y hora": "occurred_at",
            "Qué pasó": "event",
            "Quién": "tester",
        },
        ([f"P-{t.number}", t.supplier, at, event, "Inés"] for t, event, at in _log(found, said)),
        states=ALL,
        out=["Gaviota"],
        words={f"event:{text}": event for event, text in said.items()},
    )
    found = story(
        "G6",
        {"Garen & Band": "ok ok", "Haak BV": "silent silent", "Inkt Direct": "ok never", "Kaft": "ok ok"},
    )
    said = {"request": "Bestelling", "chase": "Nagebeld", "reply": "Antwoord", "delivery": "Levering"}
    file(
        "log-grades-nl.xlsx",
        "events",
        found,
        {
            "Proef": "trial_id",
            "Leverancier": "supplier",
            "Tijdstip": "occurred_at",
            "Gebeurtenis": "event",
            "Beleefdheid 1-10": "courtesy",
            "Inkoper": "tester",
        },
        (
            [
                t.number,
                t.supplier,
                day("%d-%m-%Y %H:%M")(at),
                event,
                2 * t.grade if event == "Antwoord" else "",
                "Sanne",
            ]
            for t, event, at in _log(found, said)
        ),
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
    (FOLDER / "expected.json").write_text(
        json.dumps(EXPECTED, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
