//! A thousand parties that are dead, and one that is not.

use std::time::Duration;

use berichtenpoort::bezorging::{Bezorging, Bezorgwijze, Geheim};
use berichtenpoort::partij::{Partij, PartijSoort};
use berichtenpoort::poort::{Banen, Bezorger};
use berichtenpoort::uitgaand::Uitgaand;
use uuid::Uuid;

use crate::gemeenschap::gegevens::ZORG;
use crate::gemeenschap::op_elke_database;
use crate::levering::Bezorgproef;
use crate::ontvanger::{GOED, Gedrag, Ontvanger};
use crate::uitgaand::beleid;

/// Parties that all get their messages at this address.
async fn partijen(proef: &Bezorgproef, aantal: u32, url: &str) -> Vec<Uuid> {
    let bezorging = Bezorging::nieuw(Bezorgwijze::Push, Some(url)).unwrap();
    let (geheim, mut uit) = (Geheim::nieuw(), Vec::new());
    for nummer in 0..aantal {
        let code = format!("{:08}", 30_000_000 + nummer);
        let partij = Partij::nieuw(PartijSoort::Aanbieder, &code, "Dood", None).unwrap();
        let partij = proef.store().leg_partij_vast(&partij).await.unwrap();
        let nu = proef.klok.nu();
        proef.store().stel_bezorging_in(partij.id, &bezorging, Some(&geheim), nu, nu).await.unwrap();
        uit.push(partij.id);
    }
    uit
}

#[tokio::test]
async fn duizend_partijen_die_nooit_antwoorden_houden_wie_wel_antwoordt_niet_op() {
    op_elke_database(|store| async move {
        // They hang for as long as the test lasts: who waited for them would wait for ever.
        let hangt = Ontvanger::start(|_| Gedrag::Hangt).await;
        let mut gezond = Ontvanger::start(|_| GOED).await;
        let proef = Bezorgproef::op(store).await;
        let dood = partijen(&proef, 1000, &hangt.url("/")).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&gezond.url("/"))).await;
        let uitgaand = Uitgaand::nieuw(beleid(), Vec::new()).unwrap().met_geduld(Duration::from_secs(3600));
        let banen = Banen { goed: 4, nieuw: 8, traag: 100, megabytes: 64 };
        let bezorger = Bezorger::start(&proef.poort, uitgaand, banen);
        proef.lever("JW301", "EERSTE").await;
        gezond.volgende().await;
        proef.lever_aan("JW301", "AAN-ALLEN", &dood).await;
        for nummer in 0..10 {
            let levering = proef.lever("JW301", &format!("A{nummer}")).await;
            let verzoek = gezond.volgende().await;
            assert_eq!(verzoek.headers["berichtenpoort-levering"], levering.id.to_string());
        }
        drop(bezorger);
    })
    .await;
}

#[tokio::test]
async fn duizend_partijen_waar_niemand_luistert_houden_een_nieuwe_partij_niet_op() {
    op_elke_database(|store| async move {
        let weg = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let adres = weg.local_addr().unwrap();
        drop(weg);
        let mut gezond = Ontvanger::start(|_| GOED).await;
        let proef = Bezorgproef::op(store).await;
        let mut allen = partijen(&proef, 1000, &format!("http://{adres}/")).await;
        allen.push(proef.regio.partij(ZORG));
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&gezond.url("/"))).await;
        let leveringen = proef.lever_aan("JW301", "AAN-ALLEN", &allen).await;
        let uitgaand = Uitgaand::nieuw(beleid(), Vec::new()).unwrap();
        let bezorger = Bezorger::start(&proef.poort, uitgaand, Banen::default());
        let verzoek = gezond.volgende().await;
        bezorger.stop().await;
        let laatste = *leveringen.last().unwrap();
        assert_eq!(verzoek.headers["berichtenpoort-levering"], laatste.id.to_string());
        assert_eq!(proef.stand(laatste).await, ("bevestigd", vec!["gelukt"]));
    })
    .await;
}
