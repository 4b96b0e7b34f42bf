//! What the backoffice asks every month, through the API, on every database: each overview by a small story.

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, IWMO, Maker};
use crate::declareren::{Regel, Toewijzing, declaratie};
use crate::gemeenschap::{doe, op_elke_url, open};
use crate::overzien::{alles_klopt, klopt, kort, rijen};
use berichtenpoort::overzicht::{PRESTATIES, met_naam};
use berichtenpoort::partij::Beantwoording;
use berichtenpoort::store::Wijk;
use serde_json::Value;

const OKTOBER: (&str, &str) = ("2025-10-01", "2025-10-31");
const NOVEMBER: (&str, &str) = ("2025-11-01", "2025-11-30");
const DECEMBER: (&str, &str) = ("2025-12-01", "2025-12-31");

/// A gate, with the wijk of the clients.
async fn begin(url: &str) -> Proefpoort {
    let poort = Proefpoort::op(open(url).await).await;
    let wijk = |postcode: &str, code: &str, naam: &str| {
        let [postcode, code, naam] = [postcode, code, naam].map(str::to_owned);
        Wijk { postcode, code, naam }
    };
    let wijken = [wijk("1500", "W0", "Ergens"), wijk("1500AA", "W1", "Centrum")];
    poort.poort.store.vervang_wijken(&wijken).await.unwrap();
    poort
}

async fn stuur(poort: &Proefpoort, van: &str, xml: &str) -> Value {
    let beeld = poort.stuur_en_verwerk(van, xml).await;
    assert_ne!(beeld["uitkomst"], "afgekeurd", "{}", beeld["bevindingen"]);
    beeld
}

/// Ten hours a month, from a day until another.
fn tien_uur<'a>(maker: &Maker<'_>, van: &'a str, tot: Option<&'a str>) -> Toewijzing<'a> {
    Toewijzing::nieuw(maker, van, tot).omvang(10, "04", "4")
}

fn uren(maker: &Maker<'_>, referentie: &str, maand: (&str, &str), uren: u32) -> Regel {
    Regel::nieuw(maker, referentie, maand, uren, "04")
}

/// Starts (305) or takes back (status 3), on a day.
fn start(maker: &Maker<'_>, identificatie: &str, op: &str, status: &str) -> String {
    let xml = maker.regie(305, identificatie, FENNA, &[Some(10071)], status);
    xml.replace("2026-01-01", "2025-10-01").replace("2026-01-05", op)
}

/// Stops what began on a day, on another.
fn stop(maker: &Maker<'_>, identificatie: &str, begonnen: &str, op: &str) -> String {
    let xml = maker.regie(307, identificatie, FENNA, &[Some(10071)], "1");
    xml.replace("2026-01-01", "2025-10-01").replace("2026-01-05", begonnen).replace("2026-01-30", op)
}

/// One line is granted, one is too much, one names an allocation that does not exist; then the first is taken back and
/// claimed again for less.
async fn drie_regels_en_een_correctie(poort: &Proefpoort, maker: &Maker<'_>) {
    let toewijzing = tien_uur(maker, "2025-10-01", Some("2025-12-31"));
    stuur(poort, GEMEENTE, &toewijzing.xml(maker, "T1")).await;
    let eerste = uren(maker, "R1", OKTOBER, 6);
    let regels = [
        eerste.clone(),
        uren(maker, "R2", NOVEMBER, 12),
        uren(maker, "R3", NOVEMBER, 4).met(|regel| regel.nummer = 99),
    ];
    let beeld = stuur(poort, AANBIEDER, &declaratie(maker, "D1", &regels)).await;
    assert_eq!(beeld["uitkomst"], "deels goedgekeurd", "{beeld}");
    let correctie = [eerste.terug("C1"), uren(maker, "R4", OKTOBER, 5)];
    let beeld = stuur(poort, AANBIEDER, &declaratie(maker, "D2", &correctie)).await;
    assert_eq!(beeld["uitkomst"], "goedgekeurd", "{beeld}");
}

