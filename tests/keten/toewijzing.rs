//! The rules over messages on allocations, each at its boundary: pure, without a database.

use crate::proef::{Proef, beide};
use crate::verloop::{Keten, Verloop};

const PRODUCT: &str = "Client/ToegewezenProducten/ToegewezenProduct";

/// A chain in which every message has an identification of its own.
struct Loop(Keten, u32);

impl Loop {
    fn nieuw() -> Loop {
        Loop(Keten::leeg("2026-02-03"), 0)
    }

    fn stuur(&mut self, proef: Proef) -> Verloop {
        self.1 += 1;
        self.0.stuur(&proef.zet("Header/BerichtIdentificatie/Identificatie", &format!("A{}", self.1)).xml())
    }

    fn na(mut self, proef: Proef) -> Loop {
        self.keurt_goed(proef);
        self
    }

    #[track_caller]
    fn keurt_goed(&mut self, proef: Proef) {
        let verloop = self.stuur(proef);
        assert!(verloop.is_goed(), "{:?}", verloop.beoordeling.bevindingen);
    }

    /// Refused for this rule, on exactly the products with these numbers, with this code.
    #[track_caller]
    fn weigert(&mut self, proef: Proef, regel: &str, producten: &[u32]) {
        let verloop = self.stuur(proef);
        let element = if regel == "TR379" { "ReferentieAanbieder" } else { "RedenWijziging" };
        let verwacht: Vec<_> = producten
            .iter()
            .map(|nummer| (regel, format!("/Bericht/{PRODUCT}[{nummer}]/{element}")))
            .collect();
        let gevonden: Vec<_> =
            verloop.gevonden().into_iter().map(|(regel, pad)| (regel, pad.to_owned())).collect();
        assert_eq!(gevonden, verwacht);
        for nummer in producten {
            let code = regel.replace("TR", "9");
            assert_eq!(verloop.codes(&format!("/Bericht/{PRODUCT}[{nummer}]")), [code]);
        }
    }
}

/// Two allocations in one message; which of them carry a reference.
fn twee(standaard: usize, eerste: Option<&str>, tweede: Option<&str>) -> Proef {
    let mut proef = beide(301)[standaard]
        .clone()
        .kopie(PRODUCT)
        .zet(&format!("{PRODUCT}[1]/ToewijzingNummer"), "10070")
        .zet(&format!("{PRODUCT}[2]/Product/Code"), ["45A06", "02A05"][standaard]);
    for (nummer, referentie) in [(1, eerste), (2, tweede)] {
        if let Some(referentie) = referentie {
            proef = proef.zet(&format!("{PRODUCT}[{nummer}]/ReferentieAanbieder"), referentie);
        }
    }
    proef
}

/// A request to change the second of two allocations.
fn vow(standaard: usize) -> Proef {
    beide(317)[standaard].clone().weg("Client/Verzoek/NieuweProducten")
}

fn met_referentie(referentie: &str) -> Proef {
    Proef::ijw(301).zet(&format!("{PRODUCT}/ReferentieAanbieder"), referentie)
}

#[test]
fn tr379_een_referentie_is_die_van_een_verzoek_dat_bekend_is() {
    for standaard in [0, 1] {
        let mut keten = Loop::nieuw();
        keten.weigert(twee(standaard, Some("VOT-1"), None), "TR379", &[1]);
        keten.keurt_goed(beide(315)[standaard].clone());
        keten.weigert(twee(standaard, Some("VOT-1"), Some("VOT-2")), "TR379", &[2]);
        keten.keurt_goed(twee(standaard, Some("VOT-1"), None));
    }
}

#[test]
fn tr379_een_verzoek_voor_een_ander_of_aan_een_ander_telt_niet() {
    let mut keten = Loop::nieuw().na(Proef::ijw(315));
    keten.weigert(met_referentie("VOT-1").zet("Client/Bsn", "999900018"), "TR379", &[1]);
    keten.weigert(met_referentie("VOT-1").zet("Header/Afzender", "0363"), "TR379", &[1]);
    keten.keurt_goed(met_referentie("VOT-1"));
}

#[test]
fn tr379_de_referentie_staat_alleen_de_eerste_keer_in_de_toewijzing() {
    let mut keten = Loop::nieuw().na(Proef::ijw(315)).na(met_referentie("VOT-1"));
    keten.weigert(met_referentie("VOT-1"), "TR379", &[1]);
    keten.keurt_goed(Proef::ijw(301));
}

#[test]
fn tr379_een_afgekeurde_toewijzing_telt_niet_als_antwoord() {
    let mut keten = Loop::nieuw().na(Proef::ijw(315));
    keten.weigert(twee(0, Some("VOT-1"), Some("VOT-9")), "TR379", &[2]);
    keten.keurt_goed(twee(0, Some("VOT-1"), None));
}

