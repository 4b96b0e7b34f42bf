//! Local rules where messages are judged, over HTTP, on every database.

use berichtenpoort::begrippen::LokaleRegel;
use berichtenpoort::bericht::Standaard;
use berichtenpoort::store::Store;
use serde_json::Value;
use uuid::Uuid;

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, IWMO, Maker, NOOR, WIM};
use crate::declareren::{Regel, Toewijzing, declaratie};
use crate::gemeenschap::beeld::{self, Naam, assert_gelijk};
use crate::gemeenschap::{op_elke_database, op_elke_url, open};
use crate::judges;
use crate::voorbeeld::{regel, tarief, trek_in, waarschuw, zet};

async fn poort_met(store: Store, alle: impl IntoIterator<Item = LokaleRegel>) -> Proefpoort {
    let poort = Proefpoort::op(store).await;
    zet(&poort.poort, alle).await;
    poort
}

fn met_einddatum() -> LokaleRegel {
    regel("has(klasse.Einddatum)")
}

fn gevonden(beeld: &Value) -> Vec<(&str, Option<&str>)> {
    let alle = beeld["bevindingen"].as_array().unwrap().iter();
    alle.filter_map(|een| Some((een["regel"].as_str()?, een["retourcode"].as_str()))).collect()
}

fn codes(xml: &[u8]) -> Vec<String> {
    let tekst = String::from_utf8_lossy(xml);
    let delen = tekst.split("RetourCode>").skip(1).step_by(2);
    delen.map(|deel| deel.split('<').next().unwrap().to_owned()).collect()
}

