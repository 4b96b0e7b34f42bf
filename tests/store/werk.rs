//! Work: one worker per stroom, messages in order, and nothing written by who lost the lease.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use crate::gemeenschap::gegevens::{
    AMSTERDAM, HULP, Regio, ZAANSTAD, ZORG, antwoord, bevinding, bsn, header, seconde, toewijzing, verwerking,
};
use crate::gemeenschap::{doe, getallen, op_elke_database, op_elke_url, open};
use berichtenpoort::keten::{Uitkomst, Wijziging};
use berichtenpoort::store::{Status, StoreFout, Vastgelegd, Verwerking, Zicht};
use tokio::task::JoinSet;
use uuid::Uuid;

#[tokio::test]
async fn where_nothing_waits_there_is_nothing_to_claim() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store).await;
        assert_eq!(regio.claim().await, None);
    })
    .await;
}

#[tokio::test]
async fn two_claimers_never_hold_the_same_stroom() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store).await;
        let eerste = regio.ontvang(&header("JW305", ZAANSTAD, ZORG, "1")).await;
        regio.ontvang(&header("JW305", ZAANSTAD, ZORG, "2")).await;
        let derde = regio.ontvang(&header("JW305", AMSTERDAM, ZORG, "3")).await;
        assert_eq!(regio.claim().await.unwrap().bericht, eerste);
        assert_eq!(regio.claim().await.unwrap().bericht, derde);
        assert_eq!(regio.claim().await, None);
    })
    .await;
}

#[tokio::test]
async fn both_standards_of_one_aanbieder_are_streams_of_their_own() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store).await;
        regio.ontvang(&header("JW305", ZAANSTAD, ZORG, "1")).await;
        regio.ontvang(&header("WMO305", ZAANSTAD, ZORG, "1")).await;
        assert_ne!(regio.claim().await.unwrap().stroom, regio.claim().await.unwrap().stroom);
    })
    .await;
}