#[test]
fn tr379_twee_producten_in_een_bericht_mogen_hetzelfde_verzoek_honoreren() {
    Loop::nieuw().na(Proef::ijw(315)).na(twee(0, Some("VOT-1"), Some("VOT-1")));
}

#[test]
fn tr379_een_afgewezen_verzoek_mag_later_alsnog_worden_gehonoreerd() {
    Loop::nieuw().na(Proef::ijw(315)).na(Proef::ijw(319)).na(met_referentie("VOT-1"));
}

#[test]
fn tr379_een_toewijzing_zonder_referentie_is_nooit_fout_na_een_verzoek_om_toewijzing() {
    Loop::nieuw().na(Proef::ijw(315)).na(Proef::ijw(301));
}

#[test]
fn tr379_na_een_verzoek_om_wijziging_noemt_elk_product_de_referentie() {
    for standaard in [0, 1] {
        let mut keten = Loop::nieuw().na(twee(standaard, None, None)).na(vow(standaard));
        keten.weigert(twee(standaard, Some("VOW-1"), None), "TR379", &[2]);
        keten.weigert(twee(standaard, None, Some("VOW-1")), "TR379", &[1]);
        keten.keurt_goed(twee(standaard, Some("VOW-1"), Some("VOW-1")));
        // Answered: what is missing now does not matter any more, what stands there does.
        keten.weigert(twee(standaard, Some("VOW-1"), None), "TR379", &[1]);
        keten.keurt_goed(twee(standaard, None, None));
    }
}

#[test]
fn tr379_een_toewijzing_los_van_een_lopend_verzoek_om_wijziging_mag() {
    Loop::nieuw().na(twee(0, None, None)).na(vow(0)).na(twee(0, None, None));
}

fn verwijderd() -> Proef {
    let product = Proef::ijw(301).zet(&format!("{PRODUCT}/Einddatum"), "2026-01-01");
    product.zet(&format!("{PRODUCT}/RedenWijziging"), "13")
}

/// The claim of January.
fn declaratie(nummer: &str, referentie: &str) -> Proef {
    Proef::ijw(323)
        .zet("Declaratie/DeclaratieNummer", nummer)
        .zet(&format!("{PRESTATIE}/ProductReferentie/ReferentieNummer"), referentie)
}

const PRESTATIE: &str = "Declaratie/Clienten/Client/Prestaties/Prestatie";

fn credit(nummer: &str, referentie: &str, vorige: &str) -> Proef {
    declaratie(nummer, referentie)
        .zet(&format!("{PRESTATIE}/ProductReferentie/VorigReferentieNummer"), vorige)
        .zet(&format!("{PRESTATIE}/IngediendBedrag/DebetCredit"), "C")
        .zet("Declaratie/TotaalIngediendBedrag/DebetCredit", "C")
}

#[test]
fn tr385_een_toewijzing_met_toegekende_prestaties_kan_niet_weg_tot_ze_zijn_gecrediteerd() {
    let mut keten = Loop::nieuw().na(Proef::ijw(301)).na(declaratie("D1", "R1"));
    keten.weigert(verwijderd(), "TR385", &[1]);
    keten.keurt_goed(credit("D2", "R2", "R1"));
    keten.keurt_goed(verwijderd());
}

#[test]
fn tr385_wat_is_afgewezen_houdt_de_toewijzing_niet_vast() {
    let mut keten = Loop::nieuw().na(Proef::ijw(301));
    // A day before the allocation begins (TR307).
    let te_vroeg = Proef::ijw(301).zet(&format!("{PRODUCT}/Ingangsdatum"), "2026-01-02");
    keten.keurt_goed(te_vroeg);
    assert!(!keten.stuur(declaratie("D1", "R1")).is_goed());
    keten.keurt_goed(verwijderd());
}

#[test]
fn tr385_een_andere_wijziging_mag_ook_met_prestaties() {
    let keten = Loop::nieuw().na(Proef::ijw(301)).na(declaratie("D1", "R1"));
    let korter = Proef::ijw(301).zet(&format!("{PRODUCT}/Einddatum"), "2026-06-30");
    keten.na(korter.zet(&format!("{PRODUCT}/RedenWijziging"), "05"));
}

#[test]
fn tr385_een_andere_toewijzing_kan_wel_weg() {
    let ander = |proef: Proef| proef.zet(&format!("{PRODUCT}/ToewijzingNummer"), "10072");
    let keten = Loop::nieuw().na(Proef::ijw(301)).na(ander(Proef::ijw(301))).na(declaratie("D1", "R1"));
    keten.na(ander(verwijderd()));
}