fn id(beeld: &Value) -> Uuid {
    beeld["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn wat_niet_is_als_afgesproken_wordt_geweigerd_met_de_code_en_de_uitleg_van_de_regel() {
    op_elke_database(|store| async move {
        let poort = poort_met(store, [met_einddatum()]).await;
        let fout =
            IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", Some("2026-01-31")), (2, "2026-02-01", None)]);
        let beeld = poort.stuur_en_verwerk(GEMEENTE, &fout).await;
        assert_eq!(
            (&beeld["uitkomst"], gevonden(&beeld)),
            (&"afgekeurd".into(), vec![("ZW001", Some("9307"))])
        );
        let bevinding = &beeld["bevindingen"][0];
        assert_eq!(bevinding["niveau"], "extern");
        assert_eq!(bevinding["pad"], "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[2]");
        assert!(bevinding["tekst"].as_str().unwrap().contains("Vul de laatste dag in."));
        let (berichttype, xml) = poort.antwoord(GEMEENTE, &beeld).await;
        judges::assert_valid(berichttype, &xml);
        assert_eq!(codes(&xml).iter().filter(|code| *code == "9307").count(), 1);
        let uitslagen = poort.poort.store.lokale_uitslagen(id(&beeld)).await.unwrap();
        assert_eq!(
            (uitslagen[0].regel.as_str(), uitslagen[0].klassen, uitslagen[0].niet_goed),
            ("ZW001", 2, 1)
        );

        let goed = IJW.toewijzing("T2", FENNA, &[(1, "2026-01-01", Some("2026-12-31"))]);
        let beeld = poort.stuur_en_verwerk(GEMEENTE, &goed).await;
        assert_eq!((&beeld["uitkomst"], gevonden(&beeld)), (&"goedgekeurd".into(), vec![]));
    })
    .await;
}

#[tokio::test]
async fn een_waarschuwing_staat_bij_de_bevindingen_en_verandert_niets() {
    op_elke_database(|store| async move {
        let poort = poort_met(store, [waarschuw(met_einddatum())]).await;
        let beeld =
            poort.stuur_en_verwerk(GEMEENTE, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        assert_eq!((&beeld["uitkomst"], gevonden(&beeld)), (&"goedgekeurd".into(), vec![("ZW001", None)]));
        let pad = format!("/berichten/{}/bevindingen", beeld["id"].as_str().unwrap());
        let bevindingen = poort.json(GEMEENTE, &pad).await;
        assert!(
            bevindingen["bevindingen"][0]["tekst"]
                .as_str()
                .unwrap()
                .starts_with("Let op, dit houdt het bericht niet tegen")
        );
        assert_eq!(codes(&poort.antwoord(GEMEENTE, &beeld).await.1), Vec::<String>::new());
        assert_eq!(poort.postbus(AANBIEDER).await, ["JW301"]);
    })
    .await;
}

#[tokio::test]
async fn een_regel_geldt_vanaf_zijn_eerste_dag_alleen_voor_zijn_gemeenten_en_zijn_wet() {
    op_elke_database(|store| async move {
        let dag = |tekst: &str| tekst.parse().unwrap();
        let een_dag = LokaleRegel {
            ingangsdatum: dag("2026-02-05"),
            einddatum: Some(dag("2026-02-05")),
            ..met_einddatum()
        };
        let poort = poort_met(store, [een_dag]).await;
        let purmerend = Maker { standaard: Standaard::Ijw, gemeente: "0439", aanbieder: AANBIEDER };
        let uitkomst = async |moment: &str, van: &str, xml: String| {
            poort.klok.zet(moment.parse().unwrap());
            poort.stuur_en_verwerk(van, &xml).await["uitkomst"].clone()
        };
        let open = |naam: &str, bsn, nummer| IJW.toewijzing(naam, bsn, &[(nummer, "2026-01-01", None)]);
        assert_eq!(uitkomst("2026-02-04T22:59:59Z", GEMEENTE, open("A", FENNA, 1)).await, "goedgekeurd");
        assert_eq!(uitkomst("2026-02-04T23:00:00Z", GEMEENTE, open("B", WIM, 2)).await, "afgekeurd");
        assert_eq!(uitkomst("2026-02-05T22:59:59Z", GEMEENTE, open("C", WIM, 3)).await, "afgekeurd");
        let daar = purmerend.toewijzing("P", NOOR, &[(4, "2026-01-01", None)]);
        assert_eq!(uitkomst("2026-02-05T22:59:59Z", "0439", daar).await, "goedgekeurd");
        let wmo = IWMO.toewijzing("W", NOOR, &[(5, "2026-01-01", None)]);
        assert_eq!(uitkomst("2026-02-05T22:59:59Z", GEMEENTE, wmo).await, "goedgekeurd");
        assert_eq!(uitkomst("2026-02-05T23:00:00Z", GEMEENTE, open("D", WIM, 6)).await, "goedgekeurd");
    })
    .await;
}

#[tokio::test]
async fn de_dag_waarop_een_bericht_binnenkwam_telt_hoe_lang_het_ook_wachtte() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let dag = |tekst: &str| tekst.parse().unwrap();
        let straks = LokaleRegel { ingangsdatum: dag("2026-02-04"), ..met_einddatum() };
        zet(&poort.poort, [straks]).await;
        poort.klok.zet("2026-02-03T22:00:00Z".parse().unwrap());
        poort.stuur(GEMEENTE, IJW.toewijzing("A", FENNA, &[(1, "2026-01-01", None)])).await;
        poort.klok.zet("2026-02-10T09:00:00Z".parse().unwrap());
        poort.verwerk_alles().await;
        assert_eq!(poort.postbus(AANBIEDER).await, ["JW301"]);
    })
    .await;
}

#[tokio::test]
async fn een_eis_die_niet_uit_te_rekenen_is_houdt_niets_tegen_en_de_beheerder_ziet_het() {
    op_elke_database(|store| async move {
        let poort =
            poort_met(store, [regel("klasse.ToewijzingNummer / (klasse.ToewijzingNummer - 7) > 0")]).await;
        let beeld =
            poort.stuur_en_verwerk(GEMEENTE, &IJW.toewijzing("T1", FENNA, &[(7, "2026-01-01", None)])).await;
        assert_eq!((&beeld["uitkomst"], gevonden(&beeld)), (&"goedgekeurd".into(), vec![]));
        let niet = poort.poort.store.lokaal_niet_beoordeeld(10).await.unwrap();
        assert_eq!(
            (niet.len(), niet[0].regel.as_str(), niet[0].bericht, niet[0].klassen),
            (1, "ZW001", id(&beeld), 1)
        );
        assert_eq!(niet[0].oorzaak, "een uitkomst is te groot, of er wordt door nul gedeeld");
    })
    .await;
}

fn uren(referentie: &str, tarief: u32) -> Regel {
    let regel = Regel::nieuw(&IJW, referentie, ("2025-11-01", "2025-11-30"), 2, "04");
    regel.met(|regel| (regel.tarief, regel.centen) = (Some(tarief), u64::from(tarief) * 2))
}

