//! Trying a rule on messages of the past, on every database.

use std::ops::ControlFlow;
use std::sync::Arc;

use berichtenpoort::begrippen::LokaleRegel;
use berichtenpoort::bericht::Standaard;
use berichtenpoort::poort::{Proef, Proefvraag};
use uuid::Uuid;

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, GEMEENTE, IJW, IWMO, Maker};
use crate::gemeenschap::op_elke_database;
use crate::voorbeeld::{opgesteld, regel, zet};

const PURMEREND: Maker<'static> = Maker { standaard: Standaard::Ijw, gemeente: "0439", aanbieder: AANBIEDER };

/// Holds from a day on which nothing came in yet.
fn voorstel() -> LokaleRegel {
    let ingangsdatum = "2026-06-01".parse().unwrap();
    let gemeenten = vec!["0479".to_owned(), "0439".to_owned()];
    LokaleRegel { ingangsdatum, gemeenten, ..regel("has(klasse.Einddatum)") }
}

fn vraag(van: &str, tot: &str, gemeenten: &[&str]) -> Proefvraag {
    Proefvraag {
        van: van.parse().unwrap(),
        tot_en_met: tot.parse().unwrap(),
        gemeenten: gemeenten.iter().map(|code| (*code).to_owned()).collect(),
        hoogstens: None,
    }
}

async fn probeer(poort: &Proefpoort, regel: LokaleRegel, vraag: &Proefvraag) -> Proef {
    let regel = Arc::new(opgesteld(regel));
    poort.poort.probeer_regel(regel, vraag, |_| ControlFlow::Continue(())).await.unwrap()
}

/// Another client each time: numbers for tests that pass the elfproef.
fn bsn(welke: usize) -> String {
    let goed = |getal: &u32| {
        let cijfers: Vec<i64> =
            getal.to_string().chars().map(|teken| i64::from(teken.to_digit(10).unwrap())).collect();
        let som: i64 =
            cijfers.iter().zip([9, 8, 7, 6, 5, 4, 3, 2, -1]).map(|(cijfer, weging)| cijfer * weging).sum();
        som % 11 == 0
    };
    (999_900_006_u32..).filter(goed).nth(welke).unwrap().to_string()
}

/// Messages of two months and two gemeenten; of some allocations the end is open.
async fn stuur_verleden(poort: &Proefpoort, eerste: u32) -> Vec<Uuid> {
    let mut uit = Vec::new();
    for (moment, maker, van, open) in [
        ("2026-03-31T21:59:59Z", IJW, GEMEENTE, true),
        ("2026-03-31T22:00:00Z", IJW, GEMEENTE, false),
        ("2026-04-15T10:00:00Z", IJW, GEMEENTE, true),
        ("2026-04-15T11:00:00Z", PURMEREND, "0439", true),
        ("2026-04-15T12:00:00Z", IWMO, GEMEENTE, true),
    ] {
        poort.klok.zet(moment.parse().unwrap());
        let nummer = eerste + u32::try_from(uit.len()).unwrap();
        let eind = if open { None } else { Some("2026-12-31") };
        // Of each client there are two, one after the other.
        let toewijzingen =
            [(2 * nummer, "2026-01-01", Some("2026-01-31")), (2 * nummer + 1, "2026-02-01", eind)];
        let xml = maker.toewijzing(&format!("T{nummer}"), &bsn(eerste as usize + uit.len()), &toewijzingen);
        let beeld = poort.stuur_en_verwerk(van, &xml).await;
        uit.push(beeld["id"].as_str().unwrap().parse().unwrap());
    }
    uit
}

