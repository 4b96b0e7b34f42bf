//! What happens while an attempt is under way: it is recorded, and decides nothing where somebody said otherwise meanwhile.

use berichtenpoort::bezorging::{
    Besluit, Bezorging, Bezorgwijze, MEESTE_AANKONDIGINGEN, PogingUitkomst, Stand, besluit,
};
use berichtenpoort::poort::{Banen, Bezorger};
use berichtenpoort::store::{Bezorgwerk, GedanePoging};
use berichtenpoort::uitgaand::Uitgaand;
use chrono::TimeDelta;

use crate::gemeenschap::gegevens::{HULP, ZORG};
use crate::gemeenschap::{doe, getallen, op_elke_database, op_elke_url, open};
use crate::levering::Bezorgproef;
use crate::ontvanger::{GOED, Ontvanger};
use crate::uitgaand::beleid;

const OUD: Option<&str> = Some("https://oud.example/");
const NIEUW: Option<&str> = Some("https://nieuw.example/");

/// Every row whose turn it is, held for a minute.
async fn neem(proef: &Bezorgproef) -> Vec<Bezorgwerk> {
    let (nu, mut uit) = (proef.klok.nu(), Vec::new());
    for stand in Stand::ALLE {
        let rijen = proef.store().claim_bezorgingen(stand, nu, nu + TimeDelta::minutes(1), 10).await.unwrap();
        uit.extend(rijen);
    }
    uit
}

async fn neem_een(proef: &Bezorgproef) -> Bezorgwerk {
    let mut rijen = neem(proef).await;
    assert_eq!(rijen.len(), 1, "{rijen:?}");
    rijen.pop().unwrap()
}

/// Records what an attempt came to, and gives the row back.
async fn meld(proef: &Bezorgproef, werk: &Bezorgwerk, uitkomst: PogingUitkomst, duur_ms: i64) {
    let nu = proef.klok.nu();
    let besluit = besluit(werk.wijze, uitkomst, werk.pogingen, None, nu, 0);
    let poging = GedanePoging { begonnen_op: nu, duur_ms, uitkomst, status: None, besluit };
    assert_eq!(proef.store().leg_poging_vast(werk, &poging, nu, None).await.unwrap(), None);
}

fn later(proef: &Bezorgproef, hoeveel: TimeDelta) {
    proef.klok.zet(proef.klok.nu() + hoeveel);
}

#[tokio::test]
async fn een_nieuw_adres_tijdens_een_poging_die_faalt_wordt_meteen_geprobeerd_met_alle_pogingen() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, OUD).await;
        let levering = proef.lever("JW301", "A1").await;
        meld(&proef, &neem_een(&proef).await, PogingUitkomst::Serverfout, 5).await;
        later(&proef, TimeDelta::days(1));
        let onderweg = neem_een(&proef).await;
        assert_eq!(onderweg.pogingen, 1);
        proef.stel_in(ZORG, Bezorgwijze::Push, NIEUW).await;
        assert_eq!(neem(&proef).await, [], "één verzoek tegelijk, ook bij een nieuw adres");
        meld(&proef, &onderweg, PogingUitkomst::Serverfout, 5).await;
        let werk = neem_een(&proef).await;
        assert_eq!(werk.zending.unwrap().url.as_str(), NIEUW.unwrap());
        assert_eq!((werk.levering, werk.pogingen), (levering.id, 0));
        assert_eq!(proef.stand(levering).await, ("wachtend", vec!["serverfout", "serverfout"]));
    })
    .await;
}

#[tokio::test]
async fn wie_tijdens_een_melding_overstapt_op_push_krijgt_het_bericht_alsnog() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Webhook, OUD).await;
        let levering = proef.lever("JW301", "A1").await;
        let onderweg = neem_een(&proef).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, OUD).await;
        meld(&proef, &onderweg, PogingUitkomst::Gelukt, 5).await;
        assert_eq!(proef.stand(levering).await, ("wachtend", vec!["gelukt"]));
        assert_eq!(neem_een(&proef).await.wijze, Bezorgwijze::Push);
    })
    .await;
}

#[tokio::test]
async fn herstel_tijdens_een_poging_wint_hoe_die_ook_afloopt() {
    op_elke_url(|url| async move {
        let proef = Bezorgproef::op(open(&url).await).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, OUD).await;
        let levering = proef.lever("JW301", "A1").await;
        for uitkomst in [PogingUitkomst::Weg, PogingUitkomst::Serverfout, PogingUitkomst::Gelukt] {
            let onderweg = neem_een(&proef).await;
            assert!(proef.poort.herstel_levering(levering.id).await.unwrap());
            meld(&proef, &onderweg, uitkomst, 5).await;
            assert_eq!(proef.stand(levering).await.0, "wachtend", "{uitkomst:?}");
        }
        assert_eq!(neem_een(&proef).await.pogingen, 0);
        let gemeld = "SELECT count(*), count(*) FROM gebeurtenis";
        assert_eq!(getallen(&url, gemeld).await, [[0, 0]], "zij is niet mislukt");
    })
    .await;
}

