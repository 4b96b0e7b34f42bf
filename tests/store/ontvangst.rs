//! Taking in messages: stored once, numbered in their stroom, and refusals kept.

use std::collections::BTreeSet;

use crate::gemeenschap::gegevens::{AMSTERDAM, HULP, Regio, ZAANSTAD, ZORG, bevinding, header, seconde};
use crate::gemeenschap::{getallen, op_elke_database, op_elke_url, open};
use berichtenpoort::regels::Oordeel;
use berichtenpoort::store::{Aangenomen, BerichtFilter, Status, Weigering, Zicht};
use tokio::task::JoinSet;
use uuid::Uuid;

#[tokio::test]
async fn a_message_is_kept_with_its_bytes_its_header_and_its_findings() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let header = header("JW305", ZAANSTAD, ZORG, "START-1");
        let bevindingen = [bevinding("TR302"), bevinding("CS058")];
        let Aangenomen::Nieuw(rij) = regio.bied_aan(&header, b"<Bericht/>", &bevindingen).await else {
            panic!("een nieuw bericht is nieuw");
        };
        assert_eq!(rij.berichttype, header.berichttype);
        assert_eq!((rij.afzender.as_str(), rij.ontvanger.as_str()), (ZORG, ZAANSTAD));
        assert_eq!((rij.verzender, rij.geadresseerde), (regio.partij(ZORG), regio.partij(ZAANSTAD)));
        assert_eq!((rij.identificatie.as_str(), rij.dagtekening), ("START-1", header.dagtekening));
        assert_eq!((rij.grootte, rij.ontvangen_op), (10, seconde(0)));
        assert_eq!((rij.oordeel, rij.status, rij.uitkomst), (Oordeel::Regels, Status::Ontvangen, None));
        assert_eq!((rij.reactie_op, rij.door_poort, rij.pogingen), (None, false, 0));
        assert_eq!(store.bericht(rij.id, Zicht::Alles).await.unwrap(), Some(rij.clone()));
        assert_eq!(
            store.inhoud(rij.id, Zicht::Alles).await.unwrap().as_deref(),
            Some(b"<Bericht/>".as_slice())
        );
        assert_eq!(
            store.bevindingen(rij.id, Zicht::Alles).await.unwrap().as_deref(),
            Some(bevindingen.as_slice())
        );
        assert_eq!(store.wachtend().await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_header_of_a_retourbericht_names_the_sender_of_the_heenbericht_but_who_sent_it_is_who_sent_it() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store).await;
        let rij = regio.ontvang(&header("JW302", ZAANSTAD, ZORG, "TOEWIJZING-1")).await;
        assert_eq!((rij.afzender.as_str(), rij.verzender), (ZAANSTAD, regio.partij(ZORG)));
    })
    .await;
}

#[tokio::test]
async fn the_same_bytes_by_the_same_sender_are_one_message() {
    op_elke_url(|url| async move {
        let store = open(&url).await;
        let regio = Regio::maak(store.clone()).await;
        let header = header("JW305", ZAANSTAD, ZORG, "START-1");
        let Aangenomen::Nieuw(eerste) = regio.bied_aan(&header, b"bytes", &[]).await else { panic!("nieuw") };
        let tweede = regio.bied_aan(&header, b"bytes", &[bevinding("TR302")]).await;
        assert_eq!(tweede, Aangenomen::Bekend(eerste.clone()));
        assert_eq!(store.bevindingen(eerste.id, Zicht::Alles).await.unwrap(), Some(Vec::new()));
        let anders = regio.bied_aan(&header, b"andere bytes", &[]).await;
        assert!(matches!(anders, Aangenomen::Nieuw(_)));
        assert_eq!(nummers_in_stroom(&url).await, [1, 2], "een herhaling neemt geen nummer");
    })
    .await;
}

