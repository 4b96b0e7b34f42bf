#!/usr/bin/env python3
"""Goes through the content of the register and tells what does not fit: the national lists and terms in src/begrippen/landelijk, the
example region in fixtures/voorbeeldregio, and both against the schemas and rules in this repository.

With the sources of the standard beside the repository (../shared/spec, or where BERICHTENPOORT_SPEC says) it also checks that codes and
dates equal theirs, and that no text was copied. Only the standard library; prints each failure and exits 1 if there is one.
"""
import csv
import json
import os
import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

HIER = Path(__file__).resolve().parent.parent
LANDELIJK = HIER / "src/begrippen/landelijk"
REGIO = HIER / "fixtures/voorbeeldregio"
SPEC = Path(os.environ.get("BERICHTENPOORT_SPEC", HIER / "../shared/spec"))
STANDAARDEN = {"ijw", "iwmo"}
STATUSSEN = {"inBewerking", "voorgesteld", "vastgesteld", "vastgesteldEnInBewerking", "vervangen", "vervallen"}
EENHEDEN = {"inspanning": {"01", "04", "14", "16", "84"}, "output": {"82", "83"}}
# Names are facts: a country or a gemeente is called what it is called.
NAMEN = {"COD032", "CBS-gemeentecodes"}
# Of these lists every code is explained by a term; of the others the list itself says enough.
GEDEKT = {"COD002-VEKT", "COD043", "COD170", "COD327", "COD467", "COD472", "COD700", "COD747", "COD757", "Fo01", "JZ002", "JZ020",
          "JZ588", "VECOZO", "WJ001", "WJ003", "WJ232", "WJ756", "WJ758", "WJ759", "WJ760", "WMO002", "WMO020", "WMO588", "WMO757"}
CODEKOLOMMEN = "standaard code omschrijving toelichting ingangsdatum einddatum".split()
PRODUCTKOLOMMEN = ("eigenaar standaard categorie code naam omschrijving begrip variant eenheden frequenties ingangsdatum "
                   "einddatum").split()
CONTRACTKOLOMMEN = "gemeente aanbieder standaard categorie code eenheid tarief wijken ingangsdatum einddatum kenmerk".split()
LANGSTE_ZIN = 30
OVERGENOMEN = 7

fouten = []
aantallen = Counter()


def fout(waar, wat):
    fouten.append(f"{waar}: {wat}")


def eis(goed, waar, wat):
    if not goed:
        fout(waar, wat)


def lees_json(pad):
    return json.loads(pad.read_text(encoding="utf-8"))


def lees_csv(pad, kolommen):
    if not pad.exists():
        fout(pad.name, "het bestand is er niet")
        return []
    with pad.open(encoding="utf-8", newline="") as bestand:
        lezer = csv.DictReader(bestand, delimiter=";", strict=True)
        eis(lezer.fieldnames == kolommen, pad.name, f"kolommen zijn {lezer.fieldnames}, niet {kolommen}")
        rijen = list(lezer)
    for nummer, rij in enumerate(rijen, 2):
        eis(None not in rij and None not in rij.values(), f"{pad.name} regel {nummer}", "te veel of te weinig velden")
    return rijen


def dag(waar, tekst):
    """The day, or None for an open one."""
    if tekst in ("", None):
        return None
    try:
        return date.fromisoformat(tekst)
    except ValueError:
        return fout(waar, f"‘{tekst}’ is geen datum")


def periode(waar, van, tot, verplicht=True):
    begin, eind = dag(waar, van), dag(waar, tot)
    eis(begin or not verplicht, waar, "geen ingangsdatum")
    eis(not (begin and eind) or begin <= eind, waar, "de einddatum ligt voor de ingangsdatum")
    return begin or date.min, eind or date.max


def raken(een, ander):
    return een[0] <= ander[1] and ander[0] <= een[1]


def woorden(tekst):
    return re.findall(r"[\w-]+", tekst.lower())


def leesbaar(waar, tekst):
    """Short sentences, no stray white space, nothing of a machine."""
    eis(tekst == tekst.strip() and "  " not in tekst and "\n" not in tekst, waar, f"losse witruimte in ‘{tekst}’")
    eis(not re.search(r"(^|[\s‘(])/\w+/\w+", tekst), waar, "een pad van een machine")
    for zin in re.split(r"(?<=[.!?]) ", tekst):
        eis(len(woorden(zin)) <= LANGSTE_ZIN, waar, f"zin van {len(woorden(zin))} woorden: ‘{zin}’")


