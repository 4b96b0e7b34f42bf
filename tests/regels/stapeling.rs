//! Stapeling: the same care twice in one period, at its boundaries and against comparing every product with every other.

use std::collections::BTreeMap;

use crate::proef::{Proef, beide};
use berichtenpoort::bericht::Standaard;
use proptest::prelude::*;

const TOEGEWEZEN: &str = "Client/ToegewezenProducten/ToegewezenProduct";

/// A 301 with two products: 10071 to the end of June and 10072 from the first of July.
fn twee(standaard: Standaard) -> Proef {
    let proef = match standaard {
        Standaard::Ijw => Proef::ijw(301),
        Standaard::Iwmo => Proef::iwmo(301),
    };
    proef
        .zet(&format!("{TOEGEWEZEN}/Einddatum"), "2026-06-30")
        .kopie(TOEGEWEZEN)
        .zet(&format!("{TOEGEWEZEN}[2]/ToewijzingNummer"), "10072")
        .zet(&format!("{TOEGEWEZEN}[2]/Ingangsdatum"), "2026-07-01")
        .zet(&format!("{TOEGEWEZEN}[2]/Einddatum"), "2026-12-31")
}

const TWEEDE: &str = "Client/ToegewezenProducten/ToegewezenProduct[2]";

fn met_budget(proef: Proef, pad: &str, weg: &str) -> Proef {
    let proef = proef.weg(&format!("{pad}/{weg}")).weg(&format!("{pad}/Omvang"));
    proef.zet(&format!("{pad}/Budget"), "50000")
}

#[test]
fn tr302_the_same_product_follows_on_but_does_not_overlap() {
    for standaard in Standaard::ALLE {
        let achtereen = twee(standaard);
        achtereen.voldoet();
        let tekst =
            achtereen.clone().zet(&format!("{TWEEDE}/Ingangsdatum"), "2026-06-30").breekt("TR302", TWEEDE);
        for nodig in ["toewijzing 10072", "toewijzing 10071", "2026-06-30 tot en met 2026-12-31"] {
            assert!(tekst.contains(nodig), "{tekst}");
        }
        // The other way round in the message, the later one is told.
        let andersom = achtereen
            .clone()
            .zet(&format!("{TWEEDE}/Ingangsdatum"), "2025-01-01")
            .zet(&format!("{TWEEDE}/Einddatum"), "2025-12-31");
        andersom.voldoet();
        andersom.zet(&format!("{TWEEDE}/Einddatum"), "2026-01-01").breekt("TR302", TWEEDE);
    }
}

#[test]
fn tr302_what_has_no_end_goes_on_for_good() {
    for standaard in Standaard::ALLE {
        let open = twee(standaard)
            .zet(&format!("{TOEGEWEZEN}/Omvang/Frequentie"), "4")
            .weg(&format!("{TOEGEWEZEN}/Einddatum"));
        let later = open
            .zet(&format!("{TWEEDE}/Ingangsdatum"), "9999-12-31")
            .zet(&format!("{TWEEDE}/Einddatum"), "9999-12-31");
        assert!(later.breekt("TR302", TWEEDE).contains("zonder einddatum"));
    }
}

