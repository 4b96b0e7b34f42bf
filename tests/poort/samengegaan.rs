//! A gemeente that went into another, where both are parties of the gate: who receives, sends and sees from that day on.

use berichtenpoort::bericht::{Gemeentecode, Standaard};
use berichtenpoort::partij::Geldigheid;
use berichtenpoort::store::{Herindeling, Store};
use serde_json::Value;

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, NOOR};
use crate::gemeenschap::op_elke_database;
use crate::zorg::vot;

const PURMEREND: &str = "0439";
const NOORD: &str = "noord";

fn code(tekst: &str) -> Gemeentecode {
    Gemeentecode::lees(tekst).unwrap()
}

/// On 3 February 2026; from 4 February on Zaanstad is a part of Purmerend. There is an allocation and a request.
async fn op_de_dag_ervoor(store: Store) -> Proefpoort {
    let poort = Proefpoort::op(store).await.met_wijkteam(NOORD, GEMEENTE).await;
    let stap =
        Herindeling { oud: code(GEMEENTE), nieuw: code(PURMEREND), per: "2026-02-04".parse().unwrap() };
    poort.poort.store.vervang_herindelingen(&[stap]).await.unwrap();
    let sinds = Geldigheid::nieuw("2026-01-01".parse().unwrap(), None).unwrap();
    poort.poort.store.geef_mandaat(poort.partijen[NOORD].id, &sinds).await.unwrap();
    poort.stuur_en_verwerk(NOORD, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
    poort.stuur_en_verwerk(AANBIEDER, &vot(Standaard::Ijw, "A1", &["VOT-1"]).xml()).await;
    poort
}

async fn aantallen(poort: &Proefpoort, wie: &str) -> [usize; 3] {
    let aantal = |json: Value, deel: &str| json[deel].as_array().unwrap().len();
    [
        aantal(poort.json(wie, "/verzoeken").await, "verzoeken"),
        aantal(poort.json(wie, "/termijnen?limiet=100").await, "termijnen"),
        aantal(poort.json(wie, "/overzichten/zonder-start").await, "rijen"),
    ]
}

#[tokio::test]
async fn vanaf_de_dag_van_de_herindeling_ziet_de_opvolger_wat_openstaat_en_de_oude_gemeente_niet_meer() {
    op_elke_database(|store| async move {
        let poort = op_de_dag_ervoor(store).await;
        let vooraf = aantallen(&poort, GEMEENTE).await;
        assert!(vooraf.iter().all(|aantal| *aantal > 0), "{vooraf:?}");
        assert_eq!(aantallen(&poort, PURMEREND).await, [0; 3]);
        poort.klok.zet("2026-02-04T09:00:00Z".parse().unwrap());
        assert_eq!(aantallen(&poort, PURMEREND).await, vooraf);
        assert_eq!(aantallen(&poort, GEMEENTE).await, [0; 3]);
        let lijst = poort.json(PURMEREND, "/verzoeken").await;
        let id = lijst["verzoeken"][0]["id"].as_str().unwrap();
        poort.json(PURMEREND, &format!("/verzoeken/{id}/concept")).await;
    })
    .await;
}

#[tokio::test]
async fn vanaf_die_dag_ontvangt_en_verstuurt_alleen_de_opvolger_onder_de_oude_code() {
    op_elke_database(|store| async move {
        let poort = op_de_dag_ervoor(store).await;
        let xml = IJW.toewijzing("T2", NOOR, &[(2, "2026-01-01", None)]);
        probleem(poort.stuur(PURMEREND, xml.clone()).await, 403, "afzender-niet-van-u").await;
        poort.klok.zet("2026-02-04T09:00:00Z".parse().unwrap());
        probleem(poort.stuur(GEMEENTE, xml.clone()).await, 403, "afzender-niet-van-u").await;
        let voor = poort.postbus(GEMEENTE).await;
        assert_eq!(poort.stuur_en_verwerk(PURMEREND, &xml).await["uitkomst"], "goedgekeurd");
        let start = IJW.start("S1", FENNA, &[Some(1)]);
        assert_eq!(poort.stuur_en_verwerk(AANBIEDER, &start).await["uitkomst"], "goedgekeurd");
        assert_eq!(poort.postbus(PURMEREND).await, ["JW302", "JW305"]);
        assert_eq!(poort.postbus(GEMEENTE).await, voor, "nothing new for who is no longer there");
    })
    .await;
}

#[tokio::test]
async fn een_mandaat_en_de_kopieen_gaan_mee_naar_de_gemeente_die_verder_ging() {
    op_elke_database(|store| async move {
        let poort = op_de_dag_ervoor(store).await;
        poort.klok.zet("2026-02-04T09:00:00Z".parse().unwrap());
        let start = IJW.start("S1", FENNA, &[Some(1)]);
        poort.stuur_en_verwerk(AANBIEDER, &start).await;
        assert_eq!(poort.postbus(NOORD).await, ["JW302", "JW305"]);
        let xml = IJW.toewijzing("T2", NOOR, &[(2, "2026-01-01", None)]);
        assert_eq!(poort.stuur(NOORD, xml).await.status(), 201);
    })
    .await;
}

#[tokio::test]
async fn een_lijst_van_herindelingen_die_rond_loopt_wordt_geweigerd() {
    op_elke_database(|store| async move {
        let stap = |oud, nieuw| Herindeling {
            oud: code(oud),
            nieuw: code(nieuw),
            per: "2026-01-01".parse().unwrap(),
        };
        let rond = [stap("0370", "0439"), stap("0439", "0479"), stap("0479", "0370")];
        assert!(store.vervang_herindelingen(&rond).await.is_err());
        assert!(store.herindelingen().await.unwrap().is_empty());
        store.vervang_herindelingen(&rond[..2]).await.unwrap();
    })
    .await;
}
