//! What is kept of every line of a processed Declaratie, where clients live, and what gemeente and aanbieder agreed on.

use std::process::{Command, Output};
use std::sync::LazyLock;

use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, IWMO, NOOR, WIM};
use crate::declareren::{Regel, Toewijzing, declaratie, declaratie_van};
use crate::drukte::Regio;
use crate::gemeenschap::beeld::{Naam, assert_gelijk, projecties};
use crate::gemeenschap::sleutels::{SLEUTEL, als_voor_de_versleuteling, bos};
use crate::gemeenschap::{Plek, doe, op_elke_url, open};
use berichtenpoort::bericht::{Inhoud, Schemas, lees};
use berichtenpoort::declaratie::Afrekening;
use berichtenpoort::keten::Retourcodes;
use berichtenpoort::partij::Beantwoording;
use berichtenpoort::retour::{Kenmerk, declaratie_antwoord};
use serde_json::Value;
use sqlx::Connection;

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::ingebouwd().unwrap());

const JANUARI: (&str, &str) = ("2025-01-01", "2025-01-31");
const FEBRUARI: (&str, &str) = ("2025-02-01", "2025-02-28");

async fn verwerk(regio: &Regio, afzender: &str, xml: &str) -> Value {
    let rij = regio.stuur(afzender, xml).await;
    regio.verwerk_alles().await;
    let zicht = berichtenpoort::store::Zicht::Alles;
    let rij = regio.poort.store.bericht(rij.id, zicht).await.unwrap().unwrap();
    rij.uitkomst.map(|uitkomst| uitkomst.sleutel()).into()
}

/// The lines as `declaratie regel referentie houdt_nummer codes`, in the order of the messages.
async fn regels(url: &str) -> Vec<String> {
    let rijen = &projecties(url, Naam::Nummer).await["prestatie"];
    let mut rijen: Vec<Value> = rijen.iter().map(|rij| serde_json::from_str(rij).unwrap()).collect();
    rijen.sort_by_key(|rij| (rij["bericht_volgnummer"].as_i64(), rij["regel"].as_i64()));
    let eerste = rijen.first().map_or(0, |rij| rij["bericht_volgnummer"].as_i64().unwrap());
    let tekst = |rij: &Value| {
        let codes = rij["retourcodes"].as_str().unwrap_or("toegekend");
        let houdt = if rij["houdt_nummer"] == 1 { "houdt" } else { "houdt niet" };
        let bericht = if rij["bericht_volgnummer"] == eerste { "eerste" } else { "later" };
        assert_eq!(rij["toegekend"] == 1, rij["retourcodes"].is_null());
        format!("{bericht} {} {} {houdt}: {codes}", rij["regel"], rij["referentie"].as_str().unwrap())
    };
    rijen.iter().map(tekst).collect()
}

async fn na_herbouw_gelijk(regio: &Regio, url: &str, wat: &str) {
    let eerst = projecties(url, Naam::Nummer).await;
    regio.poort.herbouw().await.unwrap();
    assert_gelijk(&eerst, &projecties(url, Naam::Nummer).await, wat);
}

/// A client with an allocation of forty hours in a month, and a 323 with a line of each kind.
async fn met_declaratie(url: &str) -> Regio {
    let regio = Regio::op(open(url).await).await;
    let toewijzing = Toewijzing::nieuw(&IJW, "2025-01-01", None).omvang(40, "04", "4");
    assert_eq!(verwerk(&regio, GEMEENTE, &toewijzing.xml(&IJW, "T1")).await, "goedgekeurd");
    let van_wim = IJW.toewijzing("T2", WIM, &[(10072, "2025-01-01", None)]);
    assert_eq!(verwerk(&regio, GEMEENTE, &van_wim).await, "goedgekeurd");
    let uren = |referentie, volume| Regel::nieuw(&IJW, referentie, JANUARI, volume, "04");
    let van_fenna = [
        uren("R1", 10),
        Regel::nieuw(&IJW, "R2", ("2025-03-01", "2025-03-31"), 41, "04"),
        uren("R3", 1).met(|regel| regel.nummer = 99),
        Regel::nieuw(&IJW, "R4", FEBRUARI, 2, "04"),
    ];
    let van_noor = [uren("R5", 1), uren("R6", 1).met(|regel| regel.nummer = 98)];
    let van_wim = [uren("R4", 3).met(|regel| regel.nummer = 10072)];
    let clienten: [(&str, &[Regel]); 3] = [(FENNA, &van_fenna), (NOOR, &van_noor), (WIM, &van_wim)];
    let xml = declaratie_van(&IJW, "D1", ("2025-12-01", "2025-12-31"), &clienten);
    assert_eq!(verwerk(&regio, AANBIEDER, &xml).await, "deels goedgekeurd");
    regio
}

