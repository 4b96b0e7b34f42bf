//! `rebuild`: what the projections hold follows from the messages and what was recorded of them, on every database.

use crate::drukte;

use std::process::{Command, Output};

use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, Maker, NOOR};
use crate::drukte::Regio;
use crate::gemeenschap::beeld::{Naam, assert_gelijk, projecties};
use crate::gemeenschap::sleutels::SLEUTEL;
use crate::gemeenschap::{doe, getallen, op_elke_url, open};
use berichtenpoort::poort::PoortFout;
use berichtenpoort::store::{PROJECTIES, StoreFout};

const JANUARI: (&str, &str) = ("2026-01-01", "2026-01-31");

fn regel(referentie: &str, nummer: u32) -> (&str, u32, &'static str, &'static str, i64) {
    (referentie, nummer, JANUARI.0, JANUARI.1, 6000)
}

/// A gate in which a client has an allocation, a start, and a 323 of which one line was granted and one refused.
async fn poort_met_keten(url: &str) -> Regio {
    let regio = Regio::op(open(url).await).await;
    for (afzender, xml) in [
        (GEMEENTE, IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])),
        (AANBIEDER, IJW.start("S1", FENNA, &[Some(1)])),
        (AANBIEDER, IJW.start("S2", NOOR, &[Some(99)])),
        (AANBIEDER, IJW.declaratie("D1", "D1", &[(FENNA, &[regel("R1", 1), regel("R2", 99)])])),
    ] {
        regio.stuur(afzender, &xml).await;
        regio.verwerk_alles().await;
    }
    regio
}