#[tokio::test]
async fn bevestigt_een_partij_wat_op_de_volgende_poging_wacht_dan_gaat_de_rij_meteen_verder() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        let zorg = proef.regio.partij(ZORG);
        proef.stel_in(ZORG, Bezorgwijze::Push, OUD).await;
        let mut leveringen = Vec::new();
        for nummer in 0..3 {
            leveringen.push(proef.lever("JW301", &format!("A{nummer}")).await.id);
        }
        meld(&proef, &neem_een(&proef).await, PogingUitkomst::Serverfout, 5).await;
        assert_eq!(neem(&proef).await, [], "de rij wacht");
        proef.poort.bevestig(zorg, leveringen[0]).await.unwrap();
        let onderweg = neem_een(&proef).await;
        assert_eq!(onderweg.levering, leveringen[1]);
        // Also where it is confirmed while the attempt is under way.
        proef.poort.bevestig(zorg, leveringen[1]).await.unwrap();
        meld(&proef, &onderweg, PogingUitkomst::Serverfout, 5).await;
        assert_eq!(neem_een(&proef).await.levering, leveringen[2]);
    })
    .await;
}

#[tokio::test]
async fn wie_de_rij_kwijt_is_en_faalt_telt_niet_als_poging() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, OUD).await;
        let levering = proef.lever("JW301", "A1").await;
        let kwijt = neem_een(&proef).await;
        later(&proef, TimeDelta::minutes(2));
        let houder = neem_een(&proef).await;
        meld(&proef, &kwijt, PogingUitkomst::Weg, 5).await;
        assert_eq!(proef.stand(levering).await, ("wachtend", vec!["weg"]));
        meld(&proef, &houder, PogingUitkomst::Gelukt, 5).await;
        assert_eq!(proef.stand(levering).await, ("bevestigd", vec!["weg", "gelukt"]));
    })
    .await;
}

#[tokio::test]
async fn wie_traag_ontvangt_gaat_de_volgende_keer_in_de_baan_van_de_tragen() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, OUD).await;
        proef.lever("JW301", "A1").await;
        proef.lever("JW301", "A2").await;
        meld(&proef, &neem_een(&proef).await, PogingUitkomst::Gelukt, 2001).await;
        let (nu, tot) = (proef.klok.nu(), proef.klok.nu() + TimeDelta::minutes(1));
        for stand in [Stand::Goed, Stand::Nieuw] {
            assert_eq!(proef.store().claim_bezorgingen(stand, nu, tot, 10).await.unwrap(), []);
        }
        assert_eq!(proef.store().claim_bezorgingen(Stand::Slecht, nu, tot, 10).await.unwrap().len(), 1);
    })
    .await;
}

fn bezorger(proef: &Bezorgproef) -> Bezorger {
    Bezorger::start(&proef.poort, Uitgaand::nieuw(beleid(), Vec::new()).unwrap(), Banen::default())
}

#[tokio::test]
async fn wat_niet_te_lezen_is_houdt_niemand_anders_op() {
    op_elke_url(|url| async move {
        let mut ontvanger = Ontvanger::start(|_| GOED).await;
        let proef = Bezorgproef::op(open(&url).await).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, OUD).await;
        proef.stel_in(HULP, Bezorgwijze::Push, Some(&ontvanger.url("/"))).await;
        doe(&url, "UPDATE bezorgwijze SET url = 'geen adres' WHERE url = 'https://oud.example/'").await;
        let stuk = proef.lever("JW301", "A1").await;
        let goed = proef.lever_aan("JW301", "A2", &[proef.regio.partij(HULP)]).await.pop().unwrap();
        let bezorger = bezorger(&proef);
        ontvanger.volgende().await;
        bezorger.stop().await;
        assert_eq!(proef.stand(goed).await, ("bevestigd", vec!["gelukt"]));
        assert_eq!(proef.stand(stuk).await, ("wachtend", vec!["intern"]));
        // Another setting mends it.
        proef.stel_in(ZORG, Bezorgwijze::Push, NIEUW).await;
        assert!(neem_een(&proef).await.zending.is_ok());
    })
    .await;
}