def sleutels(waar, stuk, namen):
    eis(set(stuk) == set(namen.split()), waar, f"andere sleutels: {sorted(set(stuk) ^ set(namen.split()))}")


# What the repository itself knows.

def klassen():
    """The classes of the messages, each with its elements; nested groups by the name under which they stand."""
    uit, xs = defaultdict(set), "{http://www.w3.org/2001/XMLSchema}"
    for pad in sorted((HIER / "xsd").glob("*/*.xsd")):
        wortel = ET.parse(pad).getroot()
        for soort in wortel.findall(xs + "complexType"):
            if soort.get("name") != "Root" and not soort.get("name").startswith("CDT_"):
                uit[soort.get("name")] |= {e.get("name") for e in soort.iter(xs + "element") if e.get("name")}
    for map_ in sorted((HIER / "xsd").iterdir()):
        groepen = {}
        basis = ET.parse(map_ / "basisschema.xsd").getroot()
        for soort in basis.findall(xs + "complexType"):
            groepen[soort.get("name")] = {e.get("name"): (e.get("type") or "").split(":")[-1] for e in soort.iter(xs + "element")}
        for pad in map_.glob("*.xsd"):
            for element in ET.parse(pad).getroot().iter(xs + "element"):
                soort = (element.get("type") or "").split(":")[-1]
                if soort in groepen and element.get("name"):
                    uit[element.get("name")] |= set(groepen[soort])
    return uit


def regels():
    with (HIER / "fixtures/regels/standaard.csv").open(encoding="utf-8-sig", newline="") as bestand:
        return {(r["standaard"], r["code"]): r for r in csv.DictReader(bestand)}


# The national part.

def toets_codelijsten():
    """Every list with its rows: {lijst: {(standaard, code): [(van, tot)]}}."""
    lijsten = {}
    for rij in lees_csv(LANDELIJK / "codelijsten.csv", "lijst naam omschrijving bron eigenaar".split()):
        lijst = rij["lijst"]
        eis(lijst not in lijsten, "codelijsten.csv", f"{lijst} staat er twee keer")
        eis(rij["eigenaar"] == "landelijk", "codelijsten.csv", f"{lijst} is niet landelijk")
        for veld in ("naam", "omschrijving", "bron"):
            eis(rij[veld], "codelijsten.csv", f"{lijst} zonder {veld}")
            leesbaar(f"codelijsten.csv {lijst}", rij[veld])
        lijsten[lijst] = toets_codes(lijst)
    bestanden = {pad.stem for pad in (LANDELIJK / "codelijsten").glob("*.csv")}
    eis(bestanden == set(lijsten), "codelijsten", f"lijsten en bestanden verschillen: {sorted(bestanden ^ set(lijsten))}")
    aantallen["codelijsten"] = len(lijsten)
    return lijsten


def toets_codes(lijst):
    uit, namen = defaultdict(list), {}
    for rij in lees_csv(LANDELIJK / "codelijsten" / f"{lijst}.csv", CODEKOLOMMEN):
        waar = f"{lijst} {rij['standaard']} {rij['code']}"
        eis(rij["standaard"] in STANDAARDEN, waar, "onbekende standaard")
        eis(rij["code"] and rij["omschrijving"], waar, "code of omschrijving ontbreekt")
        ander = namen.setdefault(rij["omschrijving"].lower(), rij["code"])
        eis(ander == rij["code"], waar, f"heet net als code {ander}: ‘{rij['omschrijving']}’")
        leesbaar(waar, rij["omschrijving"])
        leesbaar(waar, rij["toelichting"])
        geldig = periode(waar, rij["ingangsdatum"], rij["einddatum"], verplicht=False)
        eis(not any(raken(geldig, al) for al in uit[rij["standaard"], rij["code"]]), waar, "twee keer op dezelfde dag")
        uit[rij["standaard"], rij["code"]].append(geldig)
        aantallen["codes"] += 1
    return uit


def toets_retourcodes(lijsten, bekend):
    """Each retourcode of a rule is on the list."""
    for (standaard, regel), rij in bekend.items():
        code = rij["retourcode"].strip()
        eis(not code or (standaard, code) in lijsten["WJ001"], f"WJ001 {standaard}", f"retourcode {code} van {regel} ontbreekt")