#[tokio::test]
async fn elke_regel_van_een_verwerkte_declaratie_blijft_bewaard_met_de_codes_van_het_antwoord() {
    op_elke_url(|url| async move {
        let regio = met_declaratie(&url).await;
        assert_eq!(
            regels(&url).await,
            [
                "eerste 1 R1 houdt: toegekend",
                "eerste 2 R2 houdt: 9321",
                "eerste 3 R3 houdt: 9338",
                "eerste 4 R4 houdt: 8021",
                "eerste 5 R5 houdt: 8187",
                "eerste 6 R6 houdt: 8187",
                "eerste 7 R4 houdt niet: 8021",
            ]
        );
        // R1 is used, granted, and R2 is used, refused: both lines are there again, and change nothing for the first.
        let opnieuw = [
            Regel::nieuw(&IJW, "R2", FEBRUARI, 4, "04"),
            Regel::nieuw(&IJW, "R1", ("2025-03-01", "2025-03-31"), 4, "04"),
            Regel::nieuw(&IJW, "R8", ("2025-04-01", "2025-04-30"), 4, "04"),
        ];
        assert_eq!(verwerk(&regio, AANBIEDER, &declaratie(&IJW, "D2", &opnieuw)).await, "deels goedgekeurd");
        let later = |regel: &String| regel.starts_with("later");
        let regels: Vec<String> = regels(&url).await.into_iter().filter(later).collect();
        assert_eq!(
            regels,
            ["later 1 R2 houdt niet: 8021", "later 2 R1 houdt niet: 8021", "later 3 R8 houdt: toegekend"]
        );
        na_herbouw_gelijk(&regio, &url, "herbouw").await;
    })
    .await;
}

#[tokio::test]
async fn wat_als_geheel_is_afgekeurd_laat_geen_regels_na() {
    op_elke_url(|url| async move {
        let regio = met_declaratie(&url).await;
        let eerst = regels(&url).await;
        let zelfde_nummer = declaratie(&IJW, "D1", &[Regel::nieuw(&IJW, "R9", FEBRUARI, 1, "04")]);
        let zelfde_nummer = zelfde_nummer.replace("<b:Identificatie>D1<", "<b:Identificatie>D1B<");
        assert_eq!(verwerk(&regio, AANBIEDER, &zelfde_nummer).await, "afgekeurd");
        assert_eq!(regels(&url).await, eerst);
    })
    .await;
}

#[tokio::test]
async fn van_een_gemeente_die_zelf_antwoordt_staan_haar_eigen_codes_bij_de_regels() {
    op_elke_url(|url| async move {
        let regio = Regio::op(open(&url).await).await;
        let gemeente = regio.partijen[GEMEENTE].clone().met_beantwoording(Beantwoording::Zelf).unwrap();
        regio.poort.store.stel_beantwoording_in(&gemeente).await.unwrap();
        for (nummer, bsn) in [(1, FENNA), (2, NOOR), (3, WIM)] {
            let xml = IJW.toewijzing(&format!("T{nummer}"), bsn, &[(nummer, "2025-01-01", None)]);
            assert_eq!(verwerk(&regio, GEMEENTE, &xml).await, "goedgekeurd");
        }
        let regel = |referentie, nummer| {
            Regel::nieuw(&IJW, referentie, JANUARI, 1, "04").met(|regel| regel.nummer = nummer)
        };
        let februari = |referentie, nummer| {
            Regel::nieuw(&IJW, referentie, FEBRUARI, 1, "04").met(|regel| regel.nummer = nummer)
        };
        let (van_fenna, van_noor, van_wim) =
            ([regel("R1", 1), februari("R2", 1)], [regel("R3", 2), februari("R4", 2)], [regel("R5", 3)]);
        let clienten: [(&str, &[Regel]); 3] = [(FENNA, &van_fenna), (NOOR, &van_noor), (WIM, &van_wim)];
        let heen = declaratie_van(&IJW, "D1", ("2025-12-01", "2025-12-31"), &clienten);
        assert_eq!(verwerk(&regio, AANBIEDER, &heen).await, Value::Null, "wacht op de gemeente");
        assert!(regels(&url).await.is_empty());

        let bericht = lees(&SCHEMAS, heen.as_bytes()).unwrap();
        let Inhoud::Declaratie(geheel, lijst) = &bericht.inhoud else { panic!("{bericht:?}") };
        let mut codes = Retourcodes::default();
        let op = |client, regel| {
            format!("/Bericht/Declaratie/Clienten/Client[{client}]/Prestaties/Prestatie[{regel}]")
        };
        codes.voeg_toe(op(1, 2), "9322");
        codes.voeg_toe(op(1, 2), "9321");
        codes.voeg_toe("/Bericht/Declaratie/Clienten/Client[2]", "8187");
        let kenmerk =
            Kenmerk { identificatie: "EIGEN-1".to_owned(), dagtekening: "2026-02-03".parse().unwrap() };
        let afrekening = Afrekening::maak(geheel, lijst, &codes);
        let bytes =
            declaratie_antwoord(&SCHEMAS, &bericht.header, Some(&afrekening), &codes, &kenmerk).unwrap();
        let antwoord = String::from_utf8(bytes).unwrap();
        assert_eq!(verwerk(&regio, GEMEENTE, &antwoord).await, "goedgekeurd", "{antwoord}");
        assert_eq!(
            regels(&url).await,
            [
                "eerste 1 R1 houdt: toegekend",
                "eerste 2 R2 houdt: 9321 9322",
                "eerste 3 R3 houdt: 8187",
                "eerste 4 R4 houdt: 8187",
                "eerste 5 R5 houdt: toegekend",
            ]
        );
        na_herbouw_gelijk(&regio, &url, "herbouw").await;
    })
    .await;
}

