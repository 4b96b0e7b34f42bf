//! Rules about what is allocated and asked for, each at its boundary.

use crate::proef::{Proef, beide};

const TOEGEWEZEN: &str = "Client/ToegewezenProducten/ToegewezenProduct";

/// Care of one kind in a message to try rules on.
#[derive(Clone)]
struct Zorg {
    soort: u16,
    proef: Proef,
    pad: &'static str,
    begin: &'static str,
    eind: &'static str,
}

/// Care that has a Product itself: of a 301, a 315 and a 317, of both standards.
fn met_product() -> Vec<Zorg> {
    let plaatsen = [
        (301, TOEGEWEZEN, "Ingangsdatum", "Einddatum"),
        (
            315,
            "Client/AangevraagdeProducten/AangevraagdProduct",
            "ToewijzingIngangsdatum",
            "ToewijzingEinddatum",
        ),
        (317, "Client/Verzoek/NieuweProducten/NieuwProduct", "GewensteIngangsdatum", "Einddatum"),
    ];
    plaatsen.into_iter().flat_map(op).collect()
}

/// Care of which the product stands in an earlier message.
fn te_wijzigen() -> Vec<Zorg> {
    op((317, "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct", "GewensteIngangsdatum", "Einddatum"))
}

fn alle() -> Vec<Zorg> {
    [met_product(), te_wijzigen()].concat()
}

fn op((soort, pad, begin, eind): (u16, &'static str, &'static str, &'static str)) -> Vec<Zorg> {
    beide(soort).into_iter().map(|proef| Zorg { soort, proef, pad, begin, eind }).collect()
}

impl Zorg {
    fn zet(&self, onder: &str, waarde: &str) -> Zorg {
        Zorg { proef: self.proef.clone().zet(&format!("{}/{onder}", self.pad), waarde), ..self.clone() }
    }

    fn weg(&self, onder: &str) -> Zorg {
        Zorg { proef: self.proef.clone().weg(&format!("{}/{onder}", self.pad)), ..self.clone() }
    }

    fn van_tot(&self, begin: &str, eind: &str) -> Zorg {
        let mut proef = self.proef.clone();
        if self.soort == 317 {
            // A new product starts after the day of the message (TR380).
            proef = proef.zet("Header/BerichtIdentificatie/Dagtekening", "2019-12-31");
        }
        Zorg { proef, ..self.clone() }.zet(self.begin, begin).zet(self.eind, eind)
    }

    #[track_caller]
    fn voldoet(&self) {
        self.proef.voldoet();
    }

    #[track_caller]
    fn breekt(&self, regel: &str, onder: &str) -> String {
        self.breekt_elk(&[(regel, onder)]).remove(0)
    }

    #[track_caller]
    fn breekt_elk(&self, verwacht: &[(&str, &str)]) -> Vec<String> {
        let paden: Vec<String> =
            verwacht.iter().map(|(_, onder)| format!("{}[1]{onder}", self.pad)).collect();
        let verwacht: Vec<(&str, &str)> =
            verwacht.iter().zip(&paden).map(|((regel, _), pad)| (*regel, pad.as_str())).collect();
        self.proef.breekt_elk(&verwacht).into_iter().map(|bevinding| bevinding.tekst).collect()
    }
}

#[test]
fn cd041_a_product_code_needs_an_omvang() {
    for zorg in met_product() {
        let zonder = zorg.weg("Omvang");
        zonder.breekt("CD041", "");
        zonder.weg("Product/Code").voldoet();
    }
}

#[test]
fn cd041_a_budget_does_not_make_up_for_the_omvang() {
    for zorg in met_product() {
        let tekst = zorg.weg("Omvang").zet("Budget", "50000").breekt("CD041", "");
        assert!(tekst.contains("€ 500,00"), "{tekst}");
    }
}

#[test]
fn cd041_asks_nothing_of_a_change_whose_product_stands_elsewhere() {
    for zorg in te_wijzigen() {
        zorg.weg("Omvang").voldoet();
    }
}

#[test]
fn cd075_a_budget_needs_an_end_date() {
    for zorg in met_product() {
        let budget = zorg.weg("Omvang").weg("Product/Code").zet("Budget", "0");
        budget.voldoet();
        budget.weg(zorg.eind).breekt("CD075", "");
        let generiek = budget.weg("Product");
        generiek.voldoet();
        generiek.weg(zorg.eind).breekt("CD075", "");
    }
    for zorg in te_wijzigen() {
        let budget = zorg.weg("Omvang").zet("Budget", "50000");
        budget.voldoet();
        assert!(budget.weg(zorg.eind).breekt("CD075", "").contains("Einddatum"));
    }
}

#[test]
fn cd076_per_week_needs_an_end_date() {
    for zorg in alle() {
        let open = zorg.weg(zorg.eind);
        let tekst = open.breekt("CD076", "");
        assert!(tekst.contains(zorg.eind), "{tekst}");
        for frequentie in ["1", "4", "6"] {
            open.zet("Omvang/Frequentie", frequentie).voldoet();
        }
    }
}

#[test]
fn cd077_and_cd078_omvang_and_budget_do_not_go_together() {
    for zorg in alle() {
        zorg.voldoet();
        zorg.zet("Budget", "1").breekt_elk(&[("CD077", "/Omvang"), ("CD078", "/Budget")]);
    }
}

#[test]
fn cd079_without_a_budget_the_product_is_there() {
    for zorg in met_product() {
        let leeg = zorg.weg("Omvang").weg("Product");
        leeg.breekt("CD079", "");
        leeg.zet("Budget", "50000").voldoet();
    }
    for zorg in te_wijzigen() {
        zorg.weg("Omvang").voldoet();
    }
}

/// CD080 in a 301, CD095 in a 315, CD096 for a new product in a 317.
fn code_van(soort: u16) -> &'static str {
    match soort {
        301 => "CD080",
        315 => "CD095",
        _ => "CD096",
    }
}