async fn cijfers_van_de_maand(poort: &Proefpoort, maker: &Maker<'_>) {
    drie_regels_en_een_correctie(poort, maker).await;
    let standaard = format!("standaard={}", maker.standaard.sleutel());
    let kolommen = [
        "wijk",
        "maand",
        "aantalIngediend",
        "ingediend",
        "aantalToegekend",
        "toegekend",
        "aantalAfgewezen",
        "afgewezen",
    ];
    let cijfers = rijen(poort, GEMEENTE, "maandcijfers", &standaard).await;
    assert_eq!(
        kort(&cijfers, &kolommen),
        [
            "W1 2025-10 3 30000 3 30000 0 0",
            "W1 2025-11 1 72000 0 0 1 72000",
            "onbekend 2025-11 1 24000 0 0 1 24000"
        ],
        "een credit telt negatief, en van een onbekende toewijzing is de wijk niet bekend"
    );
    let redenen = rijen(poort, GEMEENTE, "afwijzingen", &standaard).await;
    assert_eq!(
        kort(&redenen, &["wijk", "maand", "aantal", "bedrag"]),
        ["W1 2025-11 1 72000", "onbekend 2025-11 1 24000"]
    );
    let codes = kort(&redenen, &["retourcodes"]);
    assert!(codes[0].split(' ').any(|code| code == "9321") && !codes[1].is_empty(), "{codes:?}");

    let betalen = rijen(poort, GEMEENTE, "betaallijst", &standaard).await;
    assert_eq!(
        kort(
            &betalen,
            &["declaratieNummer", "maand", "antwoordOp", "toegekendDebet", "toegekendCredit", "teBetalen"]
        ),
        ["D1 2025-12 2026-02-03 36000 0 36000", "D2 2025-12 2026-02-03 30000 -36000 -6000"]
    );
    let beeld = poort.json(GEMEENTE, &format!("/overzichten/betaallijst?{standaard}")).await;
    assert_eq!(
        beeld["perAanbieder"],
        serde_json::json!([{
            "aanbieder": AANBIEDER, "rijen": 2, "toegekendDebet": 66000, "toegekendCredit": -36000, "teBetalen": 30000
        }])
    );
    let vervolg = rijen(poort, GEMEENTE, "zonder-vervolg", &standaard).await;
    assert_eq!(
        kort(&vervolg, &["oorzaak", "referentie", "begindatum", "einddatum", "bedrag"]),
        ["afgewezen R2 2025-11-01 2025-11-30 72000", "afgewezen R3 2025-11-01 2025-11-30 24000"],
        "R1 is teruggenomen en opnieuw ingediend"
    );
}

#[tokio::test]
async fn de_maandcijfers_de_afwijzingen_en_de_betaallijst_tellen_dezelfde_prestaties() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        cijfers_van_de_maand(&poort, &IJW).await;
        cijfers_van_de_maand(&poort, &IWMO).await;
        for code in [GEMEENTE, AANBIEDER] {
            alles_klopt(&poort, code).await;
        }
    })
    .await;
}

#[tokio::test]
async fn een_gecrediteerde_prestatie_zonder_nieuwe_staat_bij_zonder_vervolg() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        drie_regels_en_een_correctie(&poort, &IJW).await;
        let weg = uren(&IJW, "R4", OKTOBER, 5).terug("C2");
        stuur(&poort, AANBIEDER, &declaratie(&IJW, "D3", &[weg])).await;
        let kolommen = ["oorzaak", "retourcodes", "referentie", "bedrag"];
        let van_oktober = |vervolg: Vec<Value>| kort(&vervolg, &kolommen);
        let vervolg = rijen(&poort, GEMEENTE, "zonder-vervolg", "van=2025-10&totEnMet=2025-10").await;
        assert_eq!(van_oktober(vervolg), ["gecrediteerd - R1 36000", "gecrediteerd - R4 30000"]);
        stuur(&poort, AANBIEDER, &declaratie(&IJW, "D4", &[uren(&IJW, "R5", OKTOBER, 5)])).await;
        let vervolg = rijen(&poort, GEMEENTE, "zonder-vervolg", "van=2025-10&totEnMet=2025-10").await;
        assert!(vervolg.is_empty(), "er is weer een toegekende prestatie over oktober: {vervolg:?}");
        alles_klopt(&poort, GEMEENTE).await;
    })
    .await;
}

