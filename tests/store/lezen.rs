//! Reading: who sees what, lists with filters and pages, and the postbus.

use crate::gemeenschap::gegevens::{
    AMSTERDAM, HULP, Regio, ZAANSTAD, ZORG, antwoord, bevinding, header, seconde, verwerking,
};
use crate::gemeenschap::op_elke_database;
use berichtenpoort::bericht::Berichttype;
use berichtenpoort::regels::Oordeel;
use berichtenpoort::store::{Aangenomen, BerichtFilter, NieuwBericht, Status, Vastgelegd, Verwerking, Zicht};
use uuid::Uuid;

#[tokio::test]
async fn a_party_sees_what_it_sent_and_what_was_delivered_to_it_and_nothing_else() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let header = header("JW301", ZAANSTAD, ZORG, "1");
        let Aangenomen::Nieuw(rij) = regio.bied_aan(&header, b"toewijzing", &[bevinding("TR302")]).await
        else {
            panic!("nieuw")
        };
        let zicht = |code: &str| Zicht::Partij(regio.partij(code));
        for (wie, ziet) in [(ZAANSTAD, true), (ZORG, false), (AMSTERDAM, false), (HULP, false)] {
            assert_eq!(store.bericht(rij.id, zicht(wie)).await.unwrap().is_some(), ziet, "{wie}: bericht");
            assert_eq!(store.inhoud(rij.id, zicht(wie)).await.unwrap().is_some(), ziet, "{wie}: inhoud");
            assert_eq!(
                store.bevindingen(rij.id, zicht(wie)).await.unwrap().is_some(),
                ziet,
                "{wie}: bevindingen"
            );
            let lijst = store.berichten(zicht(wie), &BerichtFilter::default(), 10).await.unwrap();
            assert_eq!(!lijst.is_empty(), ziet, "{wie}: lijst");
        }

        let werk = regio.claim().await.unwrap();
        let retour = antwoord(&regio, &header, b"retour");
        let leveringen = [
            (Uuid::now_v7(), regio.partij(ZORG), rij.id),
            (Uuid::now_v7(), regio.partij(ZAANSTAD), retour.id),
        ];
        let alles = Verwerking { antwoord: Some(retour), leveringen: &leveringen, ..verwerking(&header) };
        assert_eq!(store.leg_verwerking_vast(&werk, &alles, seconde(1)).await.unwrap(), Vastgelegd::Ja);
        for (wie, aantal) in [(ZAANSTAD, 2), (ZORG, 2), (AMSTERDAM, 0), (HULP, 0)] {
            let lijst = store.berichten(zicht(wie), &BerichtFilter::default(), 10).await.unwrap();
            assert_eq!(lijst.len(), aantal, "{wie}");
            assert_eq!(store.inhoud(rij.id, zicht(wie)).await.unwrap().is_some(), aantal > 0, "{wie}");
            assert_eq!(store.antwoord_op(rij.id, zicht(wie)).await.unwrap().is_some(), aantal > 0, "{wie}");
        }
        assert_eq!(store.bericht(Uuid::new_v4(), Zicht::Alles).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_answer_of_the_gate_is_a_message_that_was_processed_when_it_was_written() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let header = header("JW305", ZAANSTAD, ZORG, "1");
        let werk = regio.ontvang_en_claim(&header).await;
        let alles =
            Verwerking { antwoord: Some(antwoord(&regio, &header, b"retour")), ..verwerking(&header) };
        store.leg_verwerking_vast(&werk, &alles, seconde(1)).await.unwrap();
        let retour = store.antwoord_op(werk.bericht.id, Zicht::Alles).await.unwrap().unwrap();
        assert_eq!(retour.berichttype.naam(), "JW306");
        assert_eq!(
            (retour.door_poort, retour.status, retour.oordeel),
            (true, Status::Verwerkt, Oordeel::Geldig)
        );
        assert_eq!((retour.reactie_op, retour.verwerkt_op), (Some(werk.bericht.id), Some(seconde(1))));
        assert_eq!((retour.verzender, retour.geadresseerde), (regio.partij(ZAANSTAD), regio.partij(ZORG)));
        assert_eq!(
            store.inhoud(retour.id, Zicht::Alles).await.unwrap().as_deref(),
            Some(b"retour".as_slice())
        );
        assert_eq!(store.wachtend().await.unwrap(), 0);

        // A second message may well get an answer with the very same bytes.
        let werk = regio.ontvang_en_claim(&self::header("JW305", ZAANSTAD, ZORG, "2")).await;
        let alles =
            Verwerking { antwoord: Some(antwoord(&regio, &header, b"retour")), ..verwerking(&header) };
        assert_eq!(store.leg_verwerking_vast(&werk, &alles, seconde(1)).await.unwrap(), Vastgelegd::Ja);
    })
    .await;
}

