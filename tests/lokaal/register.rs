//! Local rules as pieces of the register, on every database.

use berichtenpoort::begrippen::{LokaleRegel, Regio, Soort, Status, Wens, Wijze};
use berichtenpoort::bericht::Standaard;
use berichtenpoort::partij::Beantwoording;
use berichtenpoort::poort::{Door, RegisterFout};
use reqwest::Method;
use serde_json::{Value, json};

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, NOOR, WIM};
use crate::declareren::{Regel, Toewijzing, declaratie};
use crate::gemeenschap::op_elke_database;
use crate::voorbeeld::{regel, tarief, zet};

const DOOR: Door<'static> = Door { wie: "proef", wat: "lokale regels" };

async fn gebreken(poort: &Proefpoort, regel: LokaleRegel) -> Vec<String> {
    let uit = poort.poort.registers.wijzig(&[Wens::Leg(regel.into())], Wijze::Inlezen, None, DOOR).await;
    match uit {
        Err(RegisterFout::Gebreken(gebreken)) => gebreken.iter().map(ToString::to_string).collect(),
        Err(anders) => panic!("{anders}"),
        Ok(_) => Vec::new(),
    }
}

#[tokio::test]
async fn een_regel_die_niet_klopt_komt_niet_in_het_register() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let fout = regel("has(klasse.Eindatum)");
        assert_eq!(
            gebreken(&poort, fout).await,
            ["lokale regel ZW001, eis: klasse heeft geen Eindatum. Bedoelt u Einddatum?"]
        );
        assert_eq!(poort.poort.registers.register_nu().await.unwrap().stand(), 0);
        let dubbel = LokaleRegel { gemeenten: vec!["0479".to_owned(); 2], ..regel("has(klasse.Einddatum)") };
        assert!(gebreken(&poort, dubbel).await[0].contains("staat er twee keer"));
    })
    .await;
}

#[tokio::test]
async fn niemand_maakt_regels_voor_berichten_van_een_ander() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let van = |eigenaar: &str, gemeenten: &[&str]| LokaleRegel {
            eigenaar: eigenaar.to_owned(),
            gemeenten: gemeenten.iter().map(|code| (*code).to_owned()).collect(),
            ..regel("has(klasse.Einddatum)")
        };
        assert_eq!(
            gebreken(&poort, van("0479", &["0479", "0439"])).await,
            ["lokale regel ZW001, gemeenten: 0479 gaat niet over gemeente 0439"]
        );
        assert!(gebreken(&poort, van("0479", &["0479"])).await.is_empty());
        let regio = Regio {
            id: "zaanstreek-waterland".to_owned(),
            naam: "Zaanstreek-Waterland".to_owned(),
            standaarden: vec![Standaard::Ijw],
            gemeenten: vec!["0479".to_owned(), "0439".to_owned()],
            eigenaar: "landelijk".to_owned(),
            status: Status::Vastgesteld,
            ingangsdatum: None,
            einddatum: None,
        };
        poort.poort.registers.wijzig(&[Wens::Leg(regio.into())], Wijze::Inlezen, None, DOOR).await.unwrap();
        assert!(gebreken(&poort, van("zaanstreek-waterland", &["0479", "0439"])).await.is_empty());
        assert!(
            gebreken(&poort, van("zaanstreek-waterland", &["0363"])).await[0]
                .contains("gaat niet over gemeente 0363")
        );
    })
    .await;
}

async fn uitkomst(poort: &Proefpoort, moment: &str, bericht: String) -> (Value, i64) {
    poort.klok.zet(moment.parse().unwrap());
    let beeld = poort.stuur_en_verwerk(GEMEENTE, &bericht).await;
    let id = beeld["id"].as_str().unwrap().parse().unwrap();
    let uitslagen = poort.poort.store.lokale_uitslagen(id).await.unwrap();
    (beeld["uitkomst"].clone(), uitslagen.first().map_or(0, |een| een.stand))
}