#[tokio::test]
async fn een_toewijzing_zonder_start_staat_er_tot_de_start_en_opnieuw_na_het_intrekken() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        let lijst = async |wanneer: &str| {
            let alle = rijen(&poort, GEMEENTE, "zonder-start", wanneer).await;
            kort(&alle, &["toewijzingNummer", "bsn", "wijk", "ingangsdatum", "einddatum", "dagenSindsIngang"])
        };
        let regel = format!("10071 {FENNA} W1 2025-10-01 - 125");
        stuur(&poort, GEMEENTE, &tien_uur(&IJW, "2025-10-01", None).xml(&IJW, "T1")).await;
        assert_eq!(lijst("").await, [regel.as_str()]);
        assert!(lijst("van=2025-11").await.is_empty() && lijst("totEnMet=2025-10").await.len() == 1);
        stuur(&poort, AANBIEDER, &start(&IJW, "S1", "2025-10-15", "1")).await;
        assert!(lijst("").await.is_empty());
        stuur(&poort, AANBIEDER, &start(&IJW, "S2", "2025-10-15", "3")).await;
        assert_eq!(lijst("").await, [regel.as_str()]);
        alles_klopt(&poort, AANBIEDER).await;

        let later = Toewijzing { tijd: "11:00:00", ..tien_uur(&IJW, "2025-10-01", Some("2026-02-02")) };
        stuur(&poort, GEMEENTE, &later.xml(&IJW, "T2")).await;
        assert!(lijst("").await.is_empty(), "de nieuwste versie is voorbij");
        let weer = Toewijzing { tijd: "12:00:00", ..tien_uur(&IJW, "2025-10-01", Some("2026-02-03")) };
        stuur(&poort, GEMEENTE, &weer.xml(&IJW, "T3")).await;
        assert_eq!(lijst("").await.len(), 1, "vandaag is de laatste dag");
    })
    .await;
}

#[tokio::test]
async fn een_verwijderde_toewijzing_en_een_die_nog_moet_beginnen_staan_niet_bij_zonder_start() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        stuur(&poort, GEMEENTE, &tien_uur(&IJW, "2026-02-04", None).xml(&IJW, "T1")).await;
        assert!(rijen(&poort, GEMEENTE, "zonder-start", "").await.is_empty(), "begint morgen");
        poort.klok.zet("2026-02-03T23:30:00Z".parse().unwrap());
        assert_eq!(rijen(&poort, GEMEENTE, "zonder-start", "").await.len(), 1, "in Nederland is het morgen");
        assert_eq!(rijen(&poort, GEMEENTE, "budgetverbruik", "").await.len(), 1);
        let weg = Toewijzing {
            reden: Some("13"),
            tijd: "11:00:00",
            ..tien_uur(&IJW, "2026-02-04", Some("2026-02-04"))
        };
        stuur(&poort, GEMEENTE, &weg.xml(&IJW, "T2")).await;
        for naam in ["zonder-start", "budgetverbruik"] {
            assert!(rijen(&poort, GEMEENTE, naam, "").await.is_empty(), "{naam}");
        }
    })
    .await;
}

#[tokio::test]
async fn gestart_zonder_declaratie_telt_elke_voorbije_maand_waarin_zorg_liep() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        let kolommen = ["startdatum", "stopdatum", "laatstGedeclareerdeMaand", "maandenZonder"];
        let lijst = async |wanneer: &str| {
            kort(&rijen(&poort, GEMEENTE, "zonder-declaratie", wanneer).await, &kolommen)
        };
        stuur(&poort, GEMEENTE, &tien_uur(&IJW, "2025-10-01", None).xml(&IJW, "T1")).await;
        assert!(lijst("").await.is_empty(), "niet gestart");
        stuur(&poort, AANBIEDER, &start(&IJW, "S1", "2025-10-15", "1")).await;
        assert_eq!(lijst("").await, ["2025-10-15 - - 4"], "oktober tot en met januari");
        assert_eq!(lijst("van=2025-12").await, ["2025-10-15 - - 2"]);
        assert!(lijst("van=2026-02").await.is_empty(), "februari is nog niet voorbij");
        let regels = [uren(&IJW, "R1", NOVEMBER, 5), uren(&IJW, "R2", DECEMBER, 11)];
        stuur(&poort, AANBIEDER, &declaratie(&IJW, "D1", &regels)).await;
        assert_eq!(lijst("").await, ["2025-10-15 - 2025-11 3"], "december is afgewezen");
        stuur(&poort, AANBIEDER, &stop(&IJW, "E1", "2025-10-15", "2025-12-20")).await;
        assert_eq!(lijst("").await, ["2025-10-15 2025-12-20 2025-11 2"], "na de stop wordt niets verwacht");
        stuur(&poort, AANBIEDER, &start(&IJW, "S2", "2026-01-10", "1")).await;
        assert_eq!(lijst("").await, ["2025-10-15 - 2025-11 3"], "in januari loopt er weer zorg");
        alles_klopt(&poort, GEMEENTE).await;
    })
    .await;
}