#[tokio::test]
async fn the_postbus_gives_the_oldest_first_until_it_is_confirmed() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let mut verwacht = Vec::new();
        for nummer in 0..5 {
            let header = header("JW301", ZAANSTAD, ZORG, &nummer.to_string());
            let werk = regio.ontvang_en_claim(&header).await;
            let levering = Uuid::new_v4();
            let leveringen = [(levering, regio.partij(ZORG), werk.bericht.id)];
            let alles = Verwerking { leveringen: &leveringen, ..verwerking(&header) };
            store.leg_verwerking_vast(&werk, &alles, seconde(nummer)).await.unwrap();
            verwacht.push((levering, werk.bericht.id, seconde(nummer)));
        }
        let zorg = regio.partij(ZORG);
        let postbus = store.postbus(zorg, 3).await.unwrap();
        let gekregen: Vec<_> =
            postbus.iter().map(|een| (een.id, een.bericht.id, een.aangeboden_op)).collect();
        assert_eq!(gekregen, verwacht[..3]);
        assert!(store.postbus(regio.partij(HULP), 10).await.unwrap().is_empty());

        let (levering, ..) = verwacht[1];
        assert_eq!(store.bevestig(regio.partij(HULP), levering, seconde(10)).await.unwrap(), None);
        assert_eq!(store.bevestig(zorg, Uuid::new_v4(), seconde(10)).await.unwrap(), None);
        let bevestigd = store.bevestig(zorg, levering, seconde(10)).await.unwrap().unwrap();
        assert_eq!(bevestigd.bevestigd_op, Some(seconde(10)));
        let weer = store.bevestig(zorg, levering, seconde(99)).await.unwrap().unwrap();
        assert_eq!(weer, bevestigd, "het eerste moment blijft");
        let over: Vec<_> = store.postbus(zorg, 10).await.unwrap().iter().map(|een| een.id).collect();
        assert_eq!(over, [verwacht[0].0, verwacht[2].0, verwacht[3].0, verwacht[4].0]);
    })
    .await;
}

