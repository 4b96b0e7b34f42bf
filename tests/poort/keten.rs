//! Whole chains through the gate, over HTTP, on every database.

use crate::judges;

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, IWMO, Maker, NOOR, WIM};
use crate::gemeenschap::op_elke_database;
use chrono::TimeDelta;
use serde_json::Value;

fn regels(bericht: &Value) -> Vec<&str> {
    bericht["bevindingen"].as_array().unwrap().iter().filter_map(|een| een["regel"].as_str()).collect()
}

fn codes(xml: &[u8]) -> Vec<String> {
    let tekst = String::from_utf8_lossy(xml);
    let delen = tekst.split("RetourCode>").skip(1).step_by(2);
    delen.map(|deel| deel.split('<').next().unwrap().to_owned()).collect()
}

const JANUARI: (&str, &str) = ("2026-01-01", "2026-01-31");

fn regel(referentie: &str, nummer: u32, centen: i64) -> (&str, u32, &'static str, &'static str, i64) {
    (referentie, nummer, JANUARI.0, JANUARI.1, centen)
}

async fn speel_keten(poort: &Proefpoort, maker: Maker<'static>, bsn: &str) {
    let stappen = [
        (GEMEENTE, maker.toewijzing("K1", bsn, &[(10071, "2026-01-01", None)])),
        (AANBIEDER, maker.start("K2", bsn, &[Some(10071)])),
        (AANBIEDER, maker.declaratie("K3", "D1", &[(bsn, &[regel("R1", 10071, 48000)])])),
        (AANBIEDER, maker.stop("K4", bsn, &[Some(10071)])),
    ];
    for (afzender, bericht) in stappen {
        let beeld = poort.stuur_en_verwerk(afzender, &bericht).await;
        assert_eq!(
            (&beeld["status"], &beeld["uitkomst"]),
            (&"verwerkt".into(), &"goedgekeurd".into()),
            "{beeld}"
        );
        let (berichttype, xml) = poort.antwoord(afzender, &beeld).await;
        judges::assert_valid(berichttype, &xml);
        let verwacht: &[&str] = if berichttype.soort.is_retour() { &[] } else { &["0200", "8001"] };
        assert_eq!(codes(&xml), verwacht);
    }
}

#[tokio::test]
async fn a_whole_chain_is_approved_for_both_laws_and_every_answer_is_valid() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        speel_keten(&poort, IJW, FENNA).await;
        speel_keten(&poort, IWMO, WIM).await;
        let bij_gemeente = ["JW302", "JW305", "JW323", "JW307", "WMO302", "WMO305", "WMO323", "WMO307"];
        assert_eq!(poort.postbus(GEMEENTE).await, bij_gemeente);
        let bij_aanbieder = ["JW301", "JW306", "JW325", "JW308", "WMO301", "WMO306", "WMO325", "WMO308"];
        assert_eq!(poort.postbus(AANBIEDER).await, bij_aanbieder);
        assert!(poort.postbus("42420001").await.is_empty());
        assert_eq!(poort.poort.store.wachtend().await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_start_without_a_toewijzing_is_refused_with_its_rule_and_does_not_reach_the_gemeente() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &IJW.start("A1", FENNA, &[Some(5)])).await;
        assert_eq!((&beeld["oordeel"], &beeld["uitkomst"]), (&"geldig".into(), &"afgekeurd".into()));
        assert_eq!(regels(&beeld), ["TR019"]);
        assert_eq!(beeld["bevindingen"][0]["niveau"], "keten");
        let nummer = &beeld["bevindingen"][0];
        assert_eq!(nummer["pad"], "/Bericht/Client/StartProducten/StartProduct[1]/ToewijzingNummer");
        assert_eq!((&nummer["regelnummer"], &nummer["kolom"]), (&18.into(), &23.into()), "of that element");
        let (berichttype, xml) = poort.antwoord(AANBIEDER, &beeld).await;
        judges::assert_valid(berichttype, &xml);
        assert_eq!(codes(&xml), ["0200", "9019", "0200"]);
        assert!(poort.postbus(GEMEENTE).await.is_empty());
        assert_eq!(poort.postbus(AANBIEDER).await, ["JW306"]);
    })
    .await;
}

#[tokio::test]
async fn what_a_refused_message_claimed_may_be_claimed_again() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let start = IJW.start("A1", FENNA, &[Some(10071)]);
        assert_eq!(poort.stuur_en_verwerk(AANBIEDER, &start).await["uitkomst"], "afgekeurd");
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)]);
        assert_eq!(poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await["uitkomst"], "goedgekeurd");
        // Other bytes, the same identification.
        let nog_eens = start.replace("  <m:Client>", "<m:Client>");
        assert_eq!(poort.stuur_en_verwerk(AANBIEDER, &nog_eens).await["uitkomst"], "goedgekeurd");
        let derde = start.replace("  <m:Client>", "   <m:Client>");
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &derde).await;
        assert_eq!((&beeld["uitkomst"], regels(&beeld)), (&"afgekeurd".into(), vec!["TR056"]));
        assert_eq!(codes(&poort.antwoord(AANBIEDER, &beeld).await.1), ["9056"]);
    })
    .await;
}