#[tokio::test]
async fn na_de_eerste_stop_en_voor_de_ingangsdatum_wordt_geen_declaratie_verwacht() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        let lijst = async || {
            let alle = rijen(&poort, GEMEENTE, "zonder-declaratie", "").await;
            kort(&alle, &["startdatum", "stopdatum", "maandenZonder"])
        };
        stuur(&poort, GEMEENTE, &tien_uur(&IJW, "2025-10-01", None).xml(&IJW, "T1")).await;
        stuur(&poort, AANBIEDER, &start(&IJW, "S1", "2025-10-15", "1")).await;
        stuur(&poort, AANBIEDER, &stop(&IJW, "E1", "2025-10-15", "2025-11-20")).await;
        assert_eq!(lijst().await, ["2025-10-15 2025-11-20 2"]);
        // The same start stopped once more, later.
        doe(
            &url,
            "INSERT INTO regie (soort, standaard, gemeente, aanbieder, client, nummer, categorie, code, toewijzing_ingangsdatum,
                begindatum, reden_beeindiging, einddatum, status_aanlevering, bericht_volgnummer)
             SELECT soort, standaard, gemeente, aanbieder, client, nummer, categorie, code, toewijzing_ingangsdatum,
                begindatum, reden_beeindiging, '2025-12-20', status_aanlevering, bericht_volgnummer
             FROM regie WHERE soort = 'stop'",
        )
        .await;
        assert_eq!(lijst().await, ["2025-10-15 2025-12-20 2"], "na de eerste stop lag de zorg stil");
        doe(&url, "UPDATE toewijzing SET ingangsdatum = '2025-11-15'").await;
        assert_eq!(lijst().await, ["2025-10-15 2025-12-20 1"], "oktober ligt voor de toewijzing");
    })
    .await;
}

#[tokio::test]
async fn van_wat_een_paar_keer_is_afgewezen_staat_alleen_de_laatste_keer_er_tot_die_maand_is_toegekend() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        let lijst = async || {
            kort(&rijen(&poort, GEMEENTE, "zonder-vervolg", "").await, &["referentie", "begindatum"])
        };
        stuur(&poort, GEMEENTE, &tien_uur(&IJW, "2025-10-01", None).xml(&IJW, "T1")).await;
        let eerste = [uren(&IJW, "G1", OKTOBER, 1), uren(&IJW, "R1", NOVEMBER, 11)];
        stuur(&poort, AANBIEDER, &declaratie(&IJW, "D1", &eerste)).await;
        let tweede =
            [uren(&IJW, "R2", NOVEMBER, 12), uren(&IJW, "R3", DECEMBER, 12)];
        let alles_afgewezen = poort.stuur_en_verwerk(AANBIEDER, &declaratie(&IJW, "D2", &tweede)).await;
        assert_eq!(alles_afgewezen["uitkomst"], "afgekeurd");
        assert_eq!(lijst().await, ["R2 2025-11-01", "R3 2025-12-01"]);
        alles_klopt(&poort, AANBIEDER).await;
        doe(&url, "UPDATE prestatie SET begindatum = '2025-11-03', einddatum = '2025-11-28' WHERE referentie = 'R2'").await;
        stuur(&poort, AANBIEDER, &declaratie(&IJW, "D3", &[uren(&IJW, "R4", NOVEMBER, 5)])).await;
        assert_eq!(lijst().await, ["R3 2025-12-01"], "over november is toegekend, ook al is de periode een andere");
        doe(&url, "UPDATE prestatie SET code = '45A05' WHERE referentie = 'R2'").await;
        assert_eq!(lijst().await, ["R2 2025-11-03", "R3 2025-12-01"], "van een ander product");
        for met_codes in [
            "UPDATE prestatie SET retourcodes = '9340' WHERE referentie = 'R2'",
            "UPDATE prestatie SET retourcodes = '0611 9339 9346' WHERE referentie = 'R2'",
        ] {
            doe(&url, met_codes).await;
            assert_eq!(lijst().await, ["R3 2025-12-01"], "het product was juist de fout");
        }
    })
    .await;
}