#[tokio::test]
async fn who_has_finished_a_message_gets_the_next_one_of_the_stroom() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let header = header("JW305", ZAANSTAD, ZORG, "1");
        let eerste = regio.ontvang(&header).await;
        let tweede = regio.ontvang(&self::header("JW305", ZAANSTAD, ZORG, "2")).await;
        let werk = regio.claim().await.unwrap();
        assert_eq!(
            store.laad(&werk).await.unwrap(),
            store.inhoud(eerste.id, Zicht::Alles).await.unwrap().unwrap()
        );
        let uit = store.leg_verwerking_vast(&werk, &verwerking(&header), seconde(5)).await.unwrap();
        assert_eq!(uit, Vastgelegd::Ja);
        let klaar = store.bericht(eerste.id, Zicht::Alles).await.unwrap().unwrap();
        assert_eq!((klaar.status, klaar.uitkomst), (Status::Verwerkt, Some(Uitkomst::Goedgekeurd)));
        assert_eq!(klaar.verwerkt_op, Some(seconde(5)));
        assert_eq!(regio.claim().await.unwrap().bericht, tweede);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_workers_process_two_hundred_messages_in_twenty_streams_once_and_in_order() {
    op_elke_url(|url| async move {
        let regio = Regio::maak(open(&url).await).await;
        for nummer in 0..200 {
            let naam = if nummer % 2 == 0 { "JW305" } else { "WMO305" };
            let aanbieder = format!("{:08}", 11_111_111 + nummer / 2 % 10);
            let mut header = header(naam, ZAANSTAD, ZORG, &nummer.to_string());
            header.aanbieder = berichtenpoort::bericht::Agbcode::lees(&aanbieder).unwrap();
            let bytes = nummer.to_string();
            let nieuw = berichtenpoort::store::NieuwBericht {
                id: Uuid::now_v7(),
                header: &header,
                verzender: regio.partij(ZORG),
                indiener: None,
                leverancier: None,
                geadresseerde: regio.partij(ZAANSTAD),
                bytes: bytes.as_bytes(),
                sha256: [u8::try_from(nummer).unwrap(); 32],
                ontvangen_op: seconde(0),
                oordeel: berichtenpoort::regels::Oordeel::Geldig,
                bevindingen: &[],
            };
            regio.store.neem_aan(&nieuw).await.unwrap();
        }
        let gedaan = Arc::new(Mutex::new(Vec::new()));
        let bezet = Arc::new(Mutex::new(BTreeSet::new()));
        let mut taken = JoinSet::new();
        for nummer in 0..8 {
            // Four of them in another process, as far as the store can tell.
            let store = if nummer % 2 == 0 { regio.store.clone() } else { open(&url).await };
            let (gedaan, bezet) = (gedaan.clone(), bezet.clone());
            taken.spawn(async move {
                let eigenaar = Uuid::new_v4();
                while store.wachtend().await.unwrap() > 0 {
                    let Some(werk) = store.claim(eigenaar, seconde(0), seconde(60)).await.unwrap() else {
                        tokio::task::yield_now().await;
                        continue;
                    };
                    assert!(bezet.lock().unwrap().insert(werk.stroom), "een stroom is van één tegelijk");
                    tokio::task::yield_now().await;
                    gedaan.lock().unwrap().push((werk.stroom, werk.bericht.volgnummer));
                    bezet.lock().unwrap().remove(&werk.stroom);
                    let header = header("JW305", ZAANSTAD, ZORG, &werk.bericht.identificatie);
                    let uit =
                        store.leg_verwerking_vast(&werk, &verwerking(&header), seconde(1)).await.unwrap();
                    assert_eq!(uit, Vastgelegd::Ja);
                }
            });
        }
        taken.join_all().await;
        let mut per_stroom: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (stroom, volgnummer) in gedaan.lock().unwrap().iter() {
            per_stroom.entry(*stroom).or_default().push(*volgnummer);
        }
        assert_eq!(per_stroom.len(), 20);
        for volgnummers in per_stroom.values() {
            assert_eq!(volgnummers.len(), 10);
            assert!(volgnummers.is_sorted_by(|een, twee| een < twee), "{volgnummers:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_expired_lease_is_taken_over_and_the_late_first_owner_writes_nothing() {
    op_elke_url(|url| async move {
        let regio = Regio::maak(open(&url).await).await;
        let store = &regio.store;
        let header = header("JW301", ZAANSTAD, ZORG, "1");
        let rij = regio.ontvang(&header).await;
        let (een, twee) = (Uuid::new_v4(), Uuid::new_v4());
        let laat = store.claim(een, seconde(0), seconde(60)).await.unwrap().unwrap();
        assert_eq!(store.claim(twee, seconde(59), seconde(120)).await.unwrap(), None);
        let werk = store.claim(twee, seconde(60), seconde(120)).await.unwrap().unwrap();
        assert_eq!(werk.bericht.id, rij.id);

        assert!(!store.verleng(&laat, seconde(200)).await.unwrap());
        let product = toewijzing(1, "2026-01-01T10:00:00", "2026-12-31");
        let bsn = bsn(0);
        let alles = Verwerking {
            bevindingen: &[bevinding("TR056")],
            wijzigingen: &[Wijziging::Toewijzing(&bsn, &product, None)],
            identificatie_gebruikt: true,
            antwoord: Some(antwoord(&regio, &header, b"retour")),
            leveringen: &[(Uuid::now_v7(), regio.partij(ZORG), rij.id)],
            ..verwerking(&header)
        };
        let uit = store.leg_verwerking_vast(&laat, &alles, seconde(61)).await.unwrap();
        assert_eq!(uit, Vastgelegd::LeaseKwijt);
        store.meld_mislukt(&laat, "te laat", seconde(61), None).await.unwrap();
        assert_eq!(store.bericht(rij.id, Zicht::Alles).await.unwrap(), Some(rij.clone()));
        assert_eq!(geschreven(&url).await, 0);

        assert!(store.verleng(&werk, seconde(300)).await.unwrap());
        assert_eq!(store.claim(een, seconde(200), seconde(400)).await.unwrap(), None, "zij is verlengd");
        let uit = store.leg_verwerking_vast(&werk, &alles, seconde(200)).await.unwrap();
        assert_eq!(uit, Vastgelegd::Ja);
        assert_eq!(geschreven(&url).await, 6);
        let uit = store.leg_verwerking_vast(&werk, &alles, seconde(201)).await.unwrap();
        assert_eq!(uit, Vastgelegd::LeaseKwijt, "een tweede keer kan niet");
    })
    .await;
}

#[tokio::test]
async fn an_owner_who_got_the_same_stroom_twice_records_its_message_once() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let header = header("JW301", ZAANSTAD, ZORG, "1");
        regio.ontvang(&header).await;
        regio.ontvang(&self::header("JW301", ZAANSTAD, ZORG, "2")).await;
        let eigenaar = Uuid::new_v4();
        let oud = store.claim(eigenaar, seconde(0), seconde(60)).await.unwrap().unwrap();
        let nieuw = store.claim(eigenaar, seconde(60), seconde(120)).await.unwrap().unwrap();
        assert_eq!(oud.bericht, nieuw.bericht);
        let uit = store.leg_verwerking_vast(&nieuw, &verwerking(&header), seconde(61)).await.unwrap();
        assert_eq!(uit, Vastgelegd::Ja);
        let volgende = store.claim(eigenaar, seconde(62), seconde(120)).await.unwrap().unwrap();
        let uit = store.leg_verwerking_vast(&oud, &verwerking(&header), seconde(63)).await.unwrap();
        assert_eq!(uit, Vastgelegd::LeaseKwijt);
        assert!(store.verleng(&volgende, seconde(200)).await.unwrap(), "de nieuwe lease is er nog");
    })
    .await;
}

#[tokio::test]
async fn a_message_that_fails_keeps_its_stroom_waiting_and_lets_the_others_go_on() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let eerste = regio.ontvang(&header("JW305", ZAANSTAD, ZORG, "1")).await;
        let tweede = regio.ontvang(&header("JW305", ZAANSTAD, ZORG, "2")).await;
        let ander = regio.ontvang(&header("JW305", AMSTERDAM, HULP, "3")).await;
        let eigenaar = Uuid::new_v4();

        let werk = store.claim(eigenaar, seconde(0), seconde(60)).await.unwrap().unwrap();
        store.meld_mislukt(&werk, "het schema ontbreekt", seconde(1), Some(seconde(30))).await.unwrap();
        let rij = store.bericht(eerste.id, Zicht::Alles).await.unwrap().unwrap();
        assert_eq!((rij.status, rij.pogingen), (Status::Ontvangen, 1));
        assert_eq!(rij.oorzaak.as_deref(), Some("het schema ontbreekt"));

        let werk = store.claim(eigenaar, seconde(2), seconde(60)).await.unwrap().unwrap();
        assert_eq!(werk.bericht.id, ander.id, "de andere stroom gaat door");
        let uit = store
            .leg_verwerking_vast(&werk, &verwerking(&header("JW305", AMSTERDAM, HULP, "3")), seconde(3))
            .await
            .unwrap();
        assert_eq!(uit, Vastgelegd::Ja);
        assert_eq!(
            store.claim(eigenaar, seconde(29), seconde(60)).await.unwrap(),
            None,
            "het tweede bericht wacht"
        );

        let werk = store.claim(eigenaar, seconde(30), seconde(90)).await.unwrap().unwrap();
        assert_eq!((werk.bericht.id, werk.bericht.pogingen), (eerste.id, 1));
        store.meld_mislukt(&werk, "het schema ontbreekt nog", seconde(31), None).await.unwrap();
        let rij = store.bericht(eerste.id, Zicht::Alles).await.unwrap().unwrap();
        assert_eq!((rij.status, rij.pogingen), (Status::Geparkeerd, 2));
        assert_eq!(rij.oorzaak.as_deref(), Some("het schema ontbreekt nog"));

        let werk = store.claim(eigenaar, seconde(32), seconde(90)).await.unwrap().unwrap();
        assert_eq!(werk.bericht.id, tweede.id, "na het parkeren gaat de stroom door");
        assert_eq!(store.wachtend().await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn who_shuts_down_gives_back_what_is_his_and_nothing_else() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        regio.ontvang(&header("JW305", ZAANSTAD, ZORG, "1")).await;
        regio.ontvang(&header("JW305", AMSTERDAM, ZORG, "2")).await;
        let (een, twee) = (regio.claim().await.unwrap(), regio.claim().await.unwrap());
        store.geef_vrij(een.eigenaar).await.unwrap();
        assert_eq!(regio.claim().await.unwrap().bericht, een.bericht);
        assert_eq!(regio.claim().await, None);
        store.geef_alles_vrij().await.unwrap();
        assert!(!store.verleng(&twee, seconde(90)).await.unwrap());
        assert_eq!(regio.claim().await.unwrap().bericht, een.bericht);
        assert_eq!(regio.claim().await.unwrap().bericht, twee.bericht);
    })
    .await;
}