async fn postcode(url: &str, nummer: u32) -> Value {
    let rijen = &projecties(url, Naam::Nummer).await["toewijzing"];
    let mut rijen = rijen.iter().map(|rij| serde_json::from_str::<Value>(rij).unwrap());
    rijen.find(|rij| rij["nummer"] == nummer).unwrap()["postcode6"].clone()
}

#[tokio::test]
async fn bij_een_toewijzing_staat_waar_de_client_op_die_dag_woonde() {
    op_elke_url(|url| async move {
        let regio = Regio::op(open(&url).await).await;
        let adres = |soort: &str, postcode: &str, land: &str, periode: &str| {
            format!(
                "<m:Contact><m:Soort>{soort}</m:Soort><m:Adres><b:Huis><b:Huisnummer>1</b:Huisnummer></b:Huis>
                 <b:Postcode>{postcode}</b:Postcode><b:LandCode>{land}</b:LandCode></m:Adres>{periode}</m:Contact>"
            )
        };
        let tot = |dag: &str| format!("<m:Periode><b:Begindatum>2020-01-01</b:Begindatum><b:Einddatum>{dag}</b:Einddatum></m:Periode>");
        let van = |dag: &str| format!("<m:Periode><b:Begindatum>{dag}</b:Begindatum></m:Periode>");
        let correspondentie = adres("02", "1502AB", "NL", "");
        // Allocated on 2 January 2026.
        for (nummer, (contacten, verwacht)) in [
            (adres("03", "1502AB", "NL", "") + &adres("01", "1503CD", "NL", ""), Value::from("1503CD")),
            (correspondentie.clone() + &adres("03", "1504EF", "NL", ""), "1504EF".into()),
            (correspondentie.clone(), Value::Null),
            (correspondentie.clone() + &adres("04", "1505GH", "NL", &tot("2026-01-02")), "1505GH".into()),
            (correspondentie.clone() + &adres("04", "1505GH", "NL", &tot("2026-01-01")), Value::Null),
            (correspondentie.clone() + &adres("04", "1505GH", "NL", &van("2026-01-02")), "1505GH".into()),
            (correspondentie.clone() + &adres("04", "1505GH", "NL", &van("2026-01-03")), Value::Null),
            (adres("01", "B-1000", "BE", ""), Value::Null),
        ]
        .into_iter()
        .enumerate()
        {
            let nummer = u32::try_from(nummer).unwrap() + 1;
            let xml = IJW.toewijzing(&format!("T{nummer}"), FENNA, &[(nummer, "2026-02-01", None)]);
            let (kop, rest) = xml.split_once("<m:Contact>").unwrap();
            let (_, staart) = rest.split_once("</m:Contactgegevens>").unwrap();
            let xml = format!("{kop}{contacten}</m:Contactgegevens>{staart}");
            let xml = xml.replace("45A04", &format!("45A{nummer:02}"));
            assert_eq!(verwerk(&regio, GEMEENTE, &xml).await, "goedgekeurd", "{xml}");
            let bos = bos(&url).await;
            let pseudoniem = verwacht.as_str().map(|postcode| bos.postcode(postcode).to_string());
            assert_eq!(postcode(&url, nummer).await, Value::from(pseudoniem), "{contacten}");
        }
        na_herbouw_gelijk(&regio, &url, "herbouw").await;
    })
    .await;
}