#[tokio::test]
async fn een_stop_van_een_ander_product_zegt_niets_over_een_prestatie() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        stuur(&poort, GEMEENTE, &tien_uur(&IJW, "2025-10-01", None).xml(&IJW, "T1")).await;
        stuur(&poort, AANBIEDER, &start(&IJW, "S1", "2025-10-15", "1")).await;
        stuur(&poort, AANBIEDER, &stop(&IJW, "E1", "2025-10-15", "2025-11-01")).await;
        stuur(&poort, AANBIEDER, &declaratie(&IJW, "D1", &[uren(&IJW, "R1", DECEMBER, 6)])).await;
        for (product, aantal, waarom) in [
            ("UPDATE regie SET categorie = '45', code = '45A04'", 1, "het product van de prestatie"),
            ("UPDATE regie SET categorie = '45', code = NULL", 1, "de hele categorie"),
            ("UPDATE regie SET categorie = NULL, code = NULL", 1, "geen product genoemd"),
            ("UPDATE regie SET categorie = '45', code = '45A05'", 0, "een andere code"),
            ("UPDATE regie SET categorie = '46', code = NULL", 0, "een andere categorie"),
        ] {
            doe(&url, product).await;
            assert_eq!(rijen(&poort, GEMEENTE, "na-stop", "").await.len(), aantal, "{waarom}");
        }
        // A new start of another product is not one of this.
        doe(&url, "UPDATE regie SET categorie = NULL, code = NULL").await;
        stuur(&poort, AANBIEDER, &start(&IJW, "S2", "2025-12-10", "1")).await;
        assert!(rijen(&poort, GEMEENTE, "na-stop", "").await.is_empty());
        doe(&url, "UPDATE regie SET categorie = '45', code = '45A05' WHERE begindatum = '2025-12-10'").await;
        assert_eq!(rijen(&poort, GEMEENTE, "na-stop", "").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn na_een_stop_valt_een_toegekende_prestatie_op_tot_de_zorg_weer_begon() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        stuur(&poort, GEMEENTE, &tien_uur(&IJW, "2025-10-01", None).xml(&IJW, "T1")).await;
        stuur(&poort, AANBIEDER, &start(&IJW, "S1", "2025-10-15", "1")).await;
        stuur(&poort, AANBIEDER, &stop(&IJW, "E1", "2025-10-15", "2025-11-01")).await;
        let regels = [uren(&IJW, "R1", NOVEMBER, 5), uren(&IJW, "R2", DECEMBER, 6)];
        stuur(&poort, AANBIEDER, &declaratie(&IJW, "D1", &regels)).await;
        let lijst = async || {
            let alle = rijen(&poort, GEMEENTE, "na-stop", "").await;
            kort(&alle, &["referentie", "stopdatum", "begindatum", "bedrag", "declaratieNummer", "regel"])
        };
        assert_eq!(lijst().await, ["R2 2025-11-01 2025-12-01 36000 D1 2"], "op 1 november was er nog zorg");
        alles_klopt(&poort, GEMEENTE).await;
        stuur(&poort, AANBIEDER, &start(&IJW, "S2", "2025-12-31", "1")).await;
        assert!(lijst().await.is_empty(), "op de laatste dag van december begon de zorg weer");
    })
    .await;
}