/// With hours for Fenna, and three lines claimed of which the second is too dear.
async fn declareer(poort: &Proefpoort) -> Value {
    let toewijzing = Toewijzing::nieuw(&IJW, "2025-01-01", Some("2026-12-31")).omvang(100, "04", "6");
    assert_eq!(
        poort.stuur_en_verwerk(GEMEENTE, &toewijzing.xml(&IJW, "T1")).await["uitkomst"],
        "goedgekeurd"
    );
    let regels = [uren("R1", 6000), uren("R2", 6001), uren("R3", 5999)]
        .into_iter()
        .zip(["2025-09", "2025-10", "2025-11"])
        .map(|(regel, maand)| {
            let laatste = if maand == "2025-10" { 31 } else { 30 };
            regel.met(|regel| regel.periode = (format!("{maand}-01"), format!("{maand}-{laatste}")))
        });
    poort.stuur_en_verwerk(AANBIEDER, &declaratie(&IJW, "D1", &regels.collect::<Vec<_>>())).await
}

#[tokio::test]
async fn van_een_declaratie_wordt_alleen_de_regel_geweigerd_en_klopt_alles_op_de_cent() {
    op_elke_database(|store| async move {
        let poort = poort_met(store, [tarief()]).await;
        let beeld = declareer(&poort).await;
        assert_eq!(
            (&beeld["uitkomst"], gevonden(&beeld)),
            (&"deels goedgekeurd".into(), vec![("ZW002", Some("0611"))])
        );
        let (berichttype, xml) = poort.antwoord(AANBIEDER, &beeld).await;
        judges::assert_valid(berichttype, &xml);
        let tekst = String::from_utf8(xml).unwrap();
        assert_eq!(codes(tekst.as_bytes()).iter().filter(|code| *code == "0611").count(), 1);
        let bedrag = |element: &str| {
            let rest =
                tekst.split_once(&format!("{element}>")).unwrap().1.split_once("TotaalBedrag>").unwrap().1;
            rest.split_once('<').unwrap().0.parse::<u64>().unwrap()
        };
        assert_eq!(bedrag("TotaalIngediendBedrag"), 36_000);
        assert_eq!(bedrag("TotaalToegekendBedrag"), 23_998);

        // What was refused can be claimed again, for what was agreed, and what was granted can be taken back.
        let opnieuw =
            uren("R4", 6000).met(|regel| regel.periode = ("2025-10-01".to_owned(), "2025-10-31".to_owned()));
        let terug = uren("R1", 6000)
            .met(|regel| regel.periode = ("2025-09-01".to_owned(), "2025-09-30".to_owned()))
            .terug("R5");
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &declaratie(&IJW, "D2", &[opnieuw, terug])).await;
        assert_eq!((&beeld["uitkomst"], gevonden(&beeld)), (&"goedgekeurd".into(), vec![]));
    })
    .await;
}

#[tokio::test]
async fn opnieuw_opbouwen_geeft_hetzelfde_ook_als_de_regel_er_niet_meer_is() {
    op_elke_url(|url| async move {
        let poort = poort_met(open(&url).await, [tarief(), met_einddatum()]).await;
        declareer(&poort).await;
        let projecties = beeld::projecties(&url, Naam::Nummer).await;
        let uitkomsten = beeld::uitkomsten(&url).await;
        let uitslagen = beeld::rijen_van(&url, &["lokaleregel_uitslag"]).await;
        trek_in(&poort.poort, "ZW001").await;
        trek_in(&poort.poort, "ZW002").await;
        poort.poort.herbouw().await.unwrap();
        assert_gelijk(&projecties, &beeld::projecties(&url, Naam::Nummer).await, "after a rebuild");
        assert_eq!(uitkomsten, beeld::uitkomsten(&url).await);
        assert_gelijk(
            &uitslagen,
            &beeld::rijen_van(&url, &["lokaleregel_uitslag"]).await,
            "what was recorded",
        );
    })
    .await;
}

#[tokio::test]
async fn zonder_regel_voor_een_bericht_wordt_er_niets_vastgelegd() {
    op_elke_database(|store| async move {
        let poort = poort_met(store, [tarief()]).await;
        let beeld =
            poort.stuur_en_verwerk(GEMEENTE, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        assert_eq!(beeld["uitkomst"], "goedgekeurd");
        assert!(poort.poort.store.lokale_uitslagen(id(&beeld)).await.unwrap().is_empty());
    })
    .await;
}
