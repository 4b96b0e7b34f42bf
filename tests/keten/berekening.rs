//! "Toon berekening": the sums behind the verdict on each line of a Declaratie, as they stood when it was judged.

use crate::berichten::{FENNA, IJW, IWMO, Maker, WIM};
use crate::declareren::{Regel, Toewijzing, declaratie, declaratie_van};
use crate::verloop::Keten;
use berichtenpoort::bericht::{Eenheid, Standaard};
use berichtenpoort::keten::{Prestatieberekening, Som};
use berichtenpoort::regels::Lijsten;
use proptest::prelude::*;

const OKTOBER: (&str, &str) = ("2025-10-01", "2025-10-31");
const NOVEMBER: (&str, &str) = ("2025-11-01", "2025-11-30");

fn na(maker: &Maker<'_>, toewijzing: Toewijzing<'_>) -> Keten {
    Keten::leeg("2026-02-03").na(&toewijzing.xml(maker, "T1"))
}

fn in_2025<'a>(maker: &Maker<'_>) -> Toewijzing<'a> {
    Toewijzing::nieuw(maker, "2025-01-01", Some("2025-12-31"))
}

/// The sums of a line of a claim, by rule.
fn sommen(keten: &mut Keten, xml: &str, regel: u32) -> Vec<Som> {
    keten.stuur(xml).beoordeling.berekeningen[&regel].sommen()
}

fn van<'s>(sommen: &'s [Som], regel: &str) -> &'s Som {
    sommen.iter().find(|som| som.regel == regel).unwrap_or_else(|| panic!("geen {regel} in {sommen:?}"))
}

#[test]
fn een_toegekende_prestatie_laat_elke_stap_zien() {
    for maker in [IJW, IWMO] {
        let mut keten = na(&maker, in_2025(&maker).omvang(3, "04", "2"));
        let oktober = Regel::nieuw(&maker, "R1", OKTOBER, 15, "04");
        let november = Regel::nieuw(&maker, "R2", NOVEMBER, 10, "04");
        let sommen = sommen(&mut keten, &declaratie(&maker, "D1", &[november, oktober]), 1);
        assert_eq!(
            sommen.iter().map(|som| (som.regel, som.klopt)).collect::<Vec<_>>(),
            [("TR321", true), ("TR322", true), ("TR346", true)]
        );
        assert_eq!(
            van(&sommen, "TR321").tekst,
            "In november 2025 raakt de toewijzing 5 kalenderweken (week 44 t/m 48); 5 x 3 uur = 15 uur; gedeclareerd 10 uur; 5 uur over."
        );
        // October came after it in the message, but is older and so was granted first.
        assert_eq!(
            van(&sommen, "TR322").tekst,
            "De toewijzing raakt 53 kalenderweken (week 1 van 2025 t/m week 1 van 2026); 53 x 3 uur = 159 uur; al toegekend 15 uur; deze \
             prestatie 10 uur; samen 25 uur; 134 uur over."
        );
        assert_eq!(
            van(&sommen, "TR346").tekst,
            "Tarief € 60,00 per uur; 10 uur x € 60,00 = € 600,00; ingediend € 600,00: dat klopt."
        );
    }
}

#[test]
fn een_afgewezen_prestatie_laat_dezelfde_getallen_zien_als_haar_bevinding() {
    let mut keten = na(&IJW, in_2025(&IJW).omvang(3, "04", "2"));
    let verloop = keten.stuur(&declaratie(&IJW, "D1", &[Regel::nieuw(&IJW, "R1", NOVEMBER, 16, "04")]));
    assert_eq!(verloop.regels(), ["TR321"]);
    let sommen = verloop.beoordeling.berekeningen[&1].sommen();
    let som = van(&sommen, "TR321");
    assert!(!som.klopt);
    assert_eq!(som.past.unwrap().over(), -1);
    assert!(verloop.beoordeling.bevindingen[0].tekst.starts_with(&som.tekst));
}

#[test]
fn een_budget_toont_wat_er_al_van_gebruikt_is() {
    let mut keten = na(&IJW, in_2025(&IJW).budget(100_000));
    assert!(keten.stuur(&declaratie(&IJW, "D1", &[Regel::nieuw(&IJW, "R1", OKTOBER, 10, "04")])).is_goed());
    let tweede = declaratie(&IJW, "D2", &[Regel::nieuw(&IJW, "R2", NOVEMBER, 7, "04")]);
    let sommen = sommen(&mut keten, &tweede, 1);
    assert_eq!(
        van(&sommen, "TR369").tekst,
        "Het budget is € 1.000,00; al toegekend € 600,00; deze prestatie € 420,00; samen € 1.020,00; € 20,00 te veel."
    );
    assert!(!van(&sommen, "TR369").klopt && van(&sommen, "TR346").klopt);
}

#[test]
fn zonder_omvang_en_budget_is_er_geen_maximum_te_tonen() {
    let mut keten = na(&IJW, in_2025(&IJW));
    let berekening = keten
        .stuur(&declaratie(&IJW, "D1", &[Regel::nieuw(&IJW, "R1", OKTOBER, 10, "04")]))
        .beoordeling
        .berekeningen[&1];
    assert_eq!(berekening.toewijzing.unwrap().ingangsdatum.to_string(), "2025-01-01");
    assert_eq!((berekening.periode, berekening.geheel, berekening.budget), (None, None, None));
    assert_eq!(berekening.sommen().len(), 1);
}