BEGRIP = ("id voorkeursterm alternatieveTermen zoektermen definitie toelichting voorbeeld bron breder verwant exactGelijkAan "
          "bijnaGelijkAan elementen codes regels eigenaar status opvolger ingangsdatum einddatum")


def toets_begrippen(lijsten, bekend, klasse):
    begrippen = {}
    termen = {}
    stukken = lees_json(LANDELIJK / "begrippen.json")
    codes = {regel for _, regel in bekend}
    for stuk in stukken:
        waar = f"begrip {stuk.get('id')}"
        sleutels(waar, stuk, BEGRIP)
        eis(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", stuk["id"]), waar, "het id is geen kebab-case")
        eis(stuk["id"] not in begrippen, waar, "het id staat er twee keer")
        begrippen[stuk["id"]] = stuk
        namen = [stuk["voorkeursterm"], *stuk["alternatieveTermen"]]
        for term in namen:
            eis(term.strip() == term and term, waar, "een lege term")
            ander = termen.setdefault(term.lower(), stuk["id"])
            eis(ander == stuk["id"] and namen.count(term) == 1, waar, f"de term ‘{term}’ noemt ook {ander}")
        for term in stuk["zoektermen"]:
            eis(term not in namen, waar, f"‘{term}’ is zoekterm en term")
        for veld in ("definitie", "toelichting", "voorbeeld"):
            leesbaar(waar, stuk[veld])
        zinnen = [zin for zin in re.split(r"(?<=[.!?]) ", stuk["definitie"]) if zin]
        eis(1 <= len(zinnen) <= 2, waar, f"de definitie heeft {len(zinnen)} zinnen")
        eis(stuk["bron"].get("titel") and stuk["bron"].get("verwijzing"), waar, "de bron heeft geen titel of verwijzing")
        eis(stuk["status"] in STATUSSEN and stuk["eigenaar"] == "landelijk", waar, "status of eigenaar")
        eis((stuk["status"] == "vervangen") == bool(stuk["opvolger"]), waar, "alleen een vervangen begrip heeft een opvolger")
        periode(waar, stuk["ingangsdatum"], stuk["einddatum"])
        for element in stuk["elementen"]:
            naam, _, deel = element.partition("/")
            eis(naam in klasse and (not deel or deel in klasse[naam]), waar, f"het element {element} staat niet in de schema's")
        for code in stuk["codes"]:
            sleutels(waar, code, "codelijst code")
            op_lijst = {c for _, c in lijsten.get(code["codelijst"], {})}
            eis(code["code"] in op_lijst, waar, f"code {code['code']} staat niet op {code['codelijst']}")
        for regel in stuk["regels"]:
            eis(regel in codes, waar, f"regel {regel} bestaat niet")
        for veld in ("breder", "verwant", "alternatieveTermen", "zoektermen", "elementen", "regels"):
            eis(len(set(stuk[veld])) == len(stuk[veld]), waar, f"{veld} noemt iets twee keer")
    toets_relaties(begrippen)
    toets_dekking(begrippen, codes)
    aantallen["begrippen"] = len(begrippen)
    return begrippen


def toets_relaties(begrippen):
    def boven(id_, gezien=()):
        if id_ in gezien:
            fout(f"begrip {id_}", f"breder loopt rond: {' > '.join([*gezien, id_])}")
            return set()
        ouders = [ouder for ouder in begrippen[id_]["breder"] if ouder in begrippen]
        return set(ouders).union(*(boven(ouder, (*gezien, id_)) for ouder in ouders))

    verbonden = set()
    voorouders = {id_: boven(id_) for id_ in begrippen}
    for id_, stuk in begrippen.items():
        waar = f"begrip {id_}"
        for veld in ("breder", "verwant"):
            for ander in stuk[veld]:
                eis(ander in begrippen and ander != id_, waar, f"{veld} noemt {ander}")
                verbonden |= {id_, ander}
        for ander in stuk["verwant"]:
            # SKOS: two concepts of which one is above the other are not also merely related.
            eis(ander not in voorouders[id_] and id_ not in voorouders.get(ander, ()), waar, f"{ander} is verwant en ook breder of smaller")
        overbodig = [ouder for ouder in stuk["breder"] if any(ouder in voorouders[a] for a in stuk["breder"] if a in begrippen)]
        eis(not overbodig, waar, f"breder noemt ook wat daar al boven staat: {overbodig}")
        eis(not stuk["opvolger"] or stuk["opvolger"] in begrippen, waar, "de opvolger bestaat niet")
    eis(verbonden == set(begrippen), "begrippen", f"zonder enige relatie: {sorted(set(begrippen) - verbonden)}")


def toets_dekking(begrippen, codes):
    """Every rule that a computer checks and every code of these lists has a term, so that each bevinding can link to one."""
    regels_van = {regel for stuk in begrippen.values() for regel in stuk["regels"]}
    mist = sorted(regel for regel in codes - regels_van if regel[:2] in {"TR", "CD", "CS", "RS"})
    eis(not mist, "begrippen", f"geen begrip noemt de regels {mist}")
    gebruikt = {(code["codelijst"], code["code"]) for stuk in begrippen.values() for code in stuk["codes"]}
    for lijst in sorted(GEDEKT):
        alle = {rij["code"] for rij in lees_csv(LANDELIJK / "codelijsten" / f"{lijst}.csv", CODEKOLOMMEN)}
        mist = sorted(code for code in alle if (lijst, code) not in gebruikt)
        eis(not mist, "begrippen", f"geen begrip noemt van {lijst}: {mist}")


def toets_vertalingen(lijsten):
    gezien = set()
    for stuk in lees_json(LANDELIJK / "vertalingen.json"):
        waar = f"vertaling {stuk.get('id')}"
        sleutels(waar, stuk, "id van naar omschrijving regels")
        eis(stuk["id"] not in gezien, waar, "het id staat er twee keer")
        gezien.add(stuk["id"])
        leesbaar(waar, stuk["omschrijving"])
        paren = Counter((regel["van"], regel["naar"]) for regel in stuk["regels"])
        for regel in stuk["regels"]:
            sleutels(waar, regel, "van naar soort toelichting")
            leesbaar(waar, regel["toelichting"])
            eis(regel["soort"] in {"exact", "bijna", "breder", "smaller"}, waar, f"soort {regel['soort']}")
            eis(paren[regel["van"], regel["naar"]] == 1, waar, f"{regel['van']} naar {regel['naar']} staat er twee keer")
            for lijst, code in ((stuk["van"], regel["van"]), (stuk["naar"], regel["naar"])):
                eis(code in {c for _, c in lijsten.get(lijst, {})}, waar, f"code {code} staat niet op {lijst}")
        exact = Counter(regel["van"] for regel in stuk["regels"] if regel["soort"] == "exact")
        eis(max(exact.values(), default=0) <= 1, waar, "een code is exact gelijk aan twee andere")
        aantallen["vertaalregels"] += len(stuk["regels"])
    for naam in ("jz002-jz588", "jz588-jz002", "wmo002-wmo588", "wmo588-wmo002", "jz588-wmo588", "wmo588-jz588"):
        eis(naam in gezien, "vertalingen", f"{naam} ontbreekt")
    aantallen["vertalingen"] = len(gezien)


# The example region.

def toets_regios(lijsten):
    regios = {}
    for stuk in lees_json(REGIO / "regios.json"):
        waar = f"regio {stuk.get('id')}"
        sleutels(waar, stuk, "id naam standaarden gemeenten")
        eis(set(stuk["standaarden"]) <= STANDAARDEN and stuk["standaarden"], waar, "standaarden")
        for gemeente in stuk["gemeenten"]:
            eis(("ijw", gemeente) in lijsten["CBS-gemeentecodes"], waar, f"gemeente {gemeente} bestaat niet")
        in_regio = {rij["code"] for rij in lees_csv(LANDELIJK / "codelijsten/CBS-gemeentecodes.csv", CODEKOLOMMEN)
                    if f"Jeugdregio {stuk['naam']}." in rij["toelichting"]}
        eis(set(stuk["gemeenten"]) == in_regio, waar, f"andere gemeenten dan de jeugdregio: {sorted(set(stuk['gemeenten']) ^ in_regio)}")
        regios[stuk["id"]] = stuk
    aantallen["regio's"] = len(regios)
    return regios


def toets_producten(regios, lijsten, begrippen):
    producten = defaultdict(list)
    for rij in lees_csv(REGIO / "producten.csv", PRODUCTKOLOMMEN):
        waar = f"product {rij['eigenaar']} {rij['standaard']} {rij['code']}"
        regio = regios.get(rij["eigenaar"])
        eis(regio and rij["standaard"] in regio["standaarden"], waar, "de regio bestaat niet voor deze standaard")
        categorieen = lijsten["JZ020" if rij["standaard"] == "ijw" else "WMO020"]
        eis((rij["standaard"], rij["categorie"]) in categorieen, waar, "de categorie bestaat niet")
        eis(re.fullmatch(r"\d\d[0-9A-Z]\d\d", rij["code"]) and rij["code"][:2] == rij["categorie"], waar, "de vorm van de code")
        hulpmiddel = rij["code"][2] == "X"
        eis(not hulpmiddel or ("iwmo", rij["code"]) in lijsten["hulpmiddelen-productcodes"], waar, "geen bekend hulpmiddel")
        eis(rij["begrip"] in begrippen, waar, f"het begrip {rij['begrip']} bestaat niet")
        eenheden, frequenties = rij["eenheden"].split("|"), rij["frequenties"].split("|")
        eis(rij["variant"] in EENHEDEN and set(eenheden) <= EENHEDEN[rij["variant"]], waar, "een eenheid past niet bij de variant")
        eis(all((rij["standaard"], f) in lijsten["WMO757"] for f in frequenties), waar, "een frequentie bestaat niet")
        eis("1" not in frequenties or not set(eenheden) & {"14", "16", "83", "84"}, waar, "per dag mag niet bij deze eenheid (CS338)")
        leesbaar(waar, rij["naam"])
        leesbaar(waar, rij["omschrijving"])
        geldig = periode(waar, rij["ingangsdatum"], rij["einddatum"])
        for gemeente in regio["gemeenten"] if regio else []:
            al = producten[gemeente, rij["standaard"], rij["code"]]
            eis(not any(raken(geldig, ander) for ander, _ in al), waar, "twee keer op dezelfde dag")
            al.append((geldig, set(eenheden)))
        aantallen["producten"] += 1
    return producten


def toets_contracten(producten, aanbieders, wijken):
    gezien = defaultdict(list)
    for nummer, rij in enumerate(lees_csv(REGIO / "contracten.csv", CONTRACTKOLOMMEN), 2):
        waar = f"contracten.csv regel {nummer}"
        eis(rij["aanbieder"] in aanbieders, waar, f"aanbieder {rij['aanbieder']} is niet een van de voorbeelden")
        geldig = periode(waar, rij["ingangsdatum"], rij["einddatum"])
        eis(rij["code"][:2] == rij["categorie"], waar, "categorie en code")
        bekend = producten.get((rij["gemeente"], rij["standaard"], rij["code"]), [])
        passend = [p for p in bekend if p[0][0] <= geldig[0] and geldig[1] <= p[0][1]]
        eis(passend, waar, f"product {rij['code']} geldt daar niet in heel die tijd")
        eis(any(rij["eenheid"] in eenheden for _, eenheden in passend), waar, f"eenheid {rij['eenheid']} hoort niet bij {rij['code']}")
        if rij["eenheid"] == "83":
            eis(rij["tarief"] == "", waar, "bij euro's is er geen tarief")
        else:
            eis(re.fullmatch(r"\d+,\d\d", rij["tarief"]), waar, f"tarief ‘{rij['tarief']}’")
        gebied = frozenset(filter(None, rij["wijken"].split("|")))
        for wijk in gebied:
            eis(wijk in wijken and wijk[2:6] == rij["gemeente"], waar, f"wijk {wijk} ligt niet in {rij['gemeente']}")
        wat = tuple(rij[k] for k in ("gemeente", "aanbieder", "standaard", "code", "eenheid"))
        botst = any(raken(geldig, ander) and (not gebied or not waarin or gebied & waarin) for ander, waarin in gezien[wat])
        eis(not botst, waar, "overlapt met een eerdere regel")
        gezien[wat].append((geldig, gebied))
        eis(rij["kenmerk"], waar, "geen kenmerk")
        aantallen["contracten"] += 1
    for standaard, aanbieder, code in (("ijw", "65656055", "45A04"), ("iwmo", "42420001", "02A03")):
        eis(gezien["0479", aanbieder, standaard, code, "04"], "contracten", f"het product van de demo ontbreekt: {code}")


def toets_overleggen(regios, begrippen, partijen):
    punten = {}
    uitkomsten, bezwaren = Counter(), 0
    for stuk in lees_json(REGIO / "overleggen.json"):
        waar = f"overleg {stuk.get('id')}"
        sleutels(waar, stuk, "id naam regio datum plaats voorzitter deelnemers agendapunten status")
        eis(stuk["regio"] in regios and stuk["status"] in {"gepland", "gehouden", "vastgesteld"}, waar, "regio of status")
        sleutels(waar, stuk["voorzitter"], "functie partij")
        gehouden = dag(waar, stuk["datum"])
        aanwezig = {deelnemer["partij"] for deelnemer in stuk["deelnemers"]}
        eis(aanwezig <= partijen, waar, f"onbekende deelnemers: {sorted(aanwezig - partijen)}")
        for plaats, punt in enumerate(stuk["agendapunten"], 1):
            hier = f"{waar} punt {punt.get('nummer')}"
            sleutels(hier, punt, "nummer soort onderwerp toelichting voorstel begrippen reacties besluit")
            eis(punt["nummer"] == plaats, hier, "de nummers lopen niet op")
            eis(punt["soort"] in {"voorstel", "bespreekpunt", "uitCijfers"}, hier, "soort")
            eis(punt["soort"] != "voorstel" or punt["voorstel"], hier, "een voorstel zonder tekst")
            eis(set(punt["begrippen"]) <= set(begrippen), hier, f"begrippen: {sorted(set(punt['begrippen']) - set(begrippen))}")
            for tekst in (punt["onderwerp"], punt["toelichting"], punt["voorstel"] or ""):
                leesbaar(hier, tekst)
            for reactie in punt["reacties"]:
                sleutels(hier, reactie, "partij standpunt reden")
                eis(reactie["partij"] in aanwezig, hier, f"{reactie['partij']} was er niet bij")
                eis((reactie["standpunt"] == "bezwaar") == bool(reactie["reden"]), hier, "alleen een bezwaar heeft een reden")
                leesbaar(hier, reactie["reden"] or "")
                bezwaren += reactie["standpunt"] == "bezwaar"
            eis(len({r["partij"] for r in punt["reacties"]}) == len(punt["reacties"]), hier, "een partij reageert twee keer")
            if punt["besluit"]:
                besluit = punt["besluit"]
                sleutels(hier, besluit, "uitkomst tekst ingangsdatum afspraak")
                leesbaar(hier, besluit["tekst"])
                uitkomsten[besluit["uitkomst"]] += 1
                eis(besluit["uitkomst"] in {"aangenomen", "verworpen", "aangehouden"}, hier, "uitkomst")
                eis(besluit["uitkomst"] == "aangenomen" or not besluit["afspraak"], hier, "alleen wat is aangenomen wordt een afspraak")
                ingang = dag(hier, besluit["ingangsdatum"])
                eis(not ingang or ingang > gehouden, hier, "het besluit gaat in voor het overleg")
            punten[stuk["id"], punt["nummer"]] = punt
        aantallen["overleggen"] += 1
    eis(aantallen["overleggen"] == 2, "overleggen", "er zijn er geen twee")
    eis(bezwaren and uitkomsten["aangehouden"], "overleggen", "geen bezwaar of niets aangehouden")
    aantallen["agendapunten"] = len(punten)
    return punten


def toets_afspraken(regios, begrippen, punten):
    afspraken = {}
    for stuk in lees_json(REGIO / "afspraken.json"):
        waar = f"afspraak {stuk.get('id')}"
        sleutels(waar, stuk, "id titel tekst overleg agendapunt ingangsdatum einddatum begrippen regio gemeenten lokaleRegel status")
        eis(stuk["id"] not in afspraken, waar, "het id staat er twee keer")
        periode(waar, stuk["ingangsdatum"], stuk["einddatum"])
        leesbaar(waar, stuk["titel"])
        leesbaar(waar, stuk["tekst"])
        besluit = (punten.get((stuk["overleg"], stuk["agendapunt"])) or {}).get("besluit") or {}
        eis(besluit.get("afspraak") == stuk["id"], waar, "het agendapunt noemt deze afspraak niet")
        eis(besluit.get("ingangsdatum") == stuk["ingangsdatum"], waar, "een andere ingangsdatum dan het besluit")
        eis(set(stuk["begrippen"]) <= set(begrippen), waar, "een begrip bestaat niet")
        eis(stuk["regio"] in regios and set(stuk["gemeenten"]) <= set(regios[stuk["regio"]]["gemeenten"]), waar, "regio of gemeenten")
        eis(stuk["status"] in {"voorgesteld", "vastgesteld", "vervallen"}, waar, "status")
        afspraken[stuk["id"]] = stuk
    for plek, punt in punten.items():
        afspraak = (punt["besluit"] or {}).get("afspraak")
        eis(not afspraak or afspraak in afspraken, f"overleg {plek}", f"afspraak {afspraak} bestaat niet")
    aantallen["afspraken"] = len(afspraken)
    return afspraken


def toets_lokale_regels(afspraken, lijsten, klasse):
    gezien = set()
    for stuk in lees_json(REGIO / "lokaleregels.json"):
        waar = f"lokale regel {stuk.get('id')}"
        sleutels(waar, stuk, "id titel uitleg afspraak standaarden berichten klasse eis niveau retourcode gemeenten ingangsdatum einddatum")
        afspraak = afspraken.get(stuk["afspraak"])
        eis(afspraak and afspraak["lokaleRegel"] == stuk["id"], waar, "de afspraak noemt deze regel niet")
        begin, _ = periode(waar, stuk["ingangsdatum"], stuk["einddatum"])
        eis(not afspraak or begin >= date.fromisoformat(afspraak["ingangsdatum"]), waar, "gaat in voor de afspraak")
        eis(not afspraak or set(stuk["gemeenten"]) <= set(afspraak["gemeenten"]), waar, "geldt in meer gemeenten dan de afspraak")
        leesbaar(waar, stuk["titel"])
        leesbaar(waar, stuk["uitleg"])
        eis(stuk["klasse"] in klasse and set(stuk["standaarden"]) <= STANDAARDEN, waar, "klasse of standaard")
        voorvoegsel = {"ijw": "JW", "iwmo": "WMO"}
        for standaard in stuk["standaarden"]:
            for bericht in stuk["berichten"]:
                pad = HIER / f"xsd/{standaard}-3.2/{voorvoegsel[standaard]}{bericht}.xsd"
                in_schema = pad.exists() and f'name="{stuk["klasse"]}"' in pad.read_text(encoding="utf-8")
                eis(in_schema, waar, f"{stuk['klasse']} staat niet in {pad.name}")
        eis(stuk["niveau"] in {"weiger", "waarschuw"}, waar, "niveau")
        code = stuk["retourcode"]
        eis((stuk["niveau"] == "weiger") == bool(code), waar, "alleen wie weigert heeft een retourcode")
        eis(not code or all((s, code) in lijsten["WJ001"] for s in stuk["standaarden"]), waar, "de retourcode bestaat niet")
        toets_uitdrukking(waar, stuk["eis"], stuk["klasse"], klasse)
        gezien.add(stuk["id"])
    for id_, afspraak in afspraken.items():
        eis(not afspraak["lokaleRegel"] or afspraak["lokaleRegel"] in gezien, f"afspraak {id_}", "de lokale regel bestaat niet")
    aantallen["lokale regels"] = len(gezien)


def toets_uitdrukking(waar, tekst, begin, klasse):
    """Names in the expression exist in the schemas, and brackets close."""
    eis(tekst.count("(") == tekst.count(")"), waar, "de haakjes sluiten niet")
    kaal = re.sub(r"'[^']*'", "''", tekst)
    for pad in re.findall(r"\b(klasse|client|header)((?:\.\w+)+)", kaal):
        nu = {"klasse": begin, "client": "Client", "header": "Header"}[pad[0]]
        for naam in pad[1].strip(".").split("."):
            eis(naam in klasse.get(nu, ()), waar, f"{nu} heeft geen {naam}")
            nu = naam
    functies = set(re.findall(r"\b(\w+)\(", kaal))
    eis(functies <= {"has", "dagen", "codeGeldig", "gecontracteerd"}, waar, f"onbekende functie in {sorted(functies)}")


# Against the sources, where they are.

def toets_bron_codes(lijsten):
    """Codes and dates equal the source, and no description of more than three words does."""
    for pad in sorted((SPEC / "codelijsten").glob("*.csv")):
        lijst = pad.stem
        with pad.open(encoding="utf-8-sig", newline="") as bestand:
            bron = {(r["standaard"], r["code"]): r for r in csv.DictReader(bestand)}
        eigen = {(r["standaard"], r["code"]): r for r in lees_csv(LANDELIJK / "codelijsten" / f"{lijst}.csv", CODEKOLOMMEN)} \
            if lijst in lijsten else {}
        eis(set(bron) == set(eigen), lijst, f"andere codes dan de bron: {sorted(set(bron) ^ set(eigen))[:5]}")
        for sleutel in set(bron) & set(eigen):
            waar = f"{lijst} {' '.join(sleutel)}"
            for veld in ("ingangsdatum", "einddatum"):
                eis(bron[sleutel][veld] == eigen[sleutel][veld], waar, f"{veld} is niet die van de bron")
            if lijst not in NAMEN:
                omschrijving = eigen[sleutel]["omschrijving"]
                zelfde = woorden(bron[sleutel]["betekenis"]) == woorden(omschrijving)
                eis(not zelfde or len(woorden(omschrijving)) <= 3, waar, f"omschrijving overgenomen: ‘{omschrijving}’")
                for veld in ("omschrijving", "toelichting"):
                    overgenomen(waar, eigen[sleutel][veld], bron[sleutel]["opmerking"] + " " + bron[sleutel]["betekenis"])
        aantallen["codes gelijk aan de bron"] += len(bron)
    eis({p.stem for p in (SPEC / "codelijsten").glob("*.csv")} == set(lijsten), "codelijsten", "andere lijsten dan de bron")


def reeksen(tekst):
    rij = woorden(tekst)
    return {tuple(rij[i:i + OVERGENOMEN]) for i in range(len(rij) - OVERGENOMEN + 1)}


def overgenomen(waar, tekst, bron):
    gelijk = reeksen(tekst) & (bron if isinstance(bron, set) else reeksen(bron))
    eis(not gelijk, waar, f"zelfde woorden als de bron: ‘{' '.join(next(iter(gelijk), ()))}’")


def toets_bron_begrippen(begrippen):
    """No run of words of the documents or rules stands in our texts."""
    bron = set()
    for pad in (SPEC / "docs").rglob("*.md"):
        bron |= reeksen(pad.read_text(encoding="utf-8"))
    with (SPEC / "regels.csv").open(encoding="utf-8-sig", newline="") as bestand:
        for rij in csv.DictReader(bestand):
            bron |= reeksen(rij["definitie"]) | reeksen(rij["toelichting"])
    for id_, stuk in begrippen.items():
        for veld in ("definitie", "toelichting", "voorbeeld"):
            overgenomen(f"begrip {id_}", stuk[veld], bron)
    for pad in (LANDELIJK / "codelijsten").glob("*.csv"):
        for rij in lees_csv(pad, CODEKOLOMMEN):
            for veld in ("omschrijving", "toelichting"):
                overgenomen(f"{pad.stem} {rij['code']}", rij[veld], bron)


def main():
    klasse, bekend = klassen(), regels()
    lijsten = toets_codelijsten()
    toets_retourcodes(lijsten, bekend)
    begrippen = toets_begrippen(lijsten, bekend, klasse)
    toets_vertalingen(lijsten)
    regios = toets_regios(lijsten)
    producten = toets_producten(regios, lijsten, begrippen)
    demo = (HIER / "src/cli/demo/regio.rs").read_text(encoding="utf-8")
    aanbieders = set(re.findall(r'"(\d{8})"', demo))
    wijken = {rij["wijkcode"] for rij in lees_csv(REGIO / "wijken.csv", "postcode wijkcode wijknaam".split())}
    toets_contracten(producten, aanbieders, wijken)
    partijen = aanbieders | {g for regio in regios.values() for g in regio["gemeenten"]} | set(re.findall(r'"(wijkteam-[a-z-]+)"', demo))
    punten = toets_overleggen(regios, begrippen, partijen)
    afspraken = toets_afspraken(regios, begrippen, punten)
    toets_lokale_regels(afspraken, lijsten, klasse)
    if (SPEC / "codelijsten").is_dir():
        toets_bron_codes(lijsten)
        toets_bron_begrippen(begrippen)
    else:
        print(f"register: NIET vergeleken met de bron, want {SPEC} is er niet")
    for tekst in fouten:
        print(f"FOUT {tekst}")
    print("register: " + ", ".join(f"{aantal} {wat}" for wat, aantal in aantallen.items()))
    print(f"register: {len(fouten)} fouten" if fouten else "register: alles past bij elkaar")
    return 1 if fouten else 0


if __name__ == "__main__":
    sys.exit(main())