#[tokio::test]
async fn de_versie_die_op_de_dag_van_het_bericht_telt_beslist_en_haar_stand_wordt_bewaard() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let dag = |tekst: &str| tekst.parse().unwrap();
        zet(
            &poort.poort,
            [LokaleRegel { ingangsdatum: dag("2026-02-10"), ..regel("has(klasse.Einddatum)") }],
        )
        .await;
        let open = |naam: &str, bsn, nummer| IJW.toewijzing(naam, bsn, &[(nummer, "2026-01-01", None)]);
        assert_eq!(
            uitkomst(&poort, "2026-02-09T10:00:00Z", open("A", FENNA, 1)).await,
            ("goedgekeurd".into(), 0)
        );
        assert_eq!(
            uitkomst(&poort, "2026-02-10T10:00:00Z", open("B", WIM, 2)).await,
            ("afgekeurd".into(), 1)
        );
        // Decided on now, in force later: until then the version before it holds.
        zet(
            &poort.poort,
            [LokaleRegel { ingangsdatum: dag("2026-03-01"), ..regel("klasse.ToewijzingNummer > 0") }],
        )
        .await;
        assert_eq!(
            uitkomst(&poort, "2026-02-28T10:00:00Z", open("C", WIM, 3)).await,
            ("afgekeurd".into(), 2)
        );
        assert_eq!(
            uitkomst(&poort, "2026-03-01T10:00:00Z", open("D", WIM, 4)).await,
            ("goedgekeurd".into(), 2)
        );
        // Withdrawn, with a last day.
        let weg = Wens::Status {
            soort: Soort::LokaleRegel,
            sleutel: "ZW001".to_owned(),
            naar: Status::Vervallen,
            opvolger: None,
            einddatum: Some(dag("2026-03-02")),
        };
        poort.poort.registers.wijzig(&[weg], Wijze::Stap, None, DOOR).await.unwrap();
        let nooit = |naam, nummer| open(naam, NOOR, nummer);
        assert_eq!(uitkomst(&poort, "2026-03-02T10:00:00Z", nooit("E", 5)).await, ("goedgekeurd".into(), 3));
        assert_eq!(uitkomst(&poort, "2026-03-03T10:00:00Z", nooit("F", 6)).await.1, 0);
    })
    .await;
}

#[tokio::test]
async fn een_concept_telt_nog_niet() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        zet(&poort.poort, [LokaleRegel { status: Status::Voorgesteld, ..regel("has(klasse.Einddatum)") }])
            .await;
        let open = IJW.toewijzing("A", FENNA, &[(1, "2026-01-01", None)]);
        assert_eq!(uitkomst(&poort, "2026-02-09T10:00:00Z", open).await, ("goedgekeurd".into(), 0));
    })
    .await;
}

#[tokio::test]
async fn waar_mensen_beslissen_staat_de_regel_in_het_voorstel_en_na_goedkeuren_in_het_antwoord() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        zet(&poort.poort, [tarief()]).await;
        let partij = poort.partijen[GEMEENTE].clone().met_beantwoording(Beantwoording::Beoordelen).unwrap();
        poort.poort.store.stel_beantwoording_in(&partij).await.unwrap();
        let toewijzing = Toewijzing::nieuw(&IJW, "2025-01-01", Some("2026-12-31")).omvang(100, "04", "6");
        poort.stuur_en_verwerk(GEMEENTE, &toewijzing.xml(&IJW, "T1")).await;
        let duur = Regel::nieuw(&IJW, "R1", ("2025-11-01", "2025-11-30"), 2, "04")
            .met(|regel| (regel.tarief, regel.centen) = (Some(6001), 12_002));
        let goed = Regel::nieuw(&IJW, "R2", ("2025-10-01", "2025-10-31"), 2, "04");
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &declaratie(&IJW, "D1", &[duur, goed])).await;
        let id = beeld["id"].as_str().unwrap();
        let voorstel = poort.json(GEMEENTE, &format!("/declaraties/{id}/prestaties")).await;
        assert_eq!(voorstel["prestaties"][0]["retourcodes"], json!(["0611"]), "{voorstel}");
        assert!(poort.poort.store.lokale_uitslagen(id.parse().unwrap()).await.unwrap().is_empty());

        let sleutel = poort.sleutel_van(GEMEENTE, "Saskia de Boer").await;
        let declaratie = poort.json(GEMEENTE, &format!("/declaraties/{id}")).await;
        let keur = poort.met_sleutel(&sleutel, Method::POST, &format!("/declaraties/{id}/_keurgoed"));
        let antwoord = keur.json(&json!({ "versie": declaratie["versie"] })).send().await.unwrap();
        assert!(antwoord.status().is_success(), "{}", antwoord.text().await.unwrap());
        poort.verwerk_alles().await;
        let beeld = poort.json(AANBIEDER, &format!("/berichten/{id}")).await;
        assert_eq!(beeld["uitkomst"], "deels goedgekeurd");
        let uitslagen = poort.poort.store.lokale_uitslagen(id.parse().unwrap()).await.unwrap();
        assert_eq!((uitslagen.len(), uitslagen[0].niet_goed), (1, 1));
    })
    .await;
}