#[test]
fn tr302_without_a_code_it_counts_for_the_category_without_a_product_for_everything() {
    for (standaard, andere_code, andere_categorie) in
        [(Standaard::Ijw, "45A05", "44"), (Standaard::Iwmo, "02A05", "03")]
    {
        let samen = twee(standaard).zet(&format!("{TWEEDE}/Ingangsdatum"), "2026-01-01");
        samen.clone().zet(&format!("{TWEEDE}/Product/Code"), andere_code).voldoet();
        samen.clone().zet(&format!("{TWEEDE}/Product/Categorie"), andere_categorie).voldoet();
        for (eerste, tweede) in [("Product/Code", ""), ("", "Product/Code"), ("Product/Code", "Product/Code")]
        {
            let mut proef = samen.clone().zet(&format!("{TWEEDE}/Product/Code"), andere_code);
            for (pad, weg) in [(TOEGEWEZEN, eerste), (TWEEDE, tweede)] {
                if !weg.is_empty() {
                    proef = met_budget(proef, pad, weg);
                }
            }
            proef.breekt("TR302", TWEEDE);
            proef.clone().zet(&format!("{TWEEDE}/Product/Categorie"), andere_categorie).voldoet();
            proef.zet(&format!("{TWEEDE}/Ingangsdatum"), "2026-07-01").voldoet();
        }
        let anders = samen
            .zet(&format!("{TWEEDE}/Product/Categorie"), andere_categorie)
            .zet(&format!("{TWEEDE}/Product/Code"), andere_code);
        met_budget(anders.clone(), TOEGEWEZEN, "Product").breekt("TR302", TWEEDE);
        met_budget(anders.clone(), TWEEDE, "Product").breekt("TR302", TWEEDE);
        met_budget(met_budget(anders, TOEGEWEZEN, "Product"), TWEEDE, "Product").breekt("TR302", TWEEDE);
    }
}

#[test]
fn tr302_what_is_deleted_does_not_count() {
    for standaard in Standaard::ALLE {
        // One day, in the middle of the other one.
        let samen = twee(standaard)
            .zet(&format!("{TWEEDE}/Ingangsdatum"), "2026-02-01")
            .zet(&format!("{TWEEDE}/Einddatum"), "2026-02-01");
        samen.breekt("TR302", TWEEDE);
        let reden = |reden: &str| samen.clone().zet(&format!("{TWEEDE}/RedenWijziging"), reden);
        reden("13").voldoet();
        reden("12").breekt("TR302", TWEEDE);
        let oude_reden = format!("{TWEEDE}/RedenWijziging");
        reden("01").breekt("CS336", &oude_reden);
        reden("01")
            .zet(&format!("{TWEEDE}/Einddatum"), "2026-02-02")
            .breekt_elk(&[("TR302", TWEEDE), ("CS336", &oude_reden)]);
    }
}

#[test]
fn tr302_aids_do_not_count_under_iwmo() {
    let samen = twee(Standaard::Iwmo).zet(&format!("{TWEEDE}/Ingangsdatum"), "2026-01-01");
    for (categorie, telt) in
        [("10", true), ("11", false), ("12", false), ("13", false), ("14", false), ("15", true)]
    {
        let zelfde = samen
            .clone()
            .zet(&format!("{TOEGEWEZEN}/Product/Categorie"), categorie)
            .zet(&format!("{TWEEDE}/Product/Categorie"), categorie);
        let generiek = met_budget(zelfde.clone(), TOEGEWEZEN, "Product");
        if telt {
            zelfde.breekt("TR302", TWEEDE);
            generiek.breekt("TR302", TWEEDE);
        } else {
            zelfde.voldoet();
            generiek.voldoet();
            met_budget(zelfde, TOEGEWEZEN, "Product/Code").voldoet();
        }
    }
}

#[test]
fn tr302_each_later_product_is_told_once() {
    for standaard in Standaard::ALLE {
        let vier = twee(standaard)
            .zet(&format!("{TWEEDE}/Ingangsdatum"), "2026-06-01")
            .kopie(TOEGEWEZEN)
            .zet(&format!("{TOEGEWEZEN}[3]/ToewijzingNummer"), "10073")
            .kopie(TOEGEWEZEN)
            .zet(&format!("{TOEGEWEZEN}[4]/ToewijzingNummer"), "10074")
            .zet(&format!("{TOEGEWEZEN}[4]/Ingangsdatum"), "2027-01-01")
            .zet(&format!("{TOEGEWEZEN}[4]/Einddatum"), "2027-01-01");
        let derde = format!("{TOEGEWEZEN}[3]");
        vier.breekt_elk(&[("TR302", TWEEDE), ("TR302", &derde)]);
    }
}

