#!/usr/bin/env python3
"""What it takes to process a large Declaratie, on a database that is empty or holds millions of Prestaties.

laden.py vul URL STROMEN           fills a new database; each stroom but the first adds 32,300 granted Prestaties
laden.py meet PROGRAMMA URL MAAND  posts a JW323 of 25 MB over a month of 2026 (1 to 10) and measures

A URL is sqlite:PAD or postgres://...; PostgreSQL is filled through psql. docs/prestaties.md says how it is used.
"""

import base64
import datetime
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

GEMEENTE, AANBIEDER = "0479", "65656055"
# The stroom that is measured: so many allocations, four for each client, ten months of 2025 declared on each.
GROOT, PER_CLIENT, MAANDEN = 31_000, 4, 10
# Messages that were never sent, from this number on.
VERZONNEN = 10_000_000
# Every other stroom.
KLEIN = 3_230
GEMEENTEN = 20
MEGABYTES_25 = 25 * 1024 * 1024


def programma():
    return os.environ.get("BERICHTENPOORT", "target/release/berichtenpoort")


def doe(*argumenten):
    return subprocess.run([programma(), *argumenten], check=True, capture_output=True, text=True).stdout.strip()


def partijen(stroom):
    """CBS code and AGB code of a stroom; the first gemeente and the first aanbieder have others beside the measured one."""
    gemeente, aanbieder = stroom % GEMEENTEN, stroom // GEMEENTEN
    return (f"{1000 + gemeente}" if gemeente else GEMEENTE, f"{10000000 + aanbieder}" if aanbieder else AANBIEDER)


def bsns():
    """Numbers of the test range that pass the elfproef."""
    for nummer in range(999900006, 1000000000):
        cijfers = [int(cijfer) for cijfer in str(nummer)]
        if (sum(cijfer * gewicht for cijfer, gewicht in zip(cijfers, range(9, 1, -1))) - cijfers[8]) % 11 == 0:
            yield str(nummer)


def code(plaats):
    """Allocations of one client for the same product may not overlap."""
    return f"45A{4 + plaats % PER_CLIENT:02}"


def toewijzing(stroom, plaats):
    return stroom * 100_000 + plaats + 1


# --- filling