fn rebuild(url: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
        .env("BERICHTENPOORT_SLEUTEL", SLEUTEL)
        .args(["rebuild", "--database-url", url])
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_year_of_messages_a_rebuild_changes_nothing() {
    op_elke_url(|url| async move {
        let regio = Regio::op(open(&url).await).await;
        for bericht in drukte::berichten(1, 600) {
            regio.stuur(bericht.afzender, &bericht.xml).await;
        }
        regio.verwerk_alles().await;
        let eerst = projecties(&url, Naam::Nummer).await;
        assert!(eerst.values().all(|rijen| !rijen.is_empty()), "{eerst:?}");
        let herbouwd = regio.poort.herbouw().await.unwrap();
        assert_gelijk(&eerst, &projecties(&url, Naam::Nummer).await, "rebuild");
        assert_eq!(herbouwd.tabellen.len(), PROJECTIES.len());
        for telling in herbouwd.tabellen {
            let rijen = eerst[telling.tabel].len() as u64;
            assert_eq!((telling.eerst, telling.nu), (rijen, rijen), "{}", telling.tabel);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_missing_or_wrong_in_the_projections_is_put_right() {
    op_elke_url(|url| async move {
        let regio = poort_met_keten(&url).await;
        let eerst = projecties(&url, Naam::Nummer).await;
        for schade in [
            "DELETE FROM regie",
            "DELETE FROM gebruikte_identificatie",
            "UPDATE prestatie SET bedrag = 1, regel = regel + 5",
            "UPDATE prestatie SET retourcodes = '' WHERE NOT toegekend",
            "UPDATE toewijzing SET postcode6 = '9999ZZ9999ZZ9999ZZ9999'",
            "UPDATE toewijzing SET volume = 1",
            "DELETE FROM prestatie",
        ] {
            doe(&url, schade).await;
            regio.poort.herbouw().await.unwrap();
            assert_gelijk(&eerst, &projecties(&url, Naam::Nummer).await, schade);
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_recorded_counts_and_not_what_the_rules_would_say_now() {
    op_elke_url(|url| async move {
        let regio = poort_met_keten(&url).await;
        // As if the rules of then had let the start without an allocation pass.
        doe(&url, "UPDATE bericht SET uitkomst = 'goedgekeurd' WHERE identificatie = 'S2'").await;
        regio.poort.herbouw().await.unwrap();
        assert_eq!(getallen(&url, "SELECT count(*), max(nummer) FROM regie").await, [[2, 99]]);
        // And as if they had refused the one with.
        doe(&url, "UPDATE bericht SET uitkomst = 'afgekeurd' WHERE identificatie = 'S1'").await;
        regio.poort.herbouw().await.unwrap();
        assert_eq!(getallen(&url, "SELECT count(*), max(nummer) FROM regie").await, [[1, 99]]);
    })
    .await;
}

#[tokio::test]
async fn of_two_gemeenten_that_got_the_same_number_the_first_one_keeps_it() {
    op_elke_url(|url| async move {
        let regio = Regio::op(open(&url).await).await;
        let purmerend = Maker { gemeente: "0439", ..IJW };
        for (afzender, xml) in [
            (GEMEENTE, IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])),
            ("0439", purmerend.toewijzing("T2", FENNA, &[(1, "2026-01-01", None)])),
            // Purmerend is the second stream, and gets it first.
            (AANBIEDER, purmerend.declaratie("D1", "D1", &[(FENNA, &[regel("R1", 1)])])),
            (AANBIEDER, IJW.declaratie("D2", "D2", &[(FENNA, &[regel("R1", 1)])])),
        ] {
            regio.stuur(afzender, &xml).await;
            regio.verwerk_alles().await;
        }
        let eerst = projecties(&url, Naam::Nummer).await;
        assert!(eerst["prestatie"][0].contains("0439"), "{eerst:?}");
        regio.poort.herbouw().await.unwrap();
        assert_gelijk(&eerst, &projecties(&url, Naam::Nummer).await, "rebuild");
    })
    .await;
}

#[tokio::test]
async fn where_message_and_record_contradict_each_other_nothing_changes() {
    op_elke_url(|url| async move {
        let regio = poort_met_keten(&url).await;
        doe(&url, "DELETE FROM regie").await;
        let eerst = projecties(&url, Naam::Nummer).await;
        for (schade, herstel) in [
            (
                "UPDATE bericht SET uitkomst = 'goedgekeurd' WHERE identificatie = 'D1'",
                "UPDATE bericht SET uitkomst = 'deels goedgekeurd' WHERE identificatie = 'D1'",
            ),
            (
                "UPDATE bericht SET oordeel = 'regels' WHERE identificatie = 'S1'",
                "UPDATE bericht SET oordeel = 'geldig' WHERE identificatie = 'S1'",
            ),
        ] {
            doe(&url, schade).await;
            let fout = regio.poort.herbouw().await.unwrap_err();
            assert!(fout.to_string().contains("Er is niets gewijzigd"), "{fout}");
            assert!(!fout.to_string().contains(FENNA), "{fout}");
            let uit = rebuild(&url);
            assert_eq!((uit.status.code(), uit.stdout.len()), (Some(2), 0), "{uit:?}");
            assert_gelijk(&eerst, &projecties(&url, Naam::Nummer).await, schade);
            doe(&url, herstel).await;
        }
    })
    .await;
}

#[tokio::test]
async fn until_it_is_done_others_read_what_was_there_and_cannot_record() {
    op_elke_url(|url| async move {
        let regio = poort_met_keten(&url).await;
        let eerst = projecties(&url, Naam::Nummer).await;
        regio.stuur(AANBIEDER, &IJW.stop("E1", FENNA, &[Some(1)])).await;
        let ander = Regio::op(open(&url).await).await;
        let herbouw = regio.poort.store.begin_herbouw().await.unwrap();
        assert_gelijk(&eerst, &projecties(&url, Naam::Nummer).await, "during a rebuild");
        let fout = ander.poort.verwerk_volgende(uuid::Uuid::now_v7()).await.unwrap_err();
        assert!(matches!(fout, PoortFout::Store(StoreFout::Bezet)), "{fout}");
        herbouw.breek_af().await;
        ander.verwerk_alles().await;
        let na = projecties(&url, Naam::Nummer).await;
        assert_eq!(na["regie"].len(), eerst["regie"].len() + 1);
        assert_eq!(na["prestatie"], eerst["prestatie"], "a rebuild that is broken off leaves everything");
    })
    .await;
}

#[tokio::test]
async fn the_command_says_what_it_did_and_what_changed() {
    op_elke_url(|url| async move {
        poort_met_keten(&url).await;
        doe(&url, "DELETE FROM regie").await;
        let uit = rebuild(&url);
        assert_eq!(uit.status.code(), Some(0), "{uit:?}");
        let tekst = String::from_utf8(uit.stdout).unwrap();
        assert!(tekst.starts_with("De dossiers zijn opnieuw opgebouwd uit 3 berichten.\n"), "{tekst}");
        assert!(tekst.contains("\n  regie: 1 rijen (het waren er 0)\n"), "{tekst}");
        assert!(tekst.contains("\n  prestatie: 2 rijen\n"), "{tekst}");
        assert_eq!(rebuild("mysql://nergens").status.code(), Some(2));
    })
    .await;
}