#[test]
fn zonder_toewijzing_is_er_alleen_een_bedrag_te_tonen() {
    let mut keten = na(&IJW, in_2025(&IJW).omvang(3, "04", "2"));
    let onbekend = Regel::nieuw(&IJW, "R1", OKTOBER, 10, "04").met(|regel| regel.nummer = 10072);
    let verloop = keten.stuur(&declaratie(&IJW, "D1", &[onbekend]));
    assert_eq!(verloop.regels(), ["TR338"]);
    let berekening = verloop.beoordeling.berekeningen[&1];
    assert_eq!(berekening.toewijzing, None);
    assert_eq!(berekening.sommen().iter().map(|som| som.regel).collect::<Vec<_>>(), ["TR346"]);
}

#[test]
fn van_een_geweigerde_client_is_niets_berekend_en_de_regels_tellen_door() {
    let mut keten = na(&IJW, in_2025(&IJW).omvang(3, "04", "2"));
    let regel = Regel::nieuw(&IJW, "R1", OKTOBER, 10, "04");
    let clienten = [(WIM, &[regel.clone()][..]), (FENNA, &[regel.opnieuw("R2")][..])];
    let verloop = keten.stuur(&declaratie_van(&IJW, "D1", ("2025-12-01", "2025-12-31"), &clienten));
    assert_eq!(verloop.regels(), ["TR304"]);
    assert_eq!(verloop.beoordeling.berekeningen.keys().copied().collect::<Vec<_>>(), [2]);
}

#[test]
fn een_credit_toont_wat_hij_terugneemt_en_geen_maximum() {
    let mut keten = na(&IJW, in_2025(&IJW).omvang(3, "04", "2"));
    let debet = Regel::nieuw(&IJW, "R1", OKTOBER, 10, "04");
    assert!(keten.stuur(&declaratie(&IJW, "D1", std::slice::from_ref(&debet))).is_goed());
    let een = sommen(&mut keten, &declaratie(&IJW, "D2", &[debet.terug("R2")]), 1);
    assert_eq!(een.iter().map(|som| som.regel).collect::<Vec<_>>(), ["TR323", "TR346"]);
    assert_eq!(
        van(&een, "TR323").tekst,
        "De prestatie is toegekend voor € 600,00; deze credit is € -600,00; samen € 0,00."
    );
    let nog_eens = sommen(&mut keten, &declaratie(&IJW, "D3", &[debet.terug("R3")]), 1);
    assert!(!van(&nog_eens, "TR323").klopt);
    assert!(van(&nog_eens, "TR323").tekst.contains("maar al eerder teruggenomen"));
}

#[test]
fn het_afgesproken_tarief_staat_naast_het_ingediende() {
    let mut keten = na(&IJW, in_2025(&IJW));
    let lijst = Lijsten::nieuw().met_tarieven(Standaard::Ijw, [("45A04".to_owned(), Eenheid::Uur, 5_900)]);
    keten.lijsten = Box::leak(Box::new(lijst));
    let sommen =
        sommen(&mut keten, &declaratie(&IJW, "D1", &[Regel::nieuw(&IJW, "R1", OKTOBER, 10, "04")]), 1);
    assert!(!van(&sommen, "TR418").klopt);
    assert_eq!(
        van(&sommen, "TR418").tekst,
        "Afgesproken € 59,00 per uur; ingediend € 60,00 per uur: dat klopt niet."
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is kept is what was worked out, and what is shown is the verdict.
    #[test]
    fn wat_bewaard_wordt_is_wat_berekend_is(
        toegewezen in 1_u32..40,
        eenheid in prop::sample::select(vec!["01", "04", "14", "16", "82", "83", "84"]),
        frequentie in prop::sample::select(vec!["1", "2", "4", "6"]),
        volumes in prop::collection::vec(1_u32..60, 1..6),
        budget in prop::option::of(1_u32..500_000),
    ) {
        let toewijzing = match budget {
            Some(budget) => in_2025(&IJW).budget(budget),
            None => in_2025(&IJW).omvang(toegewezen, eenheid, frequentie),
        };
        let mut keten = na(&IJW, toewijzing);
        let maanden = [("2025-07-01", "2025-07-31"), ("2025-08-01", "2025-08-31"), ("2025-09-01", "2025-09-30"), OKTOBER, NOVEMBER];
        let regels: Vec<Regel> = volumes.iter().zip(maanden).enumerate()
            .map(|(plaats, (volume, maand))| Regel::nieuw(&IJW, &format!("R{plaats}"), maand, *volume, eenheid))
            .collect();
        let verloop = keten.stuur(&declaratie(&IJW, "D1", &regels));
        let beoordeling = &verloop.beoordeling;
        prop_assert_eq!(beoordeling.berekeningen.len(), regels.len());
        for (regel, berekening) in &beoordeling.berekeningen {
            let bewaard = serde_json::to_string(berekening).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Prestatieberekening>(&bewaard).unwrap(), berekening);
            let pad = format!("/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[{regel}]");
            let klopt = berekening.sommen().iter().all(|som| som.klopt);
            prop_assert_eq!(klopt, beoordeling.codes.bij(&pad).is_empty(), "{:?}", berekening);
        }
    }
}