#[test]
fn tr302_a_period_without_a_day_overlaps_with_nothing() {
    for standaard in Standaard::ALLE {
        let einddatum = format!("{TWEEDE}/Einddatum");
        let niets = twee(standaard).zet(&format!("{TWEEDE}/Ingangsdatum"), "2026-03-02");
        niets.zet(&einddatum, "2026-03-01").breekt("CS003", &einddatum);
    }
}

fn verzoek_met_twee(soort: u16, pad: &str, begin: &str, eind: &str, code: &str) {
    for proef in beide(soort) {
        let tweede = format!("{pad}[2]");
        let mut achtereen = proef
            .zet(&format!("{pad}/{eind}"), "2026-06-30")
            .kopie(pad)
            .zet(&format!("{tweede}/{begin}"), "2026-07-01")
            .zet(&format!("{tweede}/{eind}"), "2026-12-31");
        if soort == 315 {
            achtereen = achtereen.zet(&format!("{tweede}/ReferentieAanbieder"), "VOT-2");
        }
        achtereen.voldoet();
        let samen = achtereen.zet(&format!("{tweede}/{begin}"), "2026-06-30");
        let tekst = samen.breekt(code, &tweede);
        assert!(tekst.contains("product 2 loopt") && tekst.contains("product 1 in dit bericht"), "{tekst}");
        assert!(!tekst.contains("VOT-"), "a reference is free text: {tekst}");
        met_budget(samen.clone(), pad, "Product/Code").breekt(code, &tweede);
        met_budget(samen, &tweede, "Product").breekt(code, &tweede);
    }
    let hulpmiddel = Proef::iwmo(soort)
        .zet(&format!("{pad}/Product/Categorie"), "11")
        .kopie(pad)
        .zet(&format!("{pad}[2]/{begin}"), "2026-04-01");
    if soort == 315 {
        hulpmiddel.zet(&format!("{pad}[2]/ReferentieAanbieder"), "VOT-2").voldoet();
    } else {
        hulpmiddel.voldoet();
    }
}

#[test]
fn tr386_the_same_product_is_not_asked_for_twice_at_a_time() {
    let pad = "Client/AangevraagdeProducten/AangevraagdProduct";
    verzoek_met_twee(315, pad, "ToewijzingIngangsdatum", "ToewijzingEinddatum", "TR386");
}

#[test]
fn tr410_the_same_new_product_is_not_asked_for_twice_at_a_time() {
    let pad = "Client/Verzoek/NieuweProducten/NieuwProduct";
    verzoek_met_twee(317, pad, "GewensteIngangsdatum", "Einddatum", "TR410");
}

#[test]
fn tr410_changes_do_not_count() {
    let pad = "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct";
    for proef in beide(317) {
        proef.kopie(pad).zet(&format!("{pad}[2]/ToewijzingNummer"), "10072").voldoet();
    }
}

/// One product of a 301: category and code out of a few, first day and length in days, and whether it is deleted.
#[derive(Clone, Debug)]
struct Deel {
    categorie: Option<usize>,
    code: Option<usize>,
    begin: i64,
    duur: Option<i64>,
    verwijderd: bool,
}

fn dag(nummer: i64) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(nummer.unsigned_abs())
}

impl Deel {
    /// The last day; what has no end goes on beyond every other.
    fn eind(&self) -> i64 {
        if self.verwijderd { self.begin } else { self.duur.map_or(i64::MAX, |duur| self.begin + duur) }
    }

    /// The rule as it is told, for two products.
    fn botst_met(&self, ander: &Deel, hulpmiddel: Option<usize>) -> bool {
        let telt =
            |deel: &Deel| !deel.verwijderd && (deel.categorie.is_none() || deel.categorie != hulpmiddel);
        let zelfde = self.categorie.is_none()
            || ander.categorie.is_none()
            || (self.categorie == ander.categorie
                && (self.code.is_none() || ander.code.is_none() || self.code == ander.code));
        telt(self) && telt(ander) && zelfde && self.begin <= ander.eind() && ander.begin <= self.eind()
    }

