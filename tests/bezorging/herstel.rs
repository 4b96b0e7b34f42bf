//! Leveringen offered once more, and parked messages taken up again.

use berichtenpoort::bezorging::{Bezorgwijze, Leveringstatus};
use berichtenpoort::poort::{Banen, Bezorger};
use berichtenpoort::store::{LeveringKeuze, Status, Zicht};
use berichtenpoort::uitgaand::Uitgaand;
use chrono::TimeDelta;
use uuid::Uuid;

use crate::gemeenschap::gegevens::{HULP, ZAANSTAD, ZORG, header, seconde};
use crate::gemeenschap::op_elke_database;
use crate::levering::Bezorgproef;
use crate::ontvanger::{GOED, Gedrag, Ontvanger};
use crate::uitgaand::beleid;

fn bezorger(proef: &Bezorgproef) -> Bezorger {
    Bezorger::start(&proef.poort, Uitgaand::nieuw(beleid(), Vec::new()).unwrap(), Banen::default())
}

fn keuze(status: Leveringstatus) -> LeveringKeuze {
    LeveringKeuze { partij: None, standaard: None, van: None, tot: None, status }
}

#[tokio::test]
async fn een_mislukte_levering_gaat_na_herstel_opnieuw_met_hetzelfde_id_en_haar_pogingen_blijven_staan() {
    op_elke_database(|store| async move {
        let mut weg = Ontvanger::start(|_| Gedrag::Status(410, "")).await;
        let mut terug = Ontvanger::start(|_| GOED).await;
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&weg.url("/"))).await;
        let levering = proef.lever("JW301", "A1").await;
        let eerste = bezorger(&proef);
        weg.volgende().await;
        eerste.stop().await;
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&terug.url("/"))).await;
        assert!(!proef.poort.herstel_levering(Uuid::new_v4()).await.unwrap(), "een onbekend id");
        assert!(proef.poort.herstel_levering(levering.id).await.unwrap());
        let tweede = bezorger(&proef);
        let verzoek = terug.volgende().await;
        tweede.stop().await;
        assert_eq!(verzoek.headers["berichtenpoort-levering"], levering.id.to_string());
        assert_eq!(proef.stand(levering).await, ("bevestigd", vec!["weg", "gelukt"]));
    })
    .await;
}

#[tokio::test]
async fn een_bevestigde_levering_komt_na_herstel_weer_in_de_postbus_op_haar_oude_plaats() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        let (eerste, tweede) = (proef.lever("JW301", "A1").await, proef.lever("JW301", "A2").await);
        let zorg = proef.regio.partij(ZORG);
        proef.poort.bevestig(zorg, eerste.id).await.unwrap().unwrap();
        proef.poort.herstel_levering(eerste.id).await.unwrap();
        let postbus: Vec<_> =
            proef.store().postbus(zorg, 10).await.unwrap().into_iter().map(|levering| levering.id).collect();
        assert_eq!(postbus, [eerste.id, tweede.id]);
    })
    .await;
}

#[tokio::test]
async fn een_keuze_neemt_alleen_wat_erbij_hoort_en_telt_eerst() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        let (zorg, hulp) = (proef.regio.partij(ZORG), proef.regio.partij(HULP));
        for nummer in 0..4 {
            let berichttype = if nummer % 2 == 0 { "JW301" } else { "WMO301" };
            for levering in proef.lever_aan(berichttype, &format!("A{nummer}"), &[zorg, hulp]).await {
                for partij in [zorg, hulp] {
                    proef.poort.bevestig(partij, levering.id).await.unwrap();
                }
            }
        }
        let alles = keuze(Leveringstatus::Bevestigd);
        let standaard = berichtenpoort::bericht::Standaard::Iwmo;
        for (keuze, aantal) in [
            (alles.clone(), 8),
            (keuze(Leveringstatus::Mislukt), 0),
            (LeveringKeuze { partij: Some(zorg), ..alles.clone() }, 4),
            (LeveringKeuze { partij: Some(zorg), standaard: Some(standaard), ..alles.clone() }, 2),
            (LeveringKeuze { van: Some(seconde(2)), ..alles.clone() }, 0),
            (LeveringKeuze { tot: Some(seconde(1)), ..alles.clone() }, 0),
            (LeveringKeuze { van: Some(seconde(1)), tot: Some(seconde(2)), ..alles.clone() }, 8),
        ] {
            assert_eq!(proef.store().tel_leveringen(&keuze).await.unwrap(), aantal, "{keuze:?}");
        }
        let van_zorg = LeveringKeuze { partij: Some(zorg), ..alles };
        let taak = proef.poort.herstel_leveringen(&van_zorg).await.unwrap();
        assert_eq!((taak.totaal, taak.gedaan, taak.klaar_op), (4, 0, None));
        let klaar = proef.poort.voer_taak_uit(taak.id, |_| {}).await.unwrap().unwrap();
        assert_eq!((klaar.gedaan, klaar.klaar_op), (4, Some(proef.klok.nu())));
        assert_eq!(proef.store().postbus(zorg, 10).await.unwrap().len(), 4);
        assert_eq!(proef.store().postbus(hulp, 10).await.unwrap().len(), 0);
    })
    .await;
}