#[tokio::test]
async fn een_taak_die_niet_te_lezen_is_houdt_leveringen_en_andere_taken_niet_op() {
    op_elke_url(|url| async move {
        let mut ontvanger = Ontvanger::start(|_| GOED).await;
        let proef = Bezorgproef::op(open(&url).await).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&ontvanger.url("/"))).await;
        let keuze = berichtenpoort::store::LeveringKeuze {
            partij: None,
            standaard: None,
            van: None,
            tot: None,
            status: berichtenpoort::bezorging::Leveringstatus::Mislukt,
        };
        proef.poort.herstel_leveringen(&keuze).await.unwrap();
        doe(&url, "UPDATE taak SET keuze = '{}'").await;
        let goed = proef.poort.herstel_leveringen(&keuze).await.unwrap();
        let levering = proef.lever("JW301", "A1").await;
        let bezorger = bezorger(&proef);
        ontvanger.volgende().await;
        bezorger.stop().await;
        assert_eq!(proef.stand(levering).await.0, "bevestigd");
        assert!(proef.store().taak(goed.id).await.unwrap().unwrap().klaar_op.is_some());
        let open = proef.store().ids_van_open_taken().await.unwrap();
        assert!(open.is_empty(), "zij wordt niet steeds weer geprobeerd");
    })
    .await;
}

#[tokio::test]
async fn zonder_geheim_gaat_er_niets_weg() {
    op_elke_database(|store| async move {
        let mut ontvanger = Ontvanger::start(|_| GOED).await;
        let proef = Bezorgproef::op(store).await;
        let (zorg, nu) = (proef.regio.partij(ZORG), proef.klok.nu());
        let bezorging = Bezorging::nieuw(Bezorgwijze::Push, Some(&ontvanger.url("/zonder"))).unwrap();
        proef.store().stel_bezorging_in(zorg, &bezorging, None, nu, nu).await.unwrap();
        let zonder = proef.lever("JW301", "A1").await;
        proef.stel_in(HULP, Bezorgwijze::Push, Some(&ontvanger.url("/met"))).await;
        proef.lever_aan("JW301", "A2", &[proef.regio.partij(HULP)]).await;
        // Both are taken up at once, and those that are under way end before it stops.
        let bezorger = bezorger(&proef);
        assert_eq!(ontvanger.volgende().await.pad, "/met");
        bezorger.stop().await;
        assert!(ontvanger.verzoeken.try_recv().is_err());
        assert_eq!(proef.stand(zonder).await, ("wachtend", vec!["zonder-geheim"]));
    })
    .await;
}

#[tokio::test]
async fn wie_een_aangekondigde_levering_niet_ophaalt_hoort_het_nog_eens_en_daarna_hoort_de_beheerder_het() {
    op_elke_url(|url| async move {
        let proef = Bezorgproef::op(open(&url).await).await;
        proef.stel_in(ZORG, Bezorgwijze::Webhook, OUD).await;
        let levering = proef.lever("JW301", "A1").await;
        let opgehaald = proef.lever("JW301", "A2").await;
        for keer in 1..=MEESTE_AANKONDIGINGEN {
            let werk = neem_een(&proef).await;
            assert_eq!((werk.levering, werk.pogingen), (levering.id, 0), "keer {keer}");
            meld(&proef, &werk, PogingUitkomst::Gelukt, 5).await;
            if keer == 1 {
                meld(&proef, &neem_een(&proef).await, PogingUitkomst::Gelukt, 5).await;
                proef.poort.bevestig(proef.regio.partij(ZORG), opgehaald.id).await.unwrap();
            }
            let wacht = berichtenpoort::bezorging::herinnering(keer);
            later(&proef, wacht - TimeDelta::seconds(1));
            assert_eq!(proef.store().herinner(proef.klok.nu(), 10).await.unwrap(), 0, "nog niet");
            later(&proef, TimeDelta::seconds(1));
            assert_eq!(proef.store().herinner(proef.klok.nu(), 10).await.unwrap(), 1, "keer {keer}");
        }
        assert_eq!(neem(&proef).await, []);
        assert_eq!(
            proef.stand(levering).await,
            ("aangekondigd", vec!["gelukt"; MEESTE_AANKONDIGINGEN as usize])
        );
        let gemeld = "SELECT count(*), count(DISTINCT onderwerp) FROM gebeurtenis
                      WHERE soort = 'levering-niet-opgehaald' AND partij_id IS NOT NULL";
        assert_eq!(getallen(&url, gemeld).await, [[1, 1]]);
        later(&proef, TimeDelta::days(9));
        assert_eq!(proef.store().herinner(proef.klok.nu(), 10).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn een_ander_adres_hoort_alsnog_wat_aan_het_oude_was_gemeld() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Webhook, OUD).await;
        proef.lever("JW301", "A1").await;
        meld(&proef, &neem_een(&proef).await, PogingUitkomst::Gelukt, 5).await;
        proef.stel_in(ZORG, Bezorgwijze::Webhook, OUD).await;
        assert_eq!(neem(&proef).await, [], "hetzelfde nog eens instellen meldt niets opnieuw");
        proef.stel_in(ZORG, Bezorgwijze::Webhook, NIEUW).await;
        let werk = neem_een(&proef).await;
        assert_eq!(werk.aankondigingen, 0);
        assert!(matches!(
            besluit(werk.wijze, PogingUitkomst::Gelukt, 0, None, proef.klok.nu(), 0),
            Besluit::Aangekondigd
        ));
    })
    .await;
}
