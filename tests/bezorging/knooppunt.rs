//! Parties that are reached through a knooppunt: their leveringen go there, each party in its own order.

use berichtenpoort::bezorging::{Bezorging, Bezorgwijze, Geheim};
use berichtenpoort::partij::{Partij, PartijSoort};
use berichtenpoort::poort::{Banen, Bezorger, Partijbeheer};
use berichtenpoort::uitgaand::Uitgaand;

use crate::gemeenschap::gegevens::ZORG;
use crate::gemeenschap::op_elke_database;
use crate::levering::Bezorgproef;
use crate::ontvanger::{GOED, Ontvanger};
use crate::uitgaand::beleid;

async fn stel_in(proef: &Bezorgproef, partij: &Partij, wijze: Bezorgwijze, url: &str) {
    let (bezorging, nu) = (Bezorging::nieuw(wijze, Some(url)).unwrap(), proef.klok.nu());
    proef.store().stel_bezorging_in(partij.id, &bezorging, Some(&Geheim::nieuw()), nu, nu).await.unwrap();
}

#[tokio::test]
async fn de_leveringen_van_een_partij_gaan_op_volgorde_naar_haar_knooppunt() {
    op_elke_database(|store| async move {
        let mut ontvanger = Ontvanger::start(|_| GOED).await;
        let proef = Bezorgproef::op(store).await;
        let knooppunt = Partij::nieuw(PartijSoort::Knooppunt, "knoop-noord", "Knoop Noord", None).unwrap();
        let knooppunt = proef.store().leg_partij_vast(&knooppunt).await.unwrap();
        let zorg = proef.store().partij(proef.regio.partij(ZORG)).await.unwrap().unwrap();
        let beheer = Partijbeheer::nieuw(proef.store(), &proef.klok);
        assert!(beheer.zet_knooppunt(&zorg, Some(&knooppunt)).await.is_err(), "nothing is brought to it yet");
        assert!(beheer.zet_knooppunt(&zorg, Some(&zorg)).await.is_err(), "no knooppunt");

        stel_in(&proef, &knooppunt, Bezorgwijze::Push, &ontvanger.url("/in")).await;
        beheer.zet_knooppunt(&zorg, Some(&knooppunt)).await.unwrap();
        let eerste = proef.lever("JW301", "A1").await;
        let tweede = proef.lever("JW301", "A2").await;
        let bezorger =
            Bezorger::start(&proef.poort, Uitgaand::nieuw(beleid(), Vec::new()).unwrap(), Banen::default());
        for levering in [eerste, tweede] {
            let verzoek = ontvanger.volgende().await;
            assert_eq!(verzoek.pad, format!("/in?partij={ZORG}"), "the address says for whom it is");
            assert_eq!(verzoek.headers["berichtenpoort-levering"], levering.id.to_string());
        }
        bezorger.stop().await;

        // The knooppunt moves: who goes through it moves along.
        stel_in(&proef, &knooppunt, Bezorgwijze::Webhook, &ontvanger.url("/anders")).await;
        beheer.werk_knooppunt_bij(&knooppunt).await.unwrap();
        let nu = proef.store().bezorging(zorg.id).await.unwrap();
        assert_eq!((nu.wijze, nu.url.unwrap().path()), (Bezorgwijze::Webhook, "/anders"));
        beheer.zet_knooppunt(&zorg, None).await.unwrap();
        assert_eq!(proef.store().bezorging(zorg.id).await.unwrap().wijze, Bezorgwijze::Postbus);
        assert!(proef.store().knooppunt_van(zorg.id).await.unwrap().is_none());
    })
    .await;
}