fn poort(argumenten: &[&str], url: &str) -> Output {
    let mut opdracht = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"));
    opdracht.env("BERICHTENPOORT_SLEUTEL", SLEUTEL);
    opdracht.args(argumenten).args(["--database-url", url]).output().unwrap()
}

fn goed(argumenten: &[&str], url: &str) -> String {
    let uit = poort(argumenten, url);
    assert_eq!(uit.status.code(), Some(0), "{uit:?}");
    String::from_utf8(uit.stdout).unwrap()
}

fn fout(argumenten: &[&str], url: &str) -> String {
    let uit = poort(argumenten, url);
    assert_eq!((uit.status.code(), uit.stdout.len()), (Some(1), 0), "{uit:?}");
    String::from_utf8(uit.stderr).unwrap()
}

/// The database as the version before left it: one line of each number, and nothing of what came since.
async fn als_voor_de_migratie(url: &str) {
    als_voor_de_versleuteling(url).await;
    doe(
        url,
        "DROP TABLE wijk; DROP TABLE contracttarief; ALTER TABLE toewijzing DROP COLUMN postcode;
         DELETE FROM prestatie WHERE NOT houdt_nummer; DELETE FROM _sqlx_migrations WHERE version = 7;",
    )
    .await;
    if url.starts_with("sqlite") {
        // The version before made the table in the same way.
        let sql = include_str!("../../migrations/sqlite/0005_verbruik.sql");
        doe(url, sql.split_once("(TR389).").unwrap().1).await;
    } else {
        doe(
            url,
            "DROP INDEX prestatie_maand, prestatie_nummer; ALTER TABLE prestatie DROP CONSTRAINT prestatie_pkey;
             ALTER TABLE prestatie ADD CONSTRAINT prestatie_pkey PRIMARY KEY (standaard, aanbieder, referentie),
                DROP COLUMN regel, DROP COLUMN houdt_nummer, DROP COLUMN retourcodes;
             CREATE INDEX prestatie_declaratie ON prestatie (bericht_volgnummer);",
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn een_database_van_voor_de_migratie_is_na_migrate_volledig() {
    op_elke_url(|url| async move {
        met_declaratie(&url).await;
        let eerst = projecties(&url, Naam::Bytes).await;
        als_voor_de_migratie(&url).await;
        assert!(open(&url).await.herbouw_is_nodig().await.unwrap());
        assert_ne!(projecties(&url, Naam::Bytes).await, eerst);
        let uit = goed(&["migrate"], &url);
        assert!(uit.contains("worden één keer opnieuw opgebouwd"), "{uit}");
        assert!(uit.contains("opnieuw opgebouwd uit 3 berichten"), "{uit}");
        assert_gelijk(&eerst, &projecties(&url, Naam::Bytes).await, "migrate");
        assert_eq!(goed(&["migrate"], &url), "De database is op de laatste versie.\n");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn een_lege_database_hoeft_na_een_migratie_niet_opnieuw_te_worden_opgebouwd() {
    op_elke_url(|url| async move {
        assert_eq!(goed(&["migrate"], &url), "De database is op de laatste versie.\n");
        assert!(!open(&url).await.herbouw_is_nodig().await.unwrap());
    })
    .await;
}

/// A file with this text.
fn bestand(tekst: &str) -> tempfile::NamedTempFile {
    let bestand = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(bestand.path(), tekst).unwrap();
    bestand
}

#[tokio::test(flavor = "multi_thread")]
async fn een_lijst_van_wijken_vervangt_de_vorige_en_met_een_fout_verandert_er_niets() {
    op_elke_url(|url| async move {
        let lijst = "postcode;wijkcode;wijknaam\n1502;W01;Poelenburg\n1503AB;W02;Zaandam Noord\n";
        let importeer = |tekst: &str| bestand(tekst);
        let eerste = importeer(lijst);
        let uit = goed(&["wijken", "importeren", eerste.path().to_str().unwrap()], &url);
        assert_eq!(uit, "Ingelezen: 2 postcodes in 2 wijken. Ze vervangen de lijst die er was.\n");
        assert_eq!(goed(&["wijken", "lijst"], &url), lijst);
        let tweede = importeer("postcode;wijkcode;wijknaam\n1504;W03;Kogerveld\n1502X;W01;Poelenburg\n");
        let uit = fout(&["wijken", "importeren", tweede.path().to_str().unwrap()], &url);
        assert!(
            uit.contains("er is niets gewijzigd") && uit.contains("regel 3: ‘1502X’ is geen postcode"),
            "{uit}"
        );
        assert_eq!(goed(&["wijken", "lijst"], &url), lijst);
        let derde = importeer("postcode,wijkcode,wijknaam\n1504,W03,Kogerveld\n");
        goed(&["wijken", "importeren", derde.path().to_str().unwrap()], &url);
        assert_eq!(goed(&["wijken", "lijst"], &url), "postcode;wijkcode;wijknaam\n1504;W03;Kogerveld\n");
        let niets = importeer("postcode;wijkcode;wijknaam\n");
        let uit = fout(&["wijken", "importeren", niets.path().to_str().unwrap()], &url);
        assert!(uit.contains("geef dan --leeg"), "{uit}");
        assert_eq!(goed(&["wijken", "lijst"], &url).lines().count(), 2);
        goed(&["wijken", "importeren", "--leeg", niets.path().to_str().unwrap()], &url);
        assert_eq!(goed(&["wijken", "lijst"], &url), "postcode;wijkcode;wijknaam\n");
    })
    .await;
}

const TARIEVEN: &str =
    "standaard;aanbieder;productCategorie;productCode;eenheid;tarief;ingangsdatum;einddatum
ijw;65656055;45;45A04;04;60,00;2025-01-01;2025-01-31
ijw;65656055;45;45A04;04;62,50;2025-02-01;
";

#[tokio::test(flavor = "multi_thread")]
async fn de_poort_keurt_met_het_tarief_dat_op_de_eerste_dag_van_de_productperiode_was_afgesproken() {
    op_elke_url(|url| async move {
        let regio = Regio::op(open(&url).await).await;
        let tarieven = bestand(TARIEVEN);
        let importeren =
            ["tarieven", "importeren", "--gemeente", GEMEENTE, tarieven.path().to_str().unwrap()];
        let uit = goed(&importeren, &url);
        assert_eq!(
            uit,
            "Ingelezen: 2 tarieven van 1 aanbieders. Ze vervangen alle tarieven van 0479 (0479).\n"
        );
        for maker in [IJW, IWMO] {
            let toewijzing = Toewijzing::nieuw(&maker, "2025-01-01", None).omvang(40, "04", "4");
            let identificatie = format!("T{}", maker.standaard.sleutel());
            assert_eq!(
                verwerk(&regio, GEMEENTE, &toewijzing.xml(&maker, &identificatie)).await,
                "goedgekeurd"
            );
        }
        let uren = |maker, referentie: &str, periode, tarief: u32| {
            Regel::nieuw(maker, referentie, periode, 2, "04").met(|regel| {
                regel.tarief = Some(tarief);
                regel.centen = u64::from(tarief) * 2;
            })
        };
        let minuten = |referentie: &str, maand, centen| {
            Regel::nieuw(&IJW, referentie, maand, 95, "01").met(|regel| {
                regel.tarief = Some(104);
                regel.centen = centen;
            })
        };
        let goede = [
            uren(&IJW, "R1", JANUARI, 6000),
            uren(&IJW, "R2", FEBRUARI, 6250),
            // 95 minutes at 62,50 an hour: 98,958 euro.
            minuten("R3", ("2025-03-01", "2025-03-31"), 9896),
        ];
        let foute = [
            uren(&IJW, "F1", ("2025-04-01", "2025-04-30"), 6000),
            minuten("F2", ("2025-05-01", "2025-05-31"), 9880),
        ];
        let xml = declaratie(&IJW, "D1", &[&goede[..], &foute[..]].concat());
        assert_eq!(verwerk(&regio, AANBIEDER, &xml).await, "deels goedgekeurd");
        assert_eq!(
            regels(&url).await,
            [
                "eerste 1 R1 houdt: toegekend",
                "eerste 2 R2 houdt: toegekend",
                "eerste 3 R3 houdt: toegekend",
                "eerste 4 F1 houdt: 0611",
                "eerste 5 F2 houdt: 9346",
            ]
        );
        // Nothing was agreed on for iWmo.
        let xml = declaratie(&IWMO, "D2", &[uren(&IWMO, "R1", JANUARI, 12_345)]);
        assert_eq!(verwerk(&regio, AANBIEDER, &xml).await, "goedgekeurd");
        na_herbouw_gelijk(&regio, &url, "herbouw").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tarieven_van_een_andere_gemeente_blijven_staan_en_een_onbekende_gemeente_wordt_geweigerd() {
    op_elke_url(|url| async move {
        Regio::op(open(&url).await).await;
        let tarieven = bestand(TARIEVEN);
        let pad = tarieven.path().to_str().unwrap();
        goed(&["tarieven", "importeren", "--gemeente", GEMEENTE, pad], &url);
        let een = bestand(&TARIEVEN.lines().take(2).collect::<Vec<_>>().join("\n"));
        goed(&["tarieven", "importeren", "--gemeente", "0363", een.path().to_str().unwrap()], &url);
        let lijst = goed(&["tarieven", "lijst", "--gemeente", GEMEENTE], &url);
        assert_eq!(lijst.lines().count(), 3, "{lijst}");
        assert!(lijst.ends_with("0479;ijw;65656055;45;45A04;04;62,50;2025-02-01;\n"), "{lijst}");
        assert_eq!(goed(&["tarieven", "lijst"], &url).lines().count(), 4);
        let terug = bestand(&lijst);
        goed(&["tarieven", "importeren", "--gemeente", GEMEENTE, terug.path().to_str().unwrap()], &url);
        let uit =
            fout(&["tarieven", "importeren", "--gemeente", "0363", terug.path().to_str().unwrap()], &url);
        assert!(uit.contains("regel 2: in de kolom gemeente staat ‘0479’"), "{uit}");
        let uit = fout(&["tarieven", "importeren", "--gemeente", "1680", pad], &url);
        assert!(uit.contains("Er is geen partij met code 1680"), "{uit}");
        let uit = fout(&["tarieven", "importeren", "--gemeente", AANBIEDER.get(..4).unwrap(), pad], &url);
        assert!(uit.contains("Er is geen partij"), "{uit}");
        let overlap = bestand(&TARIEVEN.replace("2025-01-31", "2025-02-01"));
        let uit =
            fout(&["tarieven", "importeren", "--gemeente", GEMEENTE, overlap.path().to_str().unwrap()], &url);
        assert!(uit.contains("regel 3: dit tarief en dat op regel 2"), "{uit}");
        assert_eq!(goed(&["tarieven", "lijst"], &url).lines().count(), 4);
    })
    .await;
}

/// How SQLite goes about a query, without any data to go by.
async fn plan(url: &str, sql: &str) -> String {
    let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let mut verbinding = sqlx::SqliteConnection::connect(url).await.unwrap();
    let stappen: Vec<(i64, i64, i64, String)> = sqlx::query_as(sql).fetch_all(&mut verbinding).await.unwrap();
    stappen.into_iter().map(|stap| stap.3).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn sqlite_zoekt_een_nummer_een_credit_en_de_regels_van_een_toewijzing_met_een_index() {
    let plek = Plek::sqlite();
    open(&plek.url).await;
    const BEGIN: &str = "SELECT p.bedrag FROM prestatie p WHERE p.standaard = 'ijw' AND p.gemeente = '0479'
        AND p.aanbieder = '65656055' AND p.toegekend";
    for (waar, index) in [
        (
            "p.houdt_nummer AND p.referentie IN (SELECT value FROM json_each('[]'))",
            "prestatie_nummer (standaard=? AND aanbieder=? AND referentie=?",
        ),
        (
            "p.nummer IN (SELECT value FROM json_each('[]')) AND p.begindatum IN (SELECT value FROM json_each('[]'))",
            "PRIMARY KEY (standaard=? AND gemeente=? AND nummer=? AND begindatum=?)",
        ),
        (
            "NOT EXISTS (SELECT 1 FROM prestatie c WHERE c.standaard = p.standaard AND c.aanbieder = p.aanbieder
                AND c.vorige_referentie = p.referentie AND c.toegekend)",
            "INDEX prestatie_credit (standaard=? AND aanbieder=? AND vorige_referentie=?",
        ),
    ] {
        let plan = plan(&plek.url, &format!("{BEGIN} AND {waar}")).await;
        assert!(plan.contains(index), "{waar}: {plan}");
    }
}