#[tokio::test]
async fn het_budgetverbruik_heeft_een_maximum_en_een_prognose_tot_het_einde() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        let toewijzing = tien_uur(&IJW, "2025-10-01", Some("2026-03-31"));
        stuur(&poort, GEMEENTE, &toewijzing.xml(&IJW, "T1")).await;
        let kolommen = [
            "eenheid",
            "maximumVolume",
            "gebruiktVolume",
            "prognoseVolume",
            "verschilVolume",
            "maximumBedrag",
            "gebruiktBedrag",
            "prognoseBedrag",
            "verschilBedrag",
            "percentage",
            "laatstGedeclareerdeMaand",
        ];
        let lijst =
            async |wanneer: &str| kort(&rijen(&poort, GEMEENTE, "budgetverbruik", wanneer).await, &kolommen);
        assert_eq!(lijst("").await, ["04 60 0 - - - 0 - - 0.0 -"]);
        let regels = [uren(&IJW, "R1", OKTOBER, 6), uren(&IJW, "R2", NOVEMBER, 4)];
        stuur(&poort, AANBIEDER, &declaratie(&IJW, "D1", &regels)).await;
        assert_eq!(lijst("").await, ["04 60 10 30 30 - 60000 180000 - 16.7 2025-11"]);
        let minuten = Regel::nieuw(&IJW, "R3", DECEMBER, 30, "01");
        stuur(&poort, AANBIEDER, &declaratie(&IJW, "D2", &[minuten])).await;
        assert_eq!(lijst("").await, ["01 3600 630 1260 2340 - 63000 126000 - 17.5 2025-12"], "in minuten");
        alles_klopt(&poort, GEMEENTE).await;
        assert!(lijst("van=2026-04").await.is_empty() && lijst("van=2026-03").await.len() == 1);
        let open = Toewijzing { tijd: "11:00:00", ..tien_uur(&IJW, "2025-10-01", None) };
        stuur(&poort, GEMEENTE, &open.xml(&IJW, "T2")).await;
        assert_eq!(lijst("").await, ["01 - 630 - - - 63000 - - - 2025-12"], "zonder einde geen maximum");
    })
    .await;
}

#[tokio::test]
async fn een_budget_staat_in_euros() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        let zonder_code = Some(("45", None));
        let toewijzing = Toewijzing::nieuw(&IJW, "2025-10-01", Some("2025-12-31")).budget(100_000);
        let toewijzing = Toewijzing { product: zonder_code, ..toewijzing };
        stuur(&poort, GEMEENTE, &toewijzing.xml(&IJW, "T1")).await;
        stuur(&poort, AANBIEDER, &declaratie(&IJW, "D1", &[uren(&IJW, "R1", OKTOBER, 7)])).await;
        let alle = klopt(&poort, GEMEENTE, met_naam("budgetverbruik").unwrap(), "").await;
        let kolommen = [
            "eenheid",
            "maximumVolume",
            "maximumBedrag",
            "gebruiktBedrag",
            "prognoseBedrag",
            "verschilBedrag",
            "percentage",
        ];
        assert_eq!(kort(&alle, &kolommen), ["- - 100000 42000 126000 -26000 42.0"]);
    })
    .await;
}

#[tokio::test]
async fn een_ander_tarief_dan_het_contract_valt_op() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        stuur(&poort, GEMEENTE, &tien_uur(&IJW, "2025-10-01", Some("2025-12-31")).xml(&IJW, "T1")).await;
        let regels = [
            uren(&IJW, "R1", OKTOBER, 6),
            Regel::nieuw(&IJW, "R2", NOVEMBER, 30, "01"),
            uren(&IJW, "R3", DECEMBER, 11),
        ];
        stuur(&poort, AANBIEDER, &declaratie(&IJW, "D1", &regels)).await;
        let overzicht = met_naam("tariefverschillen").unwrap();
        assert!(klopt(&poort, GEMEENTE, overzicht, "").await.is_empty(), "er is geen contract");
        // The contract became known later: what was granted before, stays.
        doe(
            &url,
            "INSERT INTO contracttarief (standaard, gemeente, aanbieder, categorie, code, eenheid, tarief, ingangsdatum, einddatum)
             VALUES ('ijw', '0479', '65656055', '45', '45A04', '04', 6000, '2025-01-01', '2025-09-30'),
                    ('ijw', '0479', '65656055', '45', '45A04', '04', 5500, '2025-10-01', '2025-11-30'),
                    ('ijw', '0479', '65656055', '45', '45A04', '04', 6000, '2025-12-01', NULL)",
        )
        .await;
        let kolommen = ["referentie", "volume", "tarief", "contracttarief", "verschil", "verschilTotaal", "uitslag"];
        let alle = klopt(&poort, GEMEENTE, overzicht, "").await;
        assert_eq!(
            kort(&alle, &kolommen),
            ["R1 6 6000 5500 500 3000 toegekend", "R2 30 100 92 8 250 toegekend"],
            "per minuut is het een zestigste van het uurtarief; december heeft het afgesproken tarief"
        );
        stuur(&poort, AANBIEDER, &declaratie(&IJW, "D2", &[uren(&IJW, "R1", OKTOBER, 6).terug("C1")])).await;
        assert_eq!(klopt(&poort, GEMEENTE, overzicht, "").await.len(), 1, "wat is teruggenomen, kost niets meer");
    })
    .await;
}