class Sqlite:
    def __init__(self, url):
        self.db = sqlite3.connect(url.removeprefix("sqlite:"), isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2000000", "foreign_keys=OFF"):
            self.db.execute(f"PRAGMA {pragma}")
        self.db.execute("BEGIN")
        self.waar = "1"
        # A gate from before there were keys calls it bsn.
        kolommen = [rij[1] for rij in self.db.execute("PRAGMA table_info(prestatie)")]
        self.client = "client" if "client" in kolommen else "bsn"

    def doe(self, sql):
        self.db.execute(sql)

    def reeks(self, naam, van, tot):
        return f"(WITH RECURSIVE r(i) AS (SELECT {van} UNION ALL SELECT i + 1 FROM r WHERE i < {tot}) SELECT i FROM r) {naam}"

    def uuid(self, nummer):
        return f"CAST(substr('0000000000000000' || ({nummer}), -16) AS BLOB)"

    def hash(self, nummer):
        return f"CAST(substr('00000000000000000000000000000000' || ({nummer}), -32) AS BLOB)"

    def prestaties(self, stromen):
        # By allocation, as the table is ordered.
        for stroom in range(stromen):
            self.doe(prestaties(self, self.reeks("s", stroom, stroom), self.reeks("m", 1, MAANDEN)))
            if stroom % 20 == 0:
                print(f"{stroom} van {stromen} stromen", flush=True)

    def klaar(self):
        self.db.execute("COMMIT")
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("ANALYZE")
        self.db.close()


class Postgres:
    def __init__(self, url):
        psql = ["psql", url, "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--tuples-only", "--no-align"]
        self.psql = subprocess.Popen(psql, stdin=subprocess.PIPE, text=True)
        self.waar, self.client = "TRUE", "client"
        self.doe("SET session_replication_role = replica")
        self.doe("SET maintenance_work_mem = '512MB'")

    def doe(self, sql):
        self.psql.stdin.write(sql + ";\n")
        self.psql.stdin.flush()

    def reeks(self, naam, van, tot):
        return f"generate_series({van}, {tot}) {naam}(i)"

    def uuid(self, nummer):
        return f"lpad(({nummer})::text, 32, '0')::uuid"

    def hash(self, nummer):
        return f"convert_to(lpad(({nummer})::text, 32, '0'), 'UTF8')"

    def prestaties(self, stromen):
        # By month, as messages come in; the indexes afterwards, which takes a tenth of the time.
        self.doe("CREATE TEMP TABLE weg AS SELECT indexdef AS maak, indexname AS naam FROM pg_indexes "
                 "WHERE tablename = 'prestatie'")
        self.doe("ALTER TABLE prestatie DROP CONSTRAINT prestatie_pkey")
        self.doe("DO $$ DECLARE i RECORD; BEGIN FOR i IN SELECT naam FROM weg WHERE naam <> 'prestatie_pkey' "
                 "LOOP EXECUTE 'DROP INDEX ' || i.naam; END LOOP; END $$")
        for maand in range(1, MAANDEN + 1):
            self.doe(prestaties(self, self.reeks("s", 0, stromen - 1), self.reeks("m", maand, maand)))
            self.doe(f"\\echo maand {maand}")
        self.doe("DO $$ DECLARE i RECORD; BEGIN FOR i IN SELECT maak FROM weg LOOP EXECUTE i.maak; END LOOP; END $$")
        self.doe("ALTER TABLE prestatie ADD PRIMARY KEY USING INDEX prestatie_pkey")

    def klaar(self):
        self.doe("VACUUM ANALYZE")
        self.psql.stdin.close()
        if self.psql.wait() != 0:
            sys.exit("psql is mislukt")


def dag(maand, dag_):
    return f"'2025-' || substr('0' || ({maand}), -2) || '-{dag_}'"


def prestaties(db, stromen, maanden):
    datum = (lambda tekst: tekst) if isinstance(db, Sqlite) else (lambda tekst: f"({tekst})::date")
    aantal = f"(CASE WHEN s.i = 0 THEN {GROOT} ELSE {KLEIN} END)"
    eerste, laatste = (dag("m.i", deel) for deel in ("01", "28"))
    if isinstance(db, Postgres):
        eerste, laatste = (f"'2025-' || lpad(m.i::text, 2, '0') || '-{deel}'" for deel in ("01", "28"))
    plaatsen = db.reeks("a", 0, GROOT - 1)
    return f"""INSERT INTO prestatie (standaard, aanbieder, referentie, gemeente, {db.client}, nummer, categorie, code, begindatum,
            einddatum, volume, eenheid, tarief, bedrag, vorige_referentie, toegekend, bericht_volgnummer, regel, houdt_nummer)
        SELECT 'ijw', p.aanbieder, 'S' || s.i || 'M' || m.i || 'A' || a.i, p.gemeente,
            (SELECT max({db.client}) FROM toewijzing_nummer), s.i * 100000 + a.i + 1,
            '45', '45A04', {datum(eerste)}, {datum(laatste)}, 10, '04', 6000, 60000, NULL, {db.waar},
            {VERZONNEN} + s.i * {MAANDEN} + m.i, a.i + 1, {db.waar}
        FROM {stromen} JOIN vul_stroom p ON p.nummer = s.i CROSS JOIN {plaatsen} CROSS JOIN {maanden}
        WHERE a.i < {aantal} ORDER BY s.i, a.i, m.i"""


def omgeving(map_):
    """A master key for the gates of one run; those from before there were keys do not look at it."""
    pad = os.path.join(map_, "hoofdsleutel")
    if not os.path.exists(pad):
        with open(pad, "w") as bestand:
            bestand.write(base64.b64encode(os.urandom(32)).decode() + "\n")
    os.environ["BERICHTENPOORT_SLEUTEL"] = open(pad).read().strip()


def map_van(url):
    return os.path.dirname(os.path.abspath(url.removeprefix("sqlite:"))) if url.startswith("sqlite:") else os.getcwd()


class Poort:
    """A gate that serves, and a call as a party."""

    def __enter__(self):
        self.log = tempfile.TemporaryFile()
        serve = [programma(), "serve", "--listen", "127.0.0.1:0"]
        self.proces = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=self.log, text=True)
        regel = self.proces.stdout.readline()
        while "http://" not in regel:
            regel = self.proces.stdout.readline()
        self.adres = regel.split("http://")[1].split(". ")[0]
        return self

    def __exit__(self, *_):
        self.proces.kill()
        self.proces.wait()

    def vraag(self, sleutel, pad, gegevens=None, **koppen):
        koppen = {"Authorization": f"Bearer {sleutel}", "Content-Type": "application/xml", **koppen}
        verzoek = urllib.request.Request(f"http://{self.adres}/api/v1{pad}", gegevens, koppen)
        with urllib.request.urlopen(verzoek) as antwoord:
            return antwoord.status, json.load(antwoord)