#[tokio::test]
async fn bytes_that_are_not_those_that_came_in_are_reported_and_not_processed() {
    op_elke_url(|url| async move {
        let regio = Regio::maak(open(&url).await).await;
        let werk = regio.ontvang_en_claim(&header("JW305", ZAANSTAD, ZORG, "1")).await;
        doe(&url, "UPDATE inhoud SET bytes = substr(bytes, 2)").await;
        let fout = regio.store.laad(&werk).await.unwrap_err();
        assert!(matches!(fout, StoreFout::BedorvenRij { tabel: "inhoud", kolom: "bytes", .. }), "{fout}");
        assert!(regio.store.inhoud(werk.bericht.id, Zicht::Alles).await.is_err());
        doe(&url, "DELETE FROM inhoud").await;
        assert!(matches!(regio.store.laad(&werk).await, Err(StoreFout::BedorvenRij { .. })));
    })
    .await;
}

/// How many rows the verwerking of one message left, over all tables that it writes.
async fn geschreven(url: &str) -> i64 {
    let tellingen = getallen(
        url,
        "SELECT (SELECT count(*) FROM bevinding) + (SELECT count(*) FROM toewijzing)
              + (SELECT count(*) FROM toewijzing_nummer) + (SELECT count(*) FROM gebruikte_identificatie)
              + (SELECT count(*) FROM bericht WHERE door_poort) + (SELECT count(*) FROM levering), count(*)
         FROM bericht",
    );
    tellingen.await[0][0]
}