#[tokio::test]
async fn een_taak_die_halverwege_stopte_gaat_verder_waar_zij_was_en_doet_niets_twee_keer() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        let zorg = proef.regio.partij(ZORG);
        for nummer in 0..5 {
            proef.lever("JW301", &format!("A{nummer}")).await;
        }
        let taak = proef.poort.herstel_leveringen(&keuze(Leveringstatus::Wachtend)).await.unwrap();
        // What comes after it was asked for is no part of it.
        proef.lever("JW301", "LATER").await;
        let nu = proef.klok.nu();
        let stand = proef.store().zet_taak_voort(taak.id, 2, nu).await.unwrap().unwrap();
        assert_eq!((stand.gedaan, stand.klaar_op), (2, None));
        let eerste = proef.store().postbus(zorg, 1).await.unwrap().pop().unwrap();
        proef.poort.bevestig(zorg, eerste.id).await.unwrap();
        assert_eq!(proef.store().open_taken().await.unwrap().len(), 1);
        // As a gate that starts again does.
        assert!(!proef.poort.zet_taken_voort().await.unwrap());
        let klaar = proef.store().taak(taak.id).await.unwrap().unwrap();
        assert_eq!((klaar.gedaan, klaar.klaar_op), (5, Some(nu)));
        assert_eq!(proef.store().postbus(zorg, 10).await.unwrap().len(), 5, "wat is bevestigd, blijft het");
        assert_eq!(proef.store().open_taken().await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn een_geparkeerd_bericht_wacht_na_herstel_weer_op_verwerking() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        let header = header("JW301", ZAANSTAD, ZORG, "A1");
        let werk = proef.regio.ontvang_en_claim(&header).await;
        proef.store().meld_mislukt(&werk, "een fout in de poort", seconde(2), None).await.unwrap();
        assert_eq!(proef.regio.claim().await, None);
        let geparkeerd = proef.store().geparkeerde_berichten().await.unwrap();
        assert_eq!(geparkeerd, [(werk.bericht.id, Some("een fout in de poort".to_owned()))]);
        assert!(!proef.poort.herstel_bericht(Uuid::new_v4()).await.unwrap());
        assert!(proef.poort.herstel_bericht(werk.bericht.id).await.unwrap());
        assert!(!proef.poort.herstel_bericht(werk.bericht.id).await.unwrap(), "het wacht al");
        let rij = proef.store().bericht(werk.bericht.id, Zicht::Alles).await.unwrap().unwrap();
        assert_eq!((rij.status, rij.pogingen, rij.oorzaak), (Status::Ontvangen, 0, None));
        assert_eq!(proef.regio.claim().await.unwrap().bericht.id, werk.bericht.id);
    })
    .await;
}

#[tokio::test]
async fn wat_net_is_opgehaald_blijft_even_verborgen_en_komt_onbevestigd_terug() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        let zorg = proef.regio.partij(ZORG);
        let mut leveringen = Vec::new();
        for nummer in 0..3 {
            leveringen.push(proef.lever("JW301", &format!("A{nummer}")).await.id);
        }
        let haal = |limiet, verberg: i64| {
            let (poort, verberg) = (proef.poort.clone(), TimeDelta::seconds(verberg).to_std().unwrap());
            async move {
                let nul = std::time::Duration::ZERO;
                let postbus = poort.postbus(zorg, limiet, nul, verberg).await.unwrap();
                postbus.into_iter().map(|levering| levering.id).collect::<Vec<_>>()
            }
        };
        assert_eq!(haal(2, 60).await, leveringen[..2], "de eerste die ophaalt");
        assert_eq!(haal(2, 60).await, leveringen[2..], "de tweede");
        assert_eq!(haal(2, 60).await, Vec::<Uuid>::new(), "alles is onderweg");
        assert_eq!(haal(2, 0).await, Vec::<Uuid>::new(), "ook voor wie niets verbergt");
        proef.poort.bevestig(zorg, leveringen[0]).await.unwrap();
        proef.klok.zet(proef.klok.nu() + TimeDelta::seconds(60));
        assert_eq!(haal(9, 0).await, leveringen[1..], "wat niet is bevestigd, is er weer");
    })
    .await;
}