#[tokio::test]
async fn a_message_that_breaks_a_rule_inside_it_is_taken_in_and_answered_with_0001() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let fout_bsn = IJW.start("A1", "999900007", &[Some(1)]);
        let antwoord = poort.stuur(AANBIEDER, fout_bsn.clone()).await;
        assert_eq!(antwoord.status(), 201);
        let direct: Value = antwoord.json().await.unwrap();
        assert_eq!((&direct["oordeel"], regels(&direct)), (&"regels".into(), vec!["CS002"]), "told at once");
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &fout_bsn).await;
        assert_eq!(beeld["uitkomst"], "afgekeurd");
        let (berichttype, xml) = poort.antwoord(AANBIEDER, &beeld).await;
        judges::assert_valid(berichttype, &xml);
        assert_eq!(codes(&xml), ["0001"]);

        let fout_totaal = IWMO.declaratie_met_totaal("A2", "D1", &[(FENNA, &[regel("R1", 1, 100)])], 101);
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &fout_totaal).await;
        let (berichttype, xml) = poort.antwoord(AANBIEDER, &beeld).await;
        judges::assert_valid(berichttype, &xml);
        assert_eq!((berichttype.naam().as_str(), codes(&xml)), ("WMO325", vec!["0001".to_owned()]));
    })
    .await;
}

#[tokio::test]
async fn a_value_that_the_schema_allows_but_nobody_can_work_with_is_answered_and_not_parked() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let verre_toekomst = IJW.toewijzing("A1", FENNA, &[(1, "20260-01-01", None)]);
        let beeld = poort.stuur_en_verwerk(GEMEENTE, &verre_toekomst).await;
        assert_eq!(
            (&beeld["status"], &beeld["uitkomst"]),
            (&"verwerkt".into(), &"afgekeurd".into()),
            "{beeld}"
        );
        assert_eq!(codes(&poort.antwoord(GEMEENTE, &beeld).await.1), ["0001"]);
        let pad = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]/Ingangsdatum";
        assert_eq!(beeld["bevindingen"][0]["pad"], pad);
    })
    .await;
}

#[tokio::test]
async fn a_claim_is_settled_line_by_line_and_goes_on_to_the_gemeente() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", Some("2026-01-31"))]);
        poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
        let regels_fenna = [regel("R1", 10071, 6000), regel("R2", 99999, 4000)];
        let declaratie =
            IJW.declaratie("A1", "D1", &[(FENNA, &regels_fenna), (NOOR, &[regel("R3", 10071, 500)])]);
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &declaratie).await;
        assert_eq!(beeld["uitkomst"], "deels goedgekeurd");
        assert_eq!(regels(&beeld), ["TR338", "TR304"]);
        let (berichttype, xml) = poort.antwoord(AANBIEDER, &beeld).await;
        judges::assert_valid(berichttype, &xml);
        assert_eq!(codes(&xml), ["0200", "9338", "0200", "0233", "8187", "0200"]);
        assert_eq!(poort.postbus(GEMEENTE).await, ["JW302", "JW323"]);

        // A refused line keeps its number, and so does the claim.
        for (identificatie, nummer) in [("T2", 10072), ("T3", 10073)] {
            let nog_een = IJW.toewijzing(identificatie, FENNA, &[(nummer, "2026-01-01", Some("2026-01-31"))]);
            poort.stuur_en_verwerk(GEMEENTE, &nog_een).await;
        }
        let tweede =
            IJW.declaratie("A2", "D2", &[(FENNA, &[regel("R2", 10072, 100), regel("R4", 10073, 100)])]);
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &tweede).await;
        assert_eq!(regels(&beeld), ["TR314"]);
        let derde = IJW.declaratie("A3", "D1", &[(FENNA, &[regel("R9", 10071, 100)])]);
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &derde).await;
        assert_eq!((&beeld["uitkomst"], regels(&beeld)), (&"afgekeurd".into(), vec!["TR333"]));
        assert_eq!(codes(&poort.antwoord(AANBIEDER, &beeld).await.1), ["0200", "9333"]);
    })
    .await;
}

#[tokio::test]
async fn the_version_of_a_toewijzing_in_force_is_the_latest_made_and_not_the_latest_received() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let lang = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", Some("2026-12-31"))]);
        let ouder_en_kort = IJW
            .toewijzing("T2", FENNA, &[(10071, "2026-01-01", Some("2026-01-15"))])
            .replace("Toewijzingsdatum>2026-01-02", "Toewijzingsdatum>2026-01-01");
        poort.stuur_en_verwerk(GEMEENTE, &lang).await;
        assert_eq!(poort.stuur_en_verwerk(GEMEENTE, &ouder_en_kort).await["uitkomst"], "goedgekeurd");
        let declaratie = IJW.declaratie("A1", "D1", &[(FENNA, &[regel("R1", 10071, 6000)])]);
        assert_eq!(poort.stuur_en_verwerk(AANBIEDER, &declaratie).await["uitkomst"], "goedgekeurd");
    })
    .await;
}

