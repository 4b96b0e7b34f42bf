//! Other keys, while others go on.

use berichtenpoort::geheim::{Hoofdsleutel, Hoofdsleutels, Sleutelbron};
use berichtenpoort::store::Zicht;
use chrono::Utc;

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, NOOR};
use crate::gemeenschap::sleutels::SLEUTEL;
use crate::gemeenschap::{doe, getallen, op_elke_url, open};

async fn toewijzing(poort: &Proefpoort, bsn: &str, nummer: u32) -> uuid::Uuid {
    let xml = IJW.toewijzing(&format!("T{nummer}"), bsn, &[(nummer, "2026-01-01", None)]);
    let beeld = poort.stuur_en_verwerk(GEMEENTE, &xml).await;
    assert_eq!(beeld["uitkomst"], "goedgekeurd");
    beeld["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn een_andere_gegevenssleutel_versleutelt_alles_opnieuw_terwijl_een_ander_proces_doorgaat() {
    op_elke_url(|url| async move {
        // As if in another process: it learns of nothing by itself.
        let poort = Proefpoort::op(open(&url).await).await;
        let eerste = toewijzing(&poort, FENNA, 1).await;
        let beheer = open(&url).await;
        assert!(beheer.maak_gegevenssleutel(Utc::now()).await.unwrap());
        let tweede = toewijzing(&poort, NOOR, 2).await;
        let [oud, nieuw] = ["1", "3"].map(|id| id.parse::<i64>().unwrap());
        let onder = "SELECT sleutel, count(*) FROM inhoud GROUP BY sleutel ORDER BY sleutel";
        assert_eq!(
            getallen(&url, onder).await,
            [[oud, 2], [nieuw, 2]],
            "bericht en antwoord, elk onder een sleutel"
        );
        let gedaan = beheer.versleutel_opnieuw().await.unwrap();
        assert_eq!((gedaan.berichten, gedaan.teksten), (2, 1));
        assert_eq!(getallen(&url, onder).await, [[nieuw, 4]]);
        let lijst = beheer.sleutellijst().await.unwrap();
        let lijst: Vec<_> =
            lijst.iter().map(|rij| (rij.id, rij.waarden, rij.vervangen_op.is_some())).collect();
        assert_eq!(
            lijst,
            [(2, 0, false), (3, 6, false)],
            "vier berichten en twee cliënten; de oude sleutel is weg"
        );
        for id in [eerste, tweede] {
            assert!(poort.poort.store.inhoud(id, Zicht::Alles).await.unwrap().is_some());
        }
        // Found under the same pseudonym as before.
        let start = poort.stuur_en_verwerk(AANBIEDER, &IJW.start("S1", FENNA, &[Some(1)])).await;
        assert_eq!(start["uitkomst"], "goedgekeurd", "{start}");
    })
    .await;
}

#[tokio::test]
async fn wie_halverwege_stopte_gaat_verder_waar_hij_was() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        for nummer in 1..=3 {
            toewijzing(&poort, FENNA, nummer).await;
        }
        let store = &poort.poort.store;
        assert!(store.maak_gegevenssleutel(Utc::now()).await.unwrap());
        assert!(!store.maak_gegevenssleutel(Utc::now()).await.unwrap(), "eerst de vorige af");
        // What a process did that was killed.
        let bezig = open(&url).await;
        doe(&url, "UPDATE kenmerk SET waarde = waarde").await;
        drop(bezig);
        assert_eq!(open(&url).await.versleutel_opnieuw().await.unwrap().berichten, 6);
        assert_eq!(open(&url).await.versleutel_opnieuw().await.unwrap().berichten, 0);
        assert!(store.maak_gegevenssleutel(Utc::now()).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn een_andere_hoofdsleutel_pakt_de_sleutels_opnieuw_in_en_de_oude_opent_niets_meer() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        let id = toewijzing(&poort, FENNA, 1).await;
        let nieuw = Hoofdsleutel::nieuw().unwrap();
        let beide = Hoofdsleutels::lees(SLEUTEL).unwrap().met_nieuwe(nieuw.clone());
        assert_eq!(poort.poort.store.pak_sleutels_opnieuw_in(&beide).await.unwrap(), 2);
        assert_eq!(poort.poort.store.pak_sleutels_opnieuw_in(&beide).await.unwrap(), 0);
        let opnieuw = berichtenpoort::store::Store::open(&url).await.unwrap();
        let oud = Sleutelbron::Vast(Hoofdsleutels::lees(SLEUTEL).unwrap());
        assert!(opnieuw.ontgrendel(oud, Utc::now()).await.is_err());
        opnieuw.ontgrendel(Sleutelbron::Vast(nieuw.into()), Utc::now()).await.unwrap();
        assert!(opnieuw.inhoud(id, Zicht::Alles).await.unwrap().is_some());
        toewijzing(&poort, NOOR, 2).await;
    })
    .await;
}

#[tokio::test]
async fn een_proces_met_een_sleutelbestand_vindt_daar_de_nieuwe_hoofdsleutel() {
    op_elke_url(|url| async move {
        let bestand = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(bestand.path(), SLEUTEL).unwrap();
        let store = berichtenpoort::store::Store::open(&url).await.unwrap();
        store.migreer().await.unwrap();
        store.ontgrendel(Sleutelbron::Bestand(bestand.path().to_owned()), Utc::now()).await.unwrap();
        let poort = Proefpoort::op(store).await;
        toewijzing(&poort, FENNA, 1).await;
        // Somebody else replaces both keys.
        let nieuw = Hoofdsleutel::nieuw().unwrap();
        let tekst = format!("{}\n{SLEUTEL}\n", nieuw.in_tekst().as_str());
        std::fs::write(bestand.path(), &tekst).unwrap();
        let beheer = berichtenpoort::store::Store::open(&url).await.unwrap();
        beheer.ontgrendel(Sleutelbron::Bestand(bestand.path().to_owned()), Utc::now()).await.unwrap();
        beheer.pak_sleutels_opnieuw_in(&Hoofdsleutels::lees(&tekst).unwrap()).await.unwrap();
        assert!(beheer.maak_gegevenssleutel(Utc::now()).await.unwrap());
        beheer.versleutel_opnieuw().await.unwrap();
        toewijzing(&poort, NOOR, 2).await;
    })
    .await;
}
