//! A database from before there were keys.

use std::path::Path;
use std::process::{Command, Output};

use berichtenpoort::bezorging::{Bezorging, Geheim};
use berichtenpoort::partij::Beantwoording;
use berichtenpoort::store::{Resten, StoreFout, Wijk};
use reqwest::Method;
use sqlx::{Connection, Executor, SqliteConnection};

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, NOOR};
use crate::gemeenschap::beeld::{Naam, assert_gelijk, projecties, uitkomsten};
use crate::gemeenschap::sleutels::{SLEUTEL, als_voor_de_versleuteling, bos, clienten, nu};
use crate::gemeenschap::{doe, op_elke_url, open};

const REDEN: &str = "Mevrouw Molenaar belde dat zij in januari in het ziekenhuis lag.";

fn migrate(url: &str, sleutel: Option<&str>) -> Output {
    let mut opdracht = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"));
    opdracht.env_remove("BERICHTENPOORT_SLEUTEL");
    if let Some(sleutel) = sleutel {
        opdracht.env("BERICHTENPOORT_SLEUTEL", sleutel);
    }
    opdracht.args(["migrate", "--database-url", url]).output().unwrap()
}

/// A chain, with a 323 that people hold and that waits.
async fn vul(url: &str) -> (Proefpoort, String, String) {
    let poort = Proefpoort::op(open(url).await).await;
    let store = &poort.poort.store;
    let wijk = |postcode: &str| Wijk {
        postcode: postcode.to_owned(),
        code: "W1".to_owned(),
        naam: "Centrum".to_owned(),
    };
    store.vervang_wijken(&[wijk("1500"), wijk("1502AB")]).await.unwrap();
    for (bsn, nummer) in [(FENNA, 1), (NOOR, 2)] {
        let xml = IJW.toewijzing(&format!("T{nummer}"), bsn, &[(nummer, "2026-01-01", None)]);
        poort.stuur_en_verwerk(GEMEENTE, &xml).await;
        poort.stuur_en_verwerk(AANBIEDER, &IJW.start(&format!("S{nummer}"), bsn, &[Some(nummer)])).await;
    }
    let klaar = [("R1", 1, "2026-01-05", "2026-01-31", 6000)];
    poort.stuur_en_verwerk(AANBIEDER, &IJW.declaratie("D1", "D1", &[(FENNA, &klaar)])).await;
    let partij = poort.partijen[GEMEENTE].clone().met_beantwoording(Beantwoording::Beoordelen).unwrap();
    store.stel_beantwoording_in(&partij).await.unwrap();
    let wacht = [("R2", 2, "2026-01-05", "2026-01-31", 6000)];
    let beeld = poort.stuur_en_verwerk(AANBIEDER, &IJW.declaratie("D2", "D2", &[(NOOR, &wacht)])).await;
    let id = beeld["id"].as_str().unwrap().to_owned();
    let saskia = poort.sleutel_van(GEMEENTE, "Saskia de Boer").await;
    let verzoek = poort.met_sleutel(&saskia, Method::POST, &format!("/declaraties/{id}/_houdaan"));
    let lichaam = serde_json::json!({"reden": REDEN}).to_string();
    let antwoord = verzoek.header("content-type", "application/json").body(lichaam).send().await.unwrap();
    assert!(antwoord.status().is_success(), "{}", antwoord.text().await.unwrap());
    (poort, id, saskia)
}