#[tokio::test]
async fn een_open_declaratie_toont_hoeveel_werkdagen_er_nog_zijn() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        let gemeente = poort.partijen[GEMEENTE].clone().met_beantwoording(Beantwoording::Zelf).unwrap();
        poort.poort.store.stel_beantwoording_in(&gemeente).await.unwrap();
        stuur(&poort, GEMEENTE, &tien_uur(&IJW, "2025-10-01", None).xml(&IJW, "T1")).await;
        let xml = declaratie(&IJW, "D1", &[uren(&IJW, "R1", OKTOBER, 6)]);
        assert_eq!(poort.stuur(AANBIEDER, xml.clone()).await.status(), 201);
        let overzicht = met_naam("open-declaraties").unwrap();
        let kolommen =
            ["declaratieNummer", "maand", "ontvangenOp", "ingediend", "laatsteDag", "werkdagenOver"];
        let verwacht = ["D1 2025-12 2026-02-03 36000 2026-02-17 10"];
        assert_eq!(
            kort(&klopt(&poort, AANBIEDER, overzicht, "").await, &kolommen),
            verwacht,
            "zij wacht op de poort"
        );
        poort.verwerk_alles().await;
        let alle = klopt(&poort, GEMEENTE, overzicht, "van=2026-02").await;
        assert_eq!(kort(&alle, &kolommen), verwacht, "zij wacht op de gemeente");
        let bericht = alle[0]["_links"]["bericht"]["href"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
        assert_eq!(poort.json(GEMEENTE, bericht).await["berichttype"], "JW323");
        assert!(klopt(&poort, GEMEENTE, overzicht, "totEnMet=2026-01").await.is_empty());
        for (nu, over) in
            [("2026-02-17T09:00:00Z", 0), ("2026-02-18T09:00:00Z", -1), ("2026-02-20T09:00:00Z", -3)]
        {
            poort.klok.zet(nu.parse().unwrap());
            let alle = rijen(&poort, GEMEENTE, "open-declaraties", "").await;
            assert_eq!(alle[0]["werkdagenOver"], over, "{nu}");
        }
        assert!(rijen(&poort, "0439", "open-declaraties", "").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn een_beantwoorde_declaratie_is_niet_meer_open_en_staat_op_de_dag_van_haar_antwoord() {
    op_elke_url(|url| async move {
        let poort = begin(&url).await;
        // Half past midnight in the Netherlands, the day before in UTC.
        poort.klok.zet("2026-02-03T23:30:00Z".parse().unwrap());
        drie_regels_en_een_correctie(&poort, &IJW).await;
        assert!(rijen(&poort, GEMEENTE, "open-declaraties", "").await.is_empty());
        let aantal = async |wanneer: &str| rijen(&poort, GEMEENTE, "betaallijst", wanneer).await.len();
        assert_eq!(aantal("van=2026-02-04&totEnMet=2026-02-04").await, 2);
        assert_eq!(aantal("totEnMet=2026-02-03").await + aantal("van=2026-02-05").await, 0);
        let alle = klopt(&poort, GEMEENTE, &PRESTATIES, "uitslag=toegekend").await;
        assert_eq!(
            kort(&alle, &["declaratieNummer", "regel", "toegekend"]),
            ["D1 1 36000", "D2 1 -36000", "D2 2 30000"]
        );
    })
    .await;
}