fn zonder_code_geen_omvang(soort: u16) {
    for zorg in met_product().into_iter().filter(|zorg| zorg.soort == soort) {
        let zonder_code = zorg.weg("Product/Code");
        zonder_code.weg("Omvang").voldoet();
        zonder_code.breekt(code_van(soort), "/Omvang");
        zonder_code.van_tot("2020-01-01", "2020-12-31").voldoet();
        zonder_code.van_tot("2020-01-01", "2021-01-01").breekt(code_van(soort), "/Omvang");
        let open = zonder_code.van_tot("2020-01-01", "2020-12-31").zet("Omvang/Frequentie", "6");
        open.weg(zorg.eind).breekt(code_van(soort), "/Omvang");
        // No product at all has no code either.
        zorg.weg("Product").breekt_elk(&[("CD079", ""), (code_van(soort), "/Omvang")]);
    }
}

#[test]
fn cd080_an_allocation_without_a_code_has_no_omvang() {
    zonder_code_geen_omvang(301);
}

#[test]
fn cd095_a_request_without_a_code_has_no_omvang() {
    zonder_code_geen_omvang(315);
}

#[test]
fn cd096_a_new_product_without_a_code_has_no_omvang_but_a_change_may() {
    zonder_code_geen_omvang(317);
    for zorg in te_wijzigen() {
        zorg.voldoet();
    }
}

fn niet_per_dag(zorgen: Vec<Zorg>, code: &str) {
    assert!(!zorgen.is_empty());
    for zorg in zorgen {
        let met = |eenheid: &str, frequentie: &str| {
            zorg.zet("Omvang/Eenheid", eenheid).zet("Omvang/Frequentie", frequentie)
        };
        for eenheid in ["01", "04", "82"] {
            met(eenheid, "1").voldoet();
        }
        for eenheid in ["14", "16", "83", "84"] {
            let tekst = met(eenheid, "1").breekt(code, "/Omvang/Frequentie");
            assert!(tekst.contains(&format!("({eenheid})")), "{tekst}");
            for frequentie in ["2", "4", "6"] {
                met(eenheid, frequentie).voldoet();
            }
            let per_dag = met(eenheid, "1");
            per_dag.van_tot("2020-01-01", "2020-12-31").voldoet();
            per_dag.van_tot("2020-01-01", "2021-01-01").breekt(code, "/Omvang/Frequentie");
            per_dag.weg(zorg.eind).breekt(code, "/Omvang/Frequentie");
        }
    }
}

