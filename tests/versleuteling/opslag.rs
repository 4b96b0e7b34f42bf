//! What stands in the tables.

use berichtenpoort::geheim::{Hoofdsleutel, Sleutelbron};
use berichtenpoort::store::{Store, StoreFout, Zicht};

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, NOOR};
use crate::gemeenschap::beeld::rijen_van;
use crate::gemeenschap::sleutels::nu;
use crate::gemeenschap::{doe, op_elke_url, open};

/// Every table that a burgerservicenummer could come into.
const TABELLEN: [&str; 12] = [
    "bericht",
    "inhoud",
    "client",
    "toewijzing_nummer",
    "toewijzing",
    "regie",
    "verzoek",
    "prestatie",
    "voorstelregel",
    "bevinding",
    "berekening",
    "termijn",
];

#[tokio::test]
async fn in_geen_tabel_staat_wie_een_client_is() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        let bsn_van = [(FENNA, 1), (NOOR, 2)];
        for (bsn, nummer) in bsn_van {
            let toewijzing = IJW.toewijzing(&format!("T{nummer}"), bsn, &[(nummer, "2026-01-01", None)]);
            poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
            let start = IJW.start(&format!("S{nummer}"), bsn, &[Some(nummer)]);
            poort.stuur_en_verwerk(AANBIEDER, &start).await;
        }
        let regel = [("R1", 1, "2026-01-05", "2026-01-31", 6000)];
        poort.stuur_en_verwerk(AANBIEDER, &IJW.declaratie("D1", "D1", &[(FENNA, &regel)])).await;
        for (tabel, rijen) in rijen_van(&url, &TABELLEN).await {
            let tekst = rijen.join("\n");
            for geheim in [FENNA, NOOR, "Molenaar", "1500AA"] {
                let hex: String = geheim.bytes().map(|byte| format!("{byte:02x}")).collect();
                assert!(!tekst.contains(geheim) && !tekst.contains(&hex), "{geheim} staat in {tabel}");
            }
        }
        let prestaties = poort.json(GEMEENTE, "/prestaties").await;
        assert!(prestaties.to_string().contains(FENNA), "de partij zelf ziet het wel: {prestaties}");
    })
    .await;
}

#[tokio::test]
async fn een_versleuteld_nummer_op_de_plaats_van_een_ander_wordt_niet_geloofd() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        for (bsn, nummer) in [(FENNA, 1), (NOOR, 2)] {
            let xml = IJW.toewijzing(&format!("T{nummer}"), bsn, &[(nummer, "2026-01-01", None)]);
            poort.stuur_en_verwerk(GEMEENTE, &xml).await;
        }
        doe(&url, "UPDATE client SET bsn = (SELECT max(c.bsn) FROM client c)").await;
        let pad = "/overzichten/zonder-start";
        let antwoord = poort.als(GEMEENTE, reqwest::Method::GET, pad).send().await.unwrap();
        assert_eq!(antwoord.status(), 503);
    })
    .await;
}

#[tokio::test]
async fn zonder_hoofdsleutel_zijn_berichten_niet_te_lezen_en_niet_te_schrijven() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        let beeld =
            poort.stuur_en_verwerk(GEMEENTE, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        let id = beeld["id"].as_str().unwrap().parse().unwrap();
        let dicht = Store::open(&url).await.unwrap();
        assert!(matches!(dicht.inhoud(id, Zicht::Alles).await, Err(StoreFout::Vergrendeld)));
        assert!(matches!(dicht.wijken().await, Err(StoreFout::Vergrendeld)));
        assert!(dicht.bericht(id, Zicht::Alles).await.unwrap().is_some(), "wat niet geheim is wel");
    })
    .await;
}

#[tokio::test]
async fn een_verkeerde_hoofdsleutel_blijkt_meteen() {
    op_elke_url(|url| async move {
        open(&url).await;
        let store = Store::open(&url).await.unwrap();
        let ander = Sleutelbron::Vast(Hoofdsleutel::nieuw().unwrap().into());
        let fout = store.ontgrendel(ander, nu()).await.unwrap_err();
        assert!(fout.to_string().contains("hoort bij hoofdsleutel"), "{fout}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twee_processen_die_tegelijk_beginnen_krijgen_dezelfde_sleutels() {
    op_elke_url(|url| async move {
        Store::open(&url).await.unwrap().migreer().await.unwrap();
        let mut taken = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let url = url.clone();
            taken.spawn(async move { open(&url).await.sleutellijst().await.unwrap() });
        }
        let lijsten = taken.join_all().await;
        assert!(lijsten.iter().all(|lijst| lijst.len() == 2 && *lijst == lijsten[0]), "{lijsten:?}");
    })
    .await;
}