/// Whether these bytes stand in a file of an SQLite database, or beside it.
fn staat_in_bestand(url: &str, tekst: &str) -> bool {
    let pad = url.strip_prefix("sqlite:").unwrap();
    ["", "-wal", "-shm"].iter().any(|staart| {
        let bytes = std::fs::read(Path::new(&format!("{pad}{staart}"))).unwrap_or_default();
        bytes.windows(tekst.len()).any(|deel| deel == tekst.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn wat_in_klaar_stond_is_na_migrate_versleuteld_en_verder_zoals_het_was() {
    op_elke_url(|url| async move {
        let (poort, id, saskia) = vul(&url).await;
        let (eerst, uitkomst) = (projecties(&url, Naam::Bytes).await, uitkomsten(&url).await);
        als_voor_de_versleuteling(&url).await;
        drop(poort);
        let sqlite = url.starts_with("sqlite");
        assert!(!sqlite || staat_in_bestand(&url, FENNA), "de toets begint in klaar");

        let zonder = migrate(&url, None);
        assert_eq!(zonder.status.code(), Some(2));
        let melding = String::from_utf8_lossy(&zonder.stderr);
        assert!(melding.contains("geen hoofdsleutel gegeven"), "{melding}");
        let met = migrate(&url, Some(SLEUTEL));
        let uit = String::from_utf8_lossy(&met.stdout);
        assert!(met.status.success() && uit.contains("worden één keer versleuteld"), "{met:?}");
        assert!(sqlite || uit.contains("VACUUM FULL"), "{uit}");
        assert_eq!(migrate(&url, Some(SLEUTEL)).stdout, "De database is op de laatste versie.\n".as_bytes());

        if sqlite {
            for geheim in [FENNA, NOOR, "Molenaar", "belde dat zij", "1502AB"] {
                assert!(!staat_in_bestand(&url, geheim), "{geheim} staat nog in het bestand");
            }
        }
        assert_gelijk(&eerst, &projecties(&url, Naam::Bytes).await, "migrate");
        assert_eq!(uitkomsten(&url).await, uitkomst);
        assert_eq!(clienten(&url).await.len(), 2);
        let store = open(&url).await;
        assert!(!store.versleuteling_is_nodig().await.unwrap() && !store.herbouw_is_nodig().await.unwrap());
        let wijken: Vec<_> = store.wijken().await.unwrap().into_iter().map(|wijk| wijk.postcode).collect();
        assert_eq!(wijken, ["1500", "1502AB"]);
        drop(bos(&url).await);
        let poort = Proefpoort::op(store).await;
        let toon = async |pad: String| {
            poort.met_sleutel(&saskia, Method::GET, &pad).send().await.unwrap().text().await.unwrap()
        };
        assert!(toon(format!("/declaraties/{id}")).await.contains(REDEN));
        assert!(toon(format!("/declaraties/{id}/besluiten")).await.contains(REDEN));
        assert!(toon(format!("/declaraties/{id}/prestaties")).await.contains(NOOR));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wie_tijdens_het_versleutelen_stopt_gaat_daarna_verder() {
    op_elke_url(|url| async move {
        let (poort, ..) = vul(&url).await;
        let eerst = projecties(&url, Naam::Bytes).await;
        als_voor_de_versleuteling(&url).await;
        drop(poort);
        // Everything but the rebuild and what comes after it.
        let store = open(&url).await;
        assert!(store.versleuteling_is_nodig().await.unwrap());
        let gedaan = store.versleutel_bestaand().await.unwrap();
        assert!(gedaan.berichten > 5 && gedaan.teksten >= 4, "{gedaan:?}");
        assert_eq!(store.versleutel_bestaand().await.unwrap().berichten, 0);
        drop(store);
        assert!(migrate(&url, Some(SLEUTEL)).status.success());
        assert_gelijk(&eerst, &projecties(&url, Naam::Bytes).await, "migrate");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn een_geheim_van_een_bezorging_dat_alleen_in_klaar_staat_wordt_ook_versleuteld() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        let (partij, geheim) = (poort.partijen[AANBIEDER].id, Geheim::nieuw());
        let store = &poort.poort.store;
        store.stel_bezorging_in(partij, &Bezorging::default(), Some(&geheim), nu(), nu()).await.unwrap();
        let in_klaar = geheim.tekst();
        // As migration 0011 left it where there was no message yet.
        let statement = format!("UPDATE bezorggeheim SET geheim = '{in_klaar}', sleutel = NULL");
        doe(&url, statement.leak()).await;
        assert!(store.versleuteling_is_nodig().await.unwrap());

        let uit = migrate(&url, Some(SLEUTEL));
        assert!(uit.status.success(), "{uit:?}");
        assert!(!store.versleuteling_is_nodig().await.unwrap());
        assert!(!url.starts_with("sqlite") || !staat_in_bestand(&url, &in_klaar));
        let gelezen = store.bezorggeheimen(partij, nu()).await.unwrap();
        assert_eq!(gelezen[0].tekst(), in_klaar);
    })
    .await;
}

/// The wait is that of SQLite itself for the lock of another program: five seconds.
#[tokio::test(flavor = "multi_thread")]
async fn een_bestand_dat_niet_opnieuw_te_schrijven_is_houdt_de_poort_niet_tegen() {
    op_elke_url(|url| async move {
        let store = open(&url).await;
        store.rond_versleuteling_af().await.unwrap();
        assert!(store.heeft_resten().await.unwrap());
        if !url.starts_with("sqlite") {
            assert!(matches!(store.verwijder_resten().await.unwrap(), Resten::VoorBeheerder));
            assert!(!store.heeft_resten().await.unwrap(), "eenmaal verteld is genoeg");
            return;
        }
        let mut ander = SqliteConnection::connect(&url).await.unwrap();
        ander.execute("BEGIN IMMEDIATE").await.unwrap();
        let uit = store.verwijder_resten().await.unwrap();
        assert!(matches!(uit, Resten::Later(StoreFout::Bezet)), "{uit:?}");
        ander.execute("ROLLBACK").await.unwrap();
        assert!(store.heeft_resten().await.unwrap(), "de volgende start probeert het weer");
        assert!(!store.versleuteling_is_nodig().await.unwrap(), "en al het andere werkt");
        let uit = migrate(&url, Some(SLEUTEL));
        assert!(uit.status.success(), "{uit:?}");
        assert!(!store.heeft_resten().await.unwrap());
    })
    .await;
}