#[tokio::test]
async fn the_same_bytes_by_another_sender_are_another_message() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store).await;
        for aanbieder in [ZORG, HULP] {
            let uit = regio.bied_aan(&header("JW305", ZAANSTAD, aanbieder, "1"), b"bytes", &[]).await;
            assert!(matches!(uit, Aangenomen::Nieuw(_)));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_twenty_times_at_once_are_one_message() {
    op_elke_url(|url| async move {
        let store = open(&url).await;
        let regio = Regio::maak(store.clone()).await;
        let mut taken = JoinSet::new();
        for _ in 0..20 {
            let regio = regio.clone();
            taken.spawn(async move {
                regio
                    .bied_aan(&header("JW305", ZAANSTAD, ZORG, "START-1"), b"bytes", &[bevinding("TR302")])
                    .await
            });
        }
        let mut nieuw = 0;
        let mut ids = BTreeSet::new();
        for uit in taken.join_all().await {
            let (Aangenomen::Nieuw(rij) | Aangenomen::Bekend(rij)) = &uit;
            ids.insert(rij.id);
            nieuw += usize::from(matches!(uit, Aangenomen::Nieuw(_)));
        }
        assert_eq!((nieuw, ids.len()), (1, 1));
        assert_eq!(store.berichten(Zicht::Alles, &BerichtFilter::default(), 10).await.unwrap().len(), 1);
        assert_eq!(nummers_in_stroom(&url).await, [1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_come_in_at_once_are_numbered_without_gaps_in_their_stroom() {
    op_elke_url(|url| async move {
        let store = open(&url).await;
        let regio = Regio::maak(store.clone()).await;
        let mut taken = JoinSet::new();
        for nummer in 0..40 {
            let regio = regio.clone();
            let gemeente = if nummer % 2 == 0 { ZAANSTAD } else { AMSTERDAM };
            taken.spawn(async move {
                regio.ontvang(&header("JW305", gemeente, ZORG, &nummer.to_string())).await;
            });
        }
        taken.join_all().await;
        let verwacht: Vec<i64> = (1..=20).flat_map(|nummer| [nummer, nummer]).collect();
        let mut nummers = nummers_in_stroom(&url).await;
        nummers.sort_unstable();
        assert_eq!(nummers, verwacht);
    })
    .await;
}

#[tokio::test]
async fn a_message_with_thousands_of_findings_keeps_them_all_in_order() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let bevindingen: Vec<_> = (0..3_001).map(|nummer| bevinding(&format!("TR{nummer}"))).collect();
        let Aangenomen::Nieuw(rij) =
            regio.bied_aan(&header("JW323", ZAANSTAD, ZORG, "1"), b"veel", &bevindingen).await
        else {
            panic!("nieuw")
        };
        assert_eq!(store.bevindingen(rij.id, Zicht::Alles).await.unwrap(), Some(bevindingen));
    })
    .await;
}

#[tokio::test]
async fn a_message_of_an_unknown_party_is_not_stored_at_all() {
    op_elke_url(|url| async move {
        let store = open(&url).await;
        let mut regio = Regio::maak(store.clone()).await;
        regio.partijen[0].id = Uuid::now_v7();
        let header = header("JW301", ZAANSTAD, ZORG, "1");
        let nieuw = berichtenpoort::store::NieuwBericht {
            id: Uuid::now_v7(),
            header: &header,
            verzender: regio.partij(ZAANSTAD),
            indiener: None,
            leverancier: None,
            geadresseerde: regio.partij(ZORG),
            bytes: b"bytes",
            sha256: [0; 32],
            ontvangen_op: seconde(0),
            oordeel: Oordeel::Geldig,
            bevindingen: &[],
        };
        assert!(store.neem_aan(&nieuw).await.is_err());
        assert_eq!(store.wachtend().await.unwrap(), 0);
        assert_eq!(aantal_stromen(&url).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_kept_once_and_counts_its_repeats() {
    op_elke_url(|url| async move {
        let store = open(&url).await;
        let regio = Regio::maak(store.clone()).await;
        let mut weigering = Weigering {
            partij: regio.partij(ZORG),
            sha256: [7; 32],
            grootte: 123,
            ontvangen_op: seconde(0),
            berichttype: None,
            oordeel: Oordeel::GeenXml,
            reden: "Het bericht is geen XML.",
            bevindingen: &[bevinding("TR302")],
        };
        store.leg_weigering_vast(&weigering).await.unwrap();
        weigering.ontvangen_op = seconde(30);
        store.leg_weigering_vast(&weigering).await.unwrap();
        weigering.ontvangen_op = seconde(20);
        store.leg_weigering_vast(&weigering).await.unwrap();
        weigering.partij = regio.partij(HULP);
        store.leg_weigering_vast(&weigering).await.unwrap();
        let rijen =
            getallen(&url, "SELECT aantal, laatste_op - eerste_op FROM weigering ORDER BY aantal").await;
        assert_eq!(rijen, [[1, 0], [3, 30_000_000]]);
    })
    .await;
}

async fn nummers_in_stroom(url: &str) -> Vec<i64> {
    let rijen = getallen(url, "SELECT stroom_volgnummer, volgnummer FROM bericht ORDER BY volgnummer").await;
    rijen.into_iter().map(|[nummer, _]| nummer).collect()
}

async fn aantal_stromen(url: &str) -> usize {
    getallen(url, "SELECT id, id FROM stroom").await.len()
}