#[tokio::test]
async fn every_filter_of_a_list_keeps_what_it_should() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let start = header("JW305", ZAANSTAD, ZORG, "1");
        let stop = header("JW307", AMSTERDAM, ZORG, "2");
        let declaratie = header("WMO323", ZAANSTAD, HULP, "3");
        for (nummer, header, bevindingen) in [
            (0, &start, vec![]),
            (1, &stop, vec![bevinding("TR302")]),
            (2, &declaratie, vec![bevinding("CS058")]),
        ] {
            let bytes = [u8::try_from(nummer).unwrap()];
            let nieuw = NieuwBericht {
                id: Uuid::now_v7(),
                header,
                verzender: regio.partij(header.verzender()),
                indiener: None,
                leverancier: None,
                geadresseerde: regio.partij(header.geadresseerde()),
                bytes: &bytes,
                sha256: [bytes[0]; 32],
                ontvangen_op: seconde(nummer),
                oordeel: Oordeel::Geldig,
                bevindingen: &bevindingen,
            };
            store.neem_aan(&nieuw).await.unwrap();
        }
        let werk = regio.claim().await.unwrap();
        store.leg_verwerking_vast(&werk, &verwerking(&start), seconde(5)).await.unwrap();
        let werk = regio.claim().await.unwrap();
        store.meld_mislukt(&werk, "stuk", seconde(5), None).await.unwrap();

        let alles = BerichtFilter::default;
        let gevallen = [
            (alles(), vec!["3", "2", "1"]),
            (BerichtFilter { berichttype: Berichttype::van_naam("JW307"), ..alles() }, vec!["2"]),
            (BerichtFilter { status: Some(Status::Verwerkt), ..alles() }, vec!["1"]),
            (BerichtFilter { status: Some(Status::Geparkeerd), ..alles() }, vec!["2"]),
            (BerichtFilter { status: Some(Status::Ontvangen), ..alles() }, vec!["3"]),
            (BerichtFilter { afzender: Some(ZORG.to_owned()), ..alles() }, vec!["2", "1"]),
            (BerichtFilter { ontvanger: Some(ZAANSTAD.to_owned()), ..alles() }, vec!["3", "1"]),
            (BerichtFilter { van: Some(seconde(1)), ..alles() }, vec!["3", "2"]),
            (BerichtFilter { tot: Some(seconde(1)), ..alles() }, vec!["1"]),
            (BerichtFilter { regel: Some("TR302".to_owned()), ..alles() }, vec!["2"]),
            (
                BerichtFilter {
                    berichttype: Berichttype::van_naam("WMO323"),
                    status: Some(Status::Ontvangen),
                    afzender: Some(HULP.to_owned()),
                    ontvanger: Some(ZAANSTAD.to_owned()),
                    van: Some(seconde(2)),
                    tot: Some(seconde(3)),
                    regel: Some("CS058".to_owned()),
                    voor: Some(i64::MAX),
                },
                vec!["3"],
            ),
            (BerichtFilter { afzender: Some("' OR 1 = 1 --".to_owned()), ..alles() }, vec![]),
        ];
        for (filter, verwacht) in gevallen {
            let lijst = store.berichten(Zicht::Alles, &filter, 10).await.unwrap();
            let kreeg: Vec<_> = lijst.iter().map(|rij| rij.identificatie.as_str()).collect();
            assert_eq!(kreeg, verwacht, "{filter:?}");
            let van_zorg = store.berichten(Zicht::Partij(regio.partij(ZORG)), &filter, 10).await.unwrap();
            let kreeg: Vec<_> = van_zorg.iter().map(|rij| rij.identificatie.as_str()).collect();
            let verwacht: Vec<_> = verwacht.into_iter().filter(|nummer| *nummer != "3").collect();
            assert_eq!(kreeg, verwacht, "{filter:?} voor de aanbieder");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_without_gaps_or_repeats_while_messages_come_in() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let mut verwacht = Vec::new();
        for nummer in 0..23 {
            verwacht.push(regio.ontvang(&header("JW305", ZAANSTAD, ZORG, &nummer.to_string())).await.id);
            // What another sends does not show up in between.
            regio.ontvang(&header("JW305", ZAANSTAD, HULP, &nummer.to_string())).await;
        }
        verwacht.reverse();
        let zicht = Zicht::Partij(regio.partij(ZORG));
        let mut gekregen = Vec::new();
        let mut filter = BerichtFilter::default();
        loop {
            let bladzijde = store.berichten(zicht, &filter, 5).await.unwrap();
            assert!(bladzijde.len() <= 5);
            let Some(laatste) = bladzijde.last() else { break };
            filter.voor = Some(laatste.volgnummer);
            gekregen.extend(bladzijde.iter().map(|rij| rij.id));
            regio.ontvang(&header("JW305", ZAANSTAD, ZORG, &format!("intussen {}", gekregen.len()))).await;
        }
        assert_eq!(gekregen, verwacht);
    })
    .await;
}