#[tokio::test]
async fn een_voorstel_zegt_hoeveel_het_had_geweigerd_per_maand_en_per_aanbieder() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let ids = stuur_verleden(&poort, 1).await;
        let proef = probeer(&poort, voorstel(), &vraag("2026-03-01", "2026-04-30", &["0479"])).await;
        assert!(proef.volledig);
        let totaal = proef.totaal;
        assert_eq!(
            [totaal.berichten, totaal.klassen, totaal.niet_goed_berichten, totaal.niet_goed_klassen],
            [3, 6, 2, 2]
        );
        assert_eq!(proef.voorbeelden, [ids[0], ids[2]]);
        let maanden: Vec<_> = proef
            .per_maand
            .iter()
            .map(|(maand, een)| (maand.as_str(), een.berichten, een.niet_goed_berichten))
            .collect();
        assert_eq!(maanden, [("2026-03", 1, 1), ("2026-04", 2, 1)]);
        assert_eq!(proef.per_aanbieder[AANBIEDER], totaal);
        assert_eq!(
            proef.in_woorden(true),
            "Deze regel zou 2 van 6 klassen hebben geweigerd, in 2 van 3 berichten."
        );
        let april = probeer(&poort, voorstel(), &vraag("2026-04-01", "2026-04-01", &["0479"])).await;
        assert_eq!((april.totaal.berichten, april.totaal.niet_goed_berichten), (1, 0));
        // Nothing changed.
        assert!(poort.poort.store.lokale_uitslagen(ids[0]).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn berichten_van_een_andere_gemeente_zijn_buiten_bereik() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let ids = stuur_verleden(&poort, 1).await;
        let heel = |gemeenten| vraag("2026-01-01", "2026-12-31", gemeenten);
        let daar = probeer(&poort, voorstel(), &heel(&["0439"])).await;
        assert_eq!((daar.totaal.berichten, daar.voorbeelden), (1, vec![ids[3]]));
        let samen = probeer(&poort, voorstel(), &heel(&["0439", "0479", "0363"])).await;
        assert_eq!(samen.totaal.berichten, 4);
        let alleen = LokaleRegel { gemeenten: vec!["0439".to_owned()], ..voorstel() };
        assert_eq!(probeer(&poort, alleen, &heel(&["0479"])).await.totaal.berichten, 0);
    })
    .await;
}

#[tokio::test]
async fn wat_de_proef_zegt_is_wat_er_gebeurt_als_de_regel_geldt() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        stuur_verleden(&poort, 1).await;
        let over = vraag("2026-01-01", "2026-12-31", &["0439", "0479"]);
        let proef = probeer(&poort, voorstel(), &over).await;
        assert_eq!((proef.totaal.niet_goed_berichten, proef.al_afgekeurd), (3, 0));
        let van_kracht = LokaleRegel { ingangsdatum: "2026-01-01".parse().unwrap(), ..voorstel() };
        zet(&poort.poort, [van_kracht.clone()]).await;
        let ids = stuur_verleden(&poort, 101).await;
        let (mut klassen, mut geweigerd) = (0, 0);
        let mut afgekeurd = Vec::new();
        for id in ids {
            let uitslagen = poort.poort.store.lokale_uitslagen(id).await.unwrap();
            klassen += uitslagen.iter().map(|een| een.klassen).sum::<i64>();
            geweigerd += uitslagen.iter().map(|een| een.niet_goed).sum::<i64>();
            let rij =
                poort.poort.store.bericht(id, berichtenpoort::store::Zicht::Alles).await.unwrap().unwrap();
            if rij.uitkomst == Some(berichtenpoort::keten::Uitkomst::Afgekeurd) {
                afgekeurd.push(id);
            }
        }
        assert_eq!(u64::try_from(klassen).unwrap(), proef.totaal.klassen);
        assert_eq!(u64::try_from(geweigerd).unwrap(), proef.totaal.niet_goed_klassen);
        assert_eq!(afgekeurd.len() as u64, proef.totaal.niet_goed_berichten);
        // Tried once more, over both: those that were refused are told apart.
        let nog_eens = probeer(&poort, van_kracht, &over).await;
        assert_eq!(nog_eens.totaal.niet_goed_berichten, 2 * proef.totaal.niet_goed_berichten);
        assert_eq!(nog_eens.al_afgekeurd, proef.totaal.niet_goed_berichten);
    })
    .await;
}

#[tokio::test]
async fn een_proef_stopt_waar_dat_gevraagd_is_en_zegt_dat() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        stuur_verleden(&poort, 1).await;
        let kort = Proefvraag { hoogstens: Some(2), ..vraag("2026-01-01", "2026-12-31", &["0479", "0439"]) };
        let proef = probeer(&poort, voorstel(), &kort).await;
        assert_eq!((proef.totaal.berichten, proef.volledig), (2, false));
        let regel = Arc::new(opgesteld(voorstel()));
        let alles = Proefvraag { hoogstens: None, ..kort };
        let proef = poort.poort.probeer_regel(regel, &alles, |_| ControlFlow::Break(())).await.unwrap();
        assert!(!proef.volledig);
    })
    .await;
}

#[tokio::test]
async fn een_eis_die_niet_uit_te_rekenen_is_telt_apart() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        stuur_verleden(&poort, 1).await;
        let deelt = LokaleRegel {
            eis: "klasse.ToewijzingNummer / (klasse.ToewijzingNummer - 2) > 0".to_owned(),
            ..voorstel()
        };
        let proef = probeer(&poort, deelt, &vraag("2026-01-01", "2026-12-31", &["0479"])).await;
        assert_eq!((proef.niet_beoordeeld, proef.totaal.berichten), (1, 3));
        assert_eq!(proef.oorzaken.into_iter().collect::<Vec<_>>().len(), 1);
    })
    .await;
}