#[tokio::test]
async fn messages_of_one_stream_are_processed_in_the_order_of_receipt() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for bericht in [
            (GEMEENTE, IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)])),
            (AANBIEDER, IJW.start("A1", FENNA, &[Some(10071)])),
            (AANBIEDER, IJW.stop("A2", FENNA, &[Some(10071)])),
            (AANBIEDER, IJW.declaratie("A3", "D1", &[(FENNA, &[regel("R1", 10071, 6000)])])),
        ] {
            assert_eq!(poort.stuur(bericht.0, bericht.1).await.status(), 201);
        }
        poort.verwerk_alles().await;
        assert_eq!(poort.postbus(AANBIEDER).await, ["JW301", "JW306", "JW308", "JW325"]);
        let alle = poort.json(AANBIEDER, "/berichten?limiet=100").await;
        let uitkomsten: Vec<_> =
            alle["berichten"].as_array().unwrap().iter().filter(|een| een["doorPoort"] == false).collect();
        assert!(uitkomsten.iter().all(|een| een["uitkomst"] == "goedgekeurd"), "{alle}");
    })
    .await;
}

#[tokio::test]
async fn a_request_for_care_is_answered_and_passed_on() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let Some(spec) = judges::spec() else { return };
        let voorbeeld = std::fs::read_to_string(spec.join("voorbeeldberichten/iwmo/WMO315.xml")).unwrap();
        let (van, naar) = ("Afzender>", "Ontvanger>");
        let zet = |tekst: String, element: &str, code: &str| {
            let (voor, rest) = tekst.split_once(element).unwrap();
            let (_, na) = rest.split_once("</").unwrap();
            format!("{voor}{element}{code}</{na}")
        };
        let bericht = zet(zet(voorbeeld, van, AANBIEDER), naar, GEMEENTE);
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &bericht).await;
        assert_eq!(beeld["uitkomst"], "goedgekeurd");
        let (berichttype, xml) = poort.antwoord(AANBIEDER, &beeld).await;
        judges::assert_valid(berichttype, &xml);
        assert_eq!(berichttype.naam(), "WMO316");
        assert_eq!(poort.postbus(GEMEENTE).await, ["WMO315"]);
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_a_party_sends_itself_is_kept_but_not_passed_on_beside_that_of_the_gate() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)]);
        let beeld = poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
        let (_, xml) = poort.antwoord(GEMEENTE, &beeld).await;
        // As the aanbieder's own software might write it.
        let eigen = String::from_utf8(xml).unwrap().replace("BP", "EIGEN").replace("EIGEN00", "EIGEN");
        let eigen = eigen.replace("EIGEN00000001", "EIGEN0000001");
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &eigen).await;
        assert_eq!(
            (&beeld["status"], &beeld["uitkomst"]),
            (&"verwerkt".into(), &"afgekeurd".into()),
            "{beeld}"
        );
        assert!(beeld["bevindingen"][0]["tekst"].as_str().unwrap().contains("niet doorgestuurd"));
        assert!(beeld["_links"]["antwoord"].is_null());
        assert_eq!(poort.postbus(GEMEENTE).await, ["JW302"], "only that of the gate");
    })
    .await;
}

#[tokio::test]
async fn a_declaration_of_tomorrow_is_answered_with_a_header_and_may_be_sent_again_when_its_day_has_come() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let toewijzing = IWMO.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)]);
        poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
        let vandaag = poort.klok.vandaag();
        let morgen = vandaag.succ_opt().unwrap();
        let declaratie = IWMO.declaratie("A1", "D1", &[(FENNA, &[regel("R1", 10071, 6000)])]).replace(
            "<b:Dagtekening>2026-02-03</b:Dagtekening>",
            &format!("<b:Dagtekening>{morgen}</b:Dagtekening>"),
        );
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &declaratie).await;
        assert_eq!((&beeld["oordeel"], &beeld["uitkomst"]), (&"geldig".into(), &"afgekeurd".into()));
        assert_eq!(regels(&beeld), ["TR135"]);
        let (berichttype, xml) = poort.antwoord(AANBIEDER, &beeld).await;
        judges::assert_valid(berichttype, &xml);
        assert_eq!(codes(&xml), ["8848"]);
        assert!(!std::str::from_utf8(&xml).unwrap().contains("DeclaratieAntwoord>"));

        poort.klok.zet(poort.klok.nu() + TimeDelta::days(1));
        let weer = declaratie.replace("</m:Bericht>", "</m:Bericht>\n");
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &weer).await;
        assert_eq!(beeld["uitkomst"], "goedgekeurd", "{beeld}");
    })
    .await;
}