def toewijzingen():
    """The allocations of the measured stroom, in messages: only the gate can say under what a client is found."""
    omvang = "<m:Omvang><b:Volume>40</b:Volume><b:Eenheid>04</b:Eenheid><b:Frequentie>4</b:Frequentie></m:Omvang>"
    for client, bsn in zip(range(GROOT // PER_CLIENT), bsns()):
        producten = "".join(f"""
      <m:ToegewezenProduct><m:ToewijzingNummer>{toewijzing(0, plaats)}</m:ToewijzingNummer>
        <m:Product><b:Categorie>45</b:Categorie><b:Code>{code(plaats)}</b:Code></m:Product>
        <m:Toewijzingsdatum>2025-01-01</m:Toewijzingsdatum><m:Toewijzingstijd>10:00:00</m:Toewijzingstijd>
        <m:Ingangsdatum>2025-01-01</m:Ingangsdatum>{omvang}</m:ToegewezenProduct>"""
                            for plaats in range(client * PER_CLIENT, (client + 1) * PER_CLIENT))
        yield f"""<?xml version="1.0" encoding="UTF-8"?>
<m:Bericht xmlns:m="http://www.istandaarden.nl/ijw/3_2/jw301/schema" xmlns:b="http://www.istandaarden.nl/ijw/3_2/basisschema/schema">
  <m:Header><m:BerichtCode>436</m:BerichtCode><m:BerichtVersie>3</m:BerichtVersie><m:BerichtSubversie>2</m:BerichtSubversie>
    <m:Afzender>{GEMEENTE}</m:Afzender><m:Ontvanger>{AANBIEDER}</m:Ontvanger>
    <m:BerichtIdentificatie><b:Identificatie>T{client}</b:Identificatie><b:Dagtekening>2026-01-02</b:Dagtekening></m:BerichtIdentificatie>
    <m:XsdVersie><b:BasisschemaXsdVersie>1.0.0</b:BasisschemaXsdVersie><b:BerichtXsdVersie>1.0.0</b:BerichtXsdVersie></m:XsdVersie>
  </m:Header>
  <m:Client><m:Bsn>{bsn}</m:Bsn><m:Geboortedatum><b:Datum>2010-02-14</b:Datum></m:Geboortedatum><m:Geslacht>1</m:Geslacht>
    <m:Naam><b:Geslachtsnaam><b:Achternaam>Molenaar</b:Achternaam></b:Geslachtsnaam><b:NaamGebruik>1</b:NaamGebruik></m:Naam>
    <m:Contactgegevens><m:Contact><m:Soort>03</m:Soort><m:Adres><b:Huis><b:Huisnummer>12</b:Huisnummer></b:Huis><b:Postcode>1500AA</b:Postcode><b:LandCode>NL</b:LandCode></m:Adres></m:Contact></m:Contactgegevens>
    <m:ToegewezenProducten>{producten}
    </m:ToegewezenProducten>
  </m:Client>
</m:Bericht>
""".encode()


def wijs_toe():
    sleutel = doe("partij", "sleutel", "--code", GEMEENTE)
    with Poort() as poort:
        for xml in toewijzingen():
            _, beeld = poort.vraag(sleutel, "/berichten", xml)
        while beeld["status"] == "ontvangen":
            _, beeld = poort.vraag(sleutel, f"/berichten/{beeld['id']}", Prefer="wait=60")
        assert beeld["uitkomst"] == "goedgekeurd", beeld


def vul(url, stromen):
    os.environ["BERICHTENPOORT_DATABASE_URL"] = url
    omgeving(map_van(url))
    doe("migrate")
    doe("partij", "toevoegen", "--soort", "gemeente", "--code", GEMEENTE, "--naam", "Zaanstad")
    doe("partij", "toevoegen", "--soort", "aanbieder", "--code", AANBIEDER, "--naam", "Jeugdhulp De Zaanbocht")
    wijs_toe()
    if not stromen:
        return
    db = Sqlite(url) if url.startswith("sqlite:") else Postgres(url)
    gemeente, aanbieder = (f"(SELECT id FROM partij WHERE code = '{code}')" for code in (GEMEENTE, AANBIEDER))
    onwaar = "0" if isinstance(db, Sqlite) else "FALSE"
    over = "" if isinstance(db, Sqlite) else "OVERRIDING SYSTEM VALUE "
    eerste, laatste = VERZONNEN + 1, VERZONNEN + stromen * MAANDEN
    db.doe(f"UPDATE stroom SET laatste_volgnummer = {laatste}")
    db.doe("CREATE TEMP TABLE vul_stroom (nummer INTEGER PRIMARY KEY, gemeente TEXT, aanbieder TEXT)")
    rijen = ", ".join(f"({stroom}, '{van}', '{naar}')" for stroom in range(stromen) for van, naar in [partijen(stroom)])
    db.doe(f"INSERT INTO vul_stroom VALUES {rijen}")
    db.doe("INSERT INTO bericht (volgnummer, id, stroom_id, stroom_volgnummer, berichttype, verzender_id, geadresseerde_id, "
           "afzender, ontvanger, identificatie, dagtekening, sha256, grootte, ontvangen_op, oordeel, status, uitkomst, "
           f"door_poort, verwerkt_op) {over}SELECT b.i, {db.uuid('b.i')}, 1, b.i, 'JW323', {aanbieder}, {gemeente}, 'van', 'naar', "
           f"'VUL', '2025-01-01', {db.hash('b.i')}, 1000, 0, 'geldig', 'verwerkt', 'goedgekeurd', {onwaar}, 0 "
           f"FROM {db.reeks('b', eerste, laatste)}")
    db.doe(f"INSERT INTO declaratie (bericht_volgnummer, standaard, aanbieder, nummer, gemeente, begindatum, einddatum, "
           f"totaal, toegekend) SELECT b.i, 'ijw', p.aanbieder, 'V' || b.i, p.gemeente, '2025-01-01', '2025-01-28', 1, 1 "
           f"FROM {db.reeks('b', eerste, laatste)} JOIN vul_stroom p ON p.nummer = (b.i - {eerste}) / {MAANDEN}")
    db.prestaties(stromen)
    db.doe("INSERT INTO verbruik SELECT standaard, gemeente, nummer, aanbieder, eenheid, count(*), sum(volume), sum(bedrag) "
           "FROM prestatie GROUP BY standaard, gemeente, nummer, aanbieder, eenheid")
    if isinstance(db, Postgres):
        db.doe(f"SELECT setval(pg_get_serial_sequence('bericht', 'volgnummer'), {laatste})")
    db.klaar()


# --- measuring


def bericht(maand):
    vandaag = datetime.date.today().isoformat()
    dagen = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31][maand - 1]
    begin, eind = f"2026-{maand:02}-01", f"2026-{maand:02}-{dagen}"
    clienten = []
    for client, bsn in zip(range(GROOT // PER_CLIENT), bsns()):
        regels = []
        for plaats in range(client * PER_CLIENT, (client + 1) * PER_CLIENT):
            regels.append(f"""
          <m:Prestatie>
            <m:ProductReferentie><b:ReferentieNummer>N{maand}A{plaats}</b:ReferentieNummer></m:ProductReferentie>
            <m:ToewijzingNummer>{toewijzing(0, plaats)}</m:ToewijzingNummer>
            <m:ProductCategorie>45</m:ProductCategorie>
            <m:ProductCode>{code(plaats)}</m:ProductCode>
            <m:ProductPeriode>
              <b:Begindatum>{begin}</b:Begindatum>
              <b:Einddatum>{eind}</b:Einddatum>
            </m:ProductPeriode>
            <m:GeleverdVolume>10</m:GeleverdVolume>
            <m:Eenheid>04</m:Eenheid>
            <m:ProductTarief>6000</m:ProductTarief>
            <m:IngediendBedrag>
              <b:Bedrag>60000</b:Bedrag>
              <b:DebetCredit>D</b:DebetCredit>
            </m:IngediendBedrag>
          </m:Prestatie>""")
        clienten.append(f"""
      <m:Client>
        <m:Bsn>{bsn}</m:Bsn>
        <m:Prestaties>{''.join(regels)}
        </m:Prestaties>
      </m:Client>""")
    tekst = f"""<?xml version="1.0" encoding="UTF-8"?>
<m:Bericht xmlns:m="http://www.istandaarden.nl/ijw/3_2/jw323/schema" xmlns:b="http://www.istandaarden.nl/ijw/3_2/basisschema/schema">
  <m:Header>
    <m:BerichtCode>490</m:BerichtCode>
    <m:BerichtVersie>3</m:BerichtVersie>
    <m:BerichtSubversie>2</m:BerichtSubversie>
    <m:Afzender>{AANBIEDER}</m:Afzender>
    <m:Ontvanger>{GEMEENTE}</m:Ontvanger>
    <m:BerichtIdentificatie><b:Identificatie>N{maand}</b:Identificatie><b:Dagtekening>{vandaag}</b:Dagtekening></m:BerichtIdentificatie>
    <m:XsdVersie><b:BasisschemaXsdVersie>1.0.0</b:BasisschemaXsdVersie><b:BerichtXsdVersie>1.0.0</b:BerichtXsdVersie></m:XsdVersie>
  </m:Header>
  <m:Declaratie>
    <m:DeclaratieNummer>N{maand}</m:DeclaratieNummer>
    <m:DeclaratiePeriode><b:Begindatum>{begin}</b:Begindatum><b:Einddatum>{eind}</b:Einddatum></m:DeclaratiePeriode>
    <m:DeclaratieDagtekening>{vandaag}</m:DeclaratieDagtekening>
    <m:TotaalIngediendBedrag><b:TotaalBedrag>{GROOT * 60000}</b:TotaalBedrag><b:DebetCredit>D</b:DebetCredit></m:TotaalIngediendBedrag>
    <m:Clienten>{''.join(clienten)}
    </m:Clienten>
  </m:Declaratie>
</m:Bericht>
"""
    # White space up to the limit.
    return tekst.replace("\n    </m:Clienten>", " " * (MEGABYTES_25 - len(tekst)) + "\n    </m:Clienten>", 1).encode()


def processortijd(pid):
    velden = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(velden[11]) + int(velden[12])) / os.sysconf("SC_CLK_TCK")


def meet(program, url, maand):
    os.environ["BERICHTENPOORT"] = program
    os.environ["BERICHTENPOORT_DATABASE_URL"] = url
    omgeving(map_van(url))
    sleutel = doe("partij", "sleutel", "--code", AANBIEDER)
    inhoud = bericht(maand)
    with Poort() as poort:
        pid = poort.proces.pid
        begin = time.perf_counter()
        status, beeld = poort.vraag(sleutel, "/berichten", inhoud)
        aangenomen, rekentijd = time.perf_counter(), processortijd(pid)
        assert status == 201, status
        while beeld["status"] == "ontvangen":
            _, beeld = poort.vraag(sleutel, f"/berichten/{beeld['id']}", Prefer="wait=60")
        klaar, rekentijd = time.perf_counter(), processortijd(pid) - rekentijd
        piek = next(regel.split()[1] for regel in open(f"/proc/{pid}/status") if regel.startswith("VmHWM"))
    regels = [een.get("regel") for een in beeld.get("bevindingen", [])][:3]
    print(f"{len(inhoud) / 1e6:.1f} MB, {GROOT} prestaties: 201 na {aangenomen - begin:.2f} s, 325 klaar {klaar - aangenomen:.2f} s "
          f"daarna ({rekentijd:.2f} s rekentijd van de poort); piek {int(piek) / 1024:.0f} MiB; {beeld['status']}, {beeld.get('uitkomst')} {regels}; "
          f"belasting {os.getloadavg()[0]:.1f}")


if sys.argv[1:2] == ["vul"] and len(sys.argv) == 4:
    vul(sys.argv[2], int(sys.argv[3]))
elif sys.argv[1:2] == ["meet"] and len(sys.argv) == 5:
    meet(sys.argv[2], sys.argv[3], int(sys.argv[4]))
else:
    sys.exit(__doc__)