#[test]
fn cs338_some_units_do_not_go_by_the_day() {
    niet_per_dag(alle().into_iter().filter(|zorg| zorg.soort != 315).collect(), "CS338");
}

#[test]
fn cs343_some_units_are_not_asked_for_by_the_day() {
    niet_per_dag(alle().into_iter().filter(|zorg| zorg.soort == 315).collect(), "CS343");
}

#[test]
fn cs003_care_does_not_end_before_it_starts() {
    for zorg in alle() {
        let een_dag = zorg.zet(zorg.begin, "2026-03-01").zet(zorg.eind, "2026-03-01");
        een_dag.voldoet();
        let tekst = een_dag.zet(zorg.eind, "2026-02-28").breekt("CS003", &format!("/{}", zorg.eind));
        assert!(tekst.contains("2026-03-01") && tekst.contains("2026-02-28"), "{tekst}");
    }
}

#[test]
fn cs003_an_address_does_not_end_before_it_starts() {
    for proef in beide(301) {
        let (client, relatie) = ("Client/Contactgegevens/Contact", "Client/Relaties/Relatie/Contact");
        // Only an address for a while has a period (CD009).
        let proef = [&format!("{client}[2]"), relatie]
            .into_iter()
            .fold(proef, |proef, contact| {
                [
                    ("Soort", "04"),
                    ("Adres/Huis/Huisnummer", "12"),
                    ("Adres/Postcode", "1500AA"),
                    ("Adres/LandCode", "NL"),
                ]
                .into_iter()
                .fold(proef, |proef, (veld, waarde)| proef.zet(&format!("{contact}/{veld}"), waarde))
            })
            .zet("Client/Relaties/Relatie/Nummer", "1")
            .zet("Client/Relaties/Relatie/Soort", "03")
            .zet("Client/Relaties/Relatie/Naam/Geslachtsnaam/Achternaam", "Molenaar")
            .zet("Client/Relaties/Relatie/Naam/NaamGebruik", "1");
        proef.voldoet();
        for (pad, plek) in [
            (format!("{client}[2]"), format!("{client}[2]")),
            (relatie.to_owned(), "Client/Relaties/Relatie[1]/Contact".to_owned()),
        ] {
            let alleen_eind = proef.clone().zet(&format!("{pad}/Periode/Einddatum"), "2026-01-31");
            alleen_eind.voldoet();
            let begin = |dag: &str| alleen_eind.clone().zet(&format!("{pad}/Periode/Begindatum"), dag);
            begin("2026-01-31").voldoet();
            begin("2026-02-01").breekt("CS003", &format!("{plek}/Periode/Einddatum"));
            begin("2026-02-01").weg(&format!("{pad}/Periode/Einddatum")).voldoet();
        }
    }
}

#[test]
fn cs335_what_is_deleted_ends_on_its_first_day() {
    for proef in beide(301) {
        let zorg = Zorg { soort: 301, proef, pad: TOEGEWEZEN, begin: "Ingangsdatum", eind: "Einddatum" };
        let verwijderd = zorg.zet("RedenWijziging", "13").zet("Einddatum", "2026-01-01");
        verwijderd.voldoet();
        let tekst = verwijderd.zet("Einddatum", "2026-01-02").breekt("CS335", "/RedenWijziging");
        assert!(tekst.contains("2026-01-01") && tekst.contains("2026-01-02"), "{tekst}");
        let open = verwijderd.zet("Omvang/Frequentie", "4").weg("Einddatum");
        open.breekt("CS335", "/RedenWijziging");
        for (reden, eind) in [("12", "2026-01-02"), ("12", "2026-01-01")] {
            zorg.zet("RedenWijziging", reden).zet("Einddatum", eind).voldoet();
        }
        zorg.zet("Einddatum", "2026-01-01").voldoet();
    }
}

#[test]
fn cs336_reason_01_is_no_longer_used() {
    for proef in beide(301) {
        let reden = format!("{TOEGEWEZEN}/RedenWijziging");
        for goed in ["02", "11", "12"] {
            proef.clone().zet(&reden, goed).voldoet();
        }
        proef.zet(&reden, "01").breekt("CS336", &format!("{TOEGEWEZEN}[1]/RedenWijziging"));
    }
}