    fn zet_in(&self, proef: Proef, index: usize, categorieen: &[&str]) -> Proef {
        let pad = if index == 0 { TOEGEWEZEN.to_owned() } else { format!("{TOEGEWEZEN}[{}]", index + 1) };
        let mut velden = vec![
            ("ToewijzingNummer", (1000 + index).to_string()),
            ("Toewijzingsdatum", "2026-01-02".to_owned()),
            ("Toewijzingstijd", "09:30:00".to_owned()),
            ("Ingangsdatum", dag(self.begin).to_string()),
        ];
        let mut proef = if index == 0 { proef.weg(TOEGEWEZEN) } else { proef };
        match (self.categorie, self.code) {
            (Some(categorie), code) => {
                velden.push(("Product/Categorie", categorieen[categorie].to_owned()));
                if let Some(code) = code {
                    velden.push(("Product/Code", format!("{categorie}{code}")));
                    velden.push(("Omvang/Volume", "1".to_owned()));
                    velden.push(("Omvang/Eenheid", "04".to_owned()));
                    velden.push(("Omvang/Frequentie", "4".to_owned()));
                }
            }
            // Needs an end date: see the strategy.
            (None, _) => velden.push(("Budget", "100".to_owned())),
        }
        if self.eind() < i64::MAX {
            velden.push(("Einddatum", dag(self.eind()).to_string()));
        }
        if self.verwijderd {
            velden.push(("RedenWijziging", "13".to_owned()));
        }
        for (veld, waarde) in velden {
            proef = proef.zet(&format!("{pad}/{veld}"), &waarde);
        }
        proef
    }
}

fn deel() -> impl Strategy<Value = Deel> {
    let categorie = prop_oneof![1 => Just(None), 8 => (0..3_usize).prop_map(Some)];
    let code = prop_oneof![1 => Just(None), 3 => (0..3_usize).prop_map(Some)];
    let duur = prop_oneof![1 => Just(None), 9 => (0..12_i64).prop_map(Some)];
    (categorie, code, 0..60_i64, duur, prop::bool::weighted(0.1)).prop_map(
        |(categorie, code, begin, duur, verwijderd)| {
            let duur = if categorie.is_none() { duur.or(Some(5)) } else { duur };
            Deel { categorie, code, begin, duur, verwijderd }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn tr302_finds_what_comparing_every_product_with_every_other_finds(
        delen in prop::collection::vec(deel(), 1..14),
        iwmo in any::<bool>(),
    ) {
        let (proef, categorieen, hulpmiddel) = match iwmo {
            false => (Proef::ijw(301), ["43", "44", "45"], None),
            true => (Proef::iwmo(301), ["02", "03", "11"], Some(2)),
        };
        let proef = delen
            .iter()
            .enumerate()
            .fold(proef, |proef, (index, deel)| deel.zet_in(proef, index, &categorieen));
        let mut verwacht = BTreeMap::new();
        for (index, deel) in delen.iter().enumerate() {
            let eerdere = delen.iter().take(index).enumerate();
            let botsingen: Vec<usize> = eerdere
                .filter(|(_, eerder)| deel.botst_met(eerder, hulpmiddel))
                .map(|(eerder, _)| eerder)
                .collect();
            if !botsingen.is_empty() {
                verwacht.insert(format!("/Bericht/{TOEGEWEZEN}[{}]", index + 1), botsingen);
            }
        }
        let controle = proef.controle();
        let gevonden: BTreeMap<_, _> = controle
            .bevindingen
            .iter()
            .map(|bevinding| (bevinding.pad.clone(), bevinding.tekst.clone()))
            .collect();
        prop_assert_eq!(controle.bevindingen.len(), gevonden.len());
        prop_assert_eq!(
            gevonden.keys().collect::<Vec<_>>(),
            verwacht.keys().collect::<Vec<_>>(),
            "{:#?}",
            controle.bevindingen
        );
        for (pad, botsingen) in verwacht {
            let tekst = &gevonden[&pad];
            let noemt = |eerder: usize| tekst.contains(&format!("toewijzing {} in dit bericht", 1000 + eerder));
            prop_assert!(botsingen.into_iter().any(noemt), "{pad}: {tekst}");
        }
    }
}
