//! The rules over messages, each at its boundary: pure, without a database.

use crate::berichten::{AANBIEDER, FENNA, IJW, IWMO, Maker, NOOR, WIM};
use crate::verloop::gelezen;
use berichtenpoort::bericht::{Agbcode, Bericht, Bsn, Soort, ToewijzingNummer};
use berichtenpoort::declaratie::Afrekening;
use berichtenpoort::keten::{
    BekendVerzoek, BekendeToewijzing, Beoordeling, Dossier, Identificatie, Toewijzingen, Uitkomst,
    Verzoeksoort, Vraag, Wijziging, beoordeel, regels_over_berichten,
};
use berichtenpoort::regels::Omstandigheden;
use berichtenpoort::{bericht, regels};

/// A dossier in which allocation 10071 is Fenna's at this aanbieder, in January 2026.
fn dossier() -> Dossier {
    met_einddatum(Some("2026-01-30"))
}

fn met_einddatum(einddatum: Option<&str>) -> Dossier {
    let mut toewijzingen = Toewijzingen::default();
    let toewijzing = BekendeToewijzing {
        bsn: Bsn::lees(FENNA).unwrap(),
        aanbieder: Agbcode::lees(AANBIEDER).unwrap(),
        toegewezen_op: "2026-01-02T10:00:00".parse().unwrap(),
        product: None,
        ingangsdatum: "2026-01-08".parse().unwrap(),
        einddatum: einddatum.map(|dag| dag.parse().unwrap()),
        reden_wijziging: None,
        omvang: None,
        budget: None,
    };
    toewijzingen.neem_op(ToewijzingNummer(10071), toewijzing);
    Dossier { toewijzingen, clienten: [Bsn::lees(FENNA).unwrap()].into(), ..Dossier::default() }
}

/// The same, in which the identification of this message was used.
fn al_gebruikt(bericht: &Bericht) -> Dossier {
    Dossier { identificaties: [Identificatie::van(&bericht.header)].into(), ..dossier() }
}

fn omstandigheden() -> Omstandigheden<'static> {
    Omstandigheden::op("2026-02-03".parse().unwrap())
}

fn oordeel(xml: &str, dossier: &Dossier) -> Beoordeling {
    beoordeel(&gelezen(xml), dossier.clone(), &omstandigheden())
}

/// The rules that were broken, each with the path of its finding.
fn gevonden(beoordeling: &Beoordeling) -> Vec<(&str, &str)> {
    beoordeling.bevindingen.iter().map(|een| (een.regel.as_deref().unwrap(), een.pad.as_str())).collect()
}

const MAKERS: [Maker<'_>; 2] = [IJW, IWMO];

#[test]
fn tr056_a_used_identification_is_refused_on_the_header_and_nothing_else_is_judged() {
    for maker in MAKERS {
        let xml = maker.start("A1", WIM, &[Some(99999)]);
        let beoordeling = oordeel(&xml, &al_gebruikt(&gelezen(&xml)));
        assert_eq!(gevonden(&beoordeling), [("TR056", "/Bericht/Header/BerichtIdentificatie/Identificatie")]);
        assert_eq!(beoordeling.codes.bij_header(), ["9056"]);
    }
}

#[test]
fn tr056_a_new_identification_is_fine() {
    assert!(oordeel(&IJW.start("A1", FENNA, &[Some(10071)]), &dossier()).codes.is_leeg());
}

#[test]
fn tr019_a_start_or_stop_of_a_known_allocation_is_fine() {
    for maker in MAKERS {
        let start = gelezen(&maker.start("A1", FENNA, &[Some(10071)]));
        assert!(beoordeel(&start, dossier(), &omstandigheden()).codes.is_leeg());
        let mut gestart = dossier();
        Wijziging::van(&start).iter().for_each(|wijziging| gestart.pas_toe(&start.header, wijziging));
        assert!(oordeel(&maker.stop("A2", FENNA, &[Some(10071)]), &gestart).codes.is_leeg());
    }
}

#[test]
fn tr019_a_start_or_stop_of_an_unknown_number_is_refused_at_its_product() {
    for (soort, klasse) in [
        (305, "/Bericht/Client/StartProducten/StartProduct[2]"),
        (307, "/Bericht/Client/StopProducten/StopProduct[2]"),
    ] {
        let beoordeling =
            oordeel(&IWMO.regie(soort, "A1", FENNA, &[Some(10071), Some(10072)], "1"), &dossier());
        assert!(gevonden(&beoordeling).contains(&("TR019", format!("{klasse}/ToewijzingNummer").as_str())));
        assert!(beoordeling.codes.bij(klasse).contains(&"9019"));
        assert!(beoordeling.codes.bij_header().is_empty());
    }
}

#[test]
fn tr019_an_allocation_of_another_client_or_aanbieder_does_not_count() {
    let ander = Maker { aanbieder: "42420001", ..IJW };
    for xml in [IJW.start("A1", WIM, &[Some(10071)]), ander.start("A1", FENNA, &[Some(10071)])] {
        assert_eq!(gevonden(&oordeel(&xml, &dossier()))[0].0, "TR019");
    }
}

#[test]
fn tr019_working_by_task_and_taking_back_are_left_alone() {
    assert!(oordeel(&IJW.start("A1", FENNA, &[None]), &dossier()).codes.is_leeg());
    let terug = oordeel(&IJW.regie(305, "A1", FENNA, &[Some(10072)], "3"), &dossier());
    assert_eq!(gevonden(&terug)[0].0, "TR063", "and nothing else: there is nothing to take back");
    assert_eq!(terug.bevindingen.len(), 1);
}

#[test]
fn tr332_a_number_of_another_client_or_aanbieder_is_refused_and_one_of_the_same_is_a_change() {
    assert!(
        oordeel(&IJW.toewijzing("A1", FENNA, &[(10071, "2026-01-08", None)]), &dossier()).codes.is_leeg()
    );
    let van_een_ander =
        IJW.toewijzing("A1", WIM, &[(10072, "2026-01-08", None), (10071, "2026-01-08", None)]);
    let klasse = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[2]";
    assert_eq!(oordeel(&van_een_ander, &dossier()).codes.bij(klasse), ["9332"]);
    let naar_een_ander =
        Maker { aanbieder: "42420001", ..IJW }.toewijzing("A1", FENNA, &[(10071, "2026-01-08", None)]);
    assert_eq!(gevonden(&oordeel(&naar_een_ander, &dossier()))[0].0, "TR332");
}

fn met_periode(begin: &str, eind: &str) -> Beoordeling {
    oordeel(&IJW.declaratie("A1", "D1", &[(FENNA, &[("R1", 10071, begin, eind, 6000)])]), &dossier())
}

const PRESTATIE: &str = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]";

#[test]
fn tr307_the_period_begins_on_or_after_the_first_day_of_the_allocation() {
    assert!(met_periode("2026-01-08", "2026-01-30").codes.is_leeg());
    let te_vroeg = met_periode("2026-01-07", "2026-01-30");
    let begin = format!("{PRESTATIE}/ProductPeriode/Begindatum");
    assert_eq!(gevonden(&te_vroeg), [("TR307", begin.as_str()), ("TR387", begin.as_str())]);
    assert_eq!(te_vroeg.codes.bij(PRESTATIE), ["9307", "9387"]);
}

#[test]
fn tr308_the_period_ends_on_or_before_the_last_day_of_the_allocation() {
    let te_laat = met_periode("2026-01-08", "2026-01-31");
    let eind = format!("{PRESTATIE}/ProductPeriode/Einddatum");
    assert_eq!(gevonden(&te_laat), [("TR308", eind.as_str()), ("TR388", eind.as_str())]);
    assert_eq!(te_laat.codes.bij(PRESTATIE), ["9308", "9388"]);
}

#[test]
fn tr308_an_allocation_without_a_last_day_goes_on() {
    let open = met_einddatum(None);
    let xml = IJW.declaratie("A1", "D1", &[(FENNA, &[("R1", 10071, "2026-01-08", "2026-01-31", 6000)])]);
    assert!(oordeel(&xml, &open).codes.is_leeg());
}

#[test]
fn one_line_can_break_more_than_one_rule_and_gets_every_code() {
    let beoordeling = met_periode("2026-01-01", "2026-01-31");
    assert_eq!(beoordeling.codes.bij(PRESTATIE), ["9307", "9308", "9387", "9388"]);
}

#[test]
fn tr338_a_line_without_an_allocation_is_refused_and_the_others_are_granted() {
    let regels =
        [("R1", 10071, "2026-01-08", "2026-01-30", 6000), ("R2", 10072, "2026-01-08", "2026-01-30", 4000)];
    let bericht = gelezen(&IWMO.declaratie("A1", "D1", &[(FENNA, &regels)]));
    let beoordeling = beoordeel(&bericht, dossier(), &omstandigheden());
    assert_eq!(beoordeling.codes.bij(&PRESTATIE.replace("Prestatie[1]", "Prestatie[2]")), ["9338"]);
    let bericht::Inhoud::Declaratie(declaratie, clienten) = &bericht.inhoud else { panic!("a 323") };
    let afrekening = Afrekening::maak(declaratie, clienten, &beoordeling.codes);
    assert_eq!(afrekening.uitkomst(), Uitkomst::DeelsGoedgekeurd);
    assert_eq!(afrekening.toegekend.0, 6000);
}

#[test]
fn tr304_an_unknown_client_is_refused_as_a_client_and_its_lines_are_not_judged() {
    let regels = [("R1", 10072, "2026-01-01", "2026-01-31", 4000)];
    let goed = [("R2", 10071, "2026-01-08", "2026-01-30", 6000)];
    let bericht = gelezen(&IJW.declaratie("A1", "D1", &[(FENNA, &goed), (NOOR, &regels)]));
    let beoordeling = beoordeel(&bericht, dossier(), &omstandigheden());
    assert_eq!(gevonden(&beoordeling), [("TR304", "/Bericht/Declaratie/Clienten/Client[2]/Bsn")]);
    let bericht::Inhoud::Declaratie(declaratie, clienten) = &bericht.inhoud else { panic!("a 323") };
    let afrekening = Afrekening::maak(declaratie, clienten, &beoordeling.codes);
    assert_eq!(afrekening.toegekend.0, 6000);
    assert_eq!(afrekening.afgewezen[0].codes, ["8187"]);
    assert_eq!(afrekening.afgewezen[0].prestaties[0].1, ["0233"]);
}

#[test]
fn tr333_a_used_number_refuses_the_whole_claim() {
    let gebruikt = Dossier { declaratienummers: ["D1".to_owned()].into(), ..dossier() };
    let xml = IJW.declaratie("A1", "D1", &[(FENNA, &[("R1", 10071, "2026-01-01", "2026-01-30", 6000)])]);
    let bericht = gelezen(&xml);
    let beoordeling = beoordeel(&bericht, gebruikt, &omstandigheden());
    assert_eq!(gevonden(&beoordeling), [("TR333", "/Bericht/Declaratie/DeclaratieNummer")]);
    let bericht::Inhoud::Declaratie(declaratie, clienten) = &bericht.inhoud else { panic!("a 323") };
    let afrekening = Afrekening::maak(declaratie, clienten, &beoordeling.codes);
    assert_eq!((afrekening.uitkomst(), afrekening.toegekend.0), (Uitkomst::Afgekeurd, 0));
    assert!(afrekening.wijzigingen().is_empty(), "what it claimed may be claimed again");
}

#[test]
fn tr314_a_reference_is_new_over_messages_and_within_one() {
    let regels = [
        ("R1", 10071, "2026-01-08", "2026-01-30", 100),
        ("R2", 10071, "2026-01-08", "2026-01-30", 100),
        ("R2", 10071, "2026-01-08", "2026-01-30", 100),
        ("R3", 10071, "2026-01-08", "2026-01-30", 100),
    ];
    let mut gebruikt = dossier();
    gebruikt.prestaties.gebruik("R1".into());
    let beoordeling = oordeel(&IJW.declaratie("A1", "D1", &[(FENNA, &regels)]), &gebruikt);
    let met_8021: Vec<bool> = (1..=4)
        .map(|n| {
            !beoordeling.codes.bij(&PRESTATIE.replace("Prestatie[1]", &format!("Prestatie[{n}]"))).is_empty()
        })
        .collect();
    assert_eq!(met_8021, [true, true, true, false]);
}

#[test]
fn the_dossier_is_asked_only_for_what_the_message_names() {
    let regels =
        [("R1", 10071, "2026-01-08", "2026-01-30", 100), ("R2", 10071, "2026-01-08", "2026-01-30", 100)];
    let bericht = gelezen(&IJW.declaratie("A1", "D1", &[(FENNA, &regels)]));
    let vraag = Vraag::van(&bericht);
    assert_eq!(vraag.toewijzingen.len(), 1);
    assert_eq!(vraag.referenties.iter().copied().collect::<Vec<_>>(), ["R1", "R2"]);
    assert_eq!(vraag.declaratienummer, Some("D1"));
}

#[test]
fn every_rule_has_a_code_of_its_own_an_explanation_and_a_retourcode_that_the_schema_knows() {
    let basis = include_str!("../../xsd/ijw-3.2/basisschema.xsd");
    let mut codes = std::collections::BTreeSet::new();
    let in_bericht = regels::regels_in_bericht().map(|regel| &regel.regel);
    for regel in regels_over_berichten().map(|regel| &regel.regel).chain(in_bericht) {
        assert!(codes.insert(regel.code), "{} stands twice", regel.code);
        // Nothing answers a 325, so some of its rules have no code.
        match regel.retourcode {
            Some(code) => assert!(basis.contains(&format!("enumeration value=\"{code}\"")), "{}", regel.code),
            None => assert_eq!(regel.berichten, [Soort::DeclaratieAntwoord], "{}", regel.code),
        }
        assert!(regel.titel.len() > 10 && regel.uitleg.len() > 50, "{}", regel.code);
        assert!(!regel.berichten.is_empty() && !regel.standaarden.is_empty(), "{}", regel.code);
    }
}

#[test]
fn tr135_a_day_in_the_future_is_refused_on_the_header() {
    for maker in MAKERS {
        let morgen = maker.start("A1", WIM, &[Some(10071)]).replace("2026-02-03", "2026-02-04");
        let beoordeling = oordeel(&morgen, &dossier());
        assert_eq!(beoordeling.codes.bij_header(), ["8848"]);
    }
}

#[test]
fn tr346_a_wrong_amount_is_refused_with_its_line_and_the_rest_is_granted() {
    let regels =
        [("R1", 10071, "2026-01-08", "2026-01-30", 6000), ("R2", 10071, "2026-01-08", "2026-01-30", 500)];
    let xml = IJW.declaratie("A1", "D1", &[(FENNA, &regels)]);
    let (eerste, tweede) = xml.split_once("R2<").unwrap();
    let tweede = tweede.replace("45A04", "45A05").replace("ProductTarief>500<", "ProductTarief>499<");
    let xml = format!("{eerste}R2<{tweede}");
    let bericht = gelezen(&xml);
    let beoordeling = beoordeel(&bericht, dossier(), &omstandigheden());
    let tweede = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]";
    assert_eq!(gevonden(&beoordeling), [("TR346", format!("{tweede}/IngediendBedrag/Bedrag").as_str())]);
    assert_eq!(beoordeling.codes.bij(tweede), ["9346"]);
    let bericht::Inhoud::Declaratie(declaratie, clienten) = &bericht.inhoud else { panic!("a 323") };
    let afrekening = Afrekening::maak(declaratie, clienten, &beoordeling.codes);
    assert_eq!(afrekening.uitkomst(), Uitkomst::DeelsGoedgekeurd);
}

#[test]
fn tr378_and_a_rule_over_messages_can_both_refuse_the_header() {
    let xml = IJW.start("A1", FENNA, &[None]).replace(">0479<", ">9999<");
    let xml = xml.replace("2025-", "2026-");
    let beoordeling = oordeel(&xml, &al_gebruikt(&gelezen(&xml)));
    assert_eq!(beoordeling.codes.bij_header(), ["9056", "S300"]);
}

#[test]
fn tr378_on_the_woonplaatsbeginsel_of_a_319_lands_there_and_not_on_the_antwoord() {
    let lijf = "<m:Antwoord><m:ReferentieAanbieder>V1</m:ReferentieAanbieder><m:VerzoekAntwoord>1</m:VerzoekAntwoord>\
                <m:RedenAfwijzingVerzoek>8</m:RedenAfwijzingVerzoek><m:Woonplaatsbeginsel><m:Gemeente>9999</m:Gemeente>\
                </m:Woonplaatsbeginsel></m:Antwoord>";
    let antwoord = gelezen(&IJW.bericht(319, "A1", lijf));
    let mut dossier = dossier();
    let verzoek =
        BekendVerzoek::nieuw(&antwoord.header, &Bsn::lees(FENNA).unwrap(), Verzoeksoort::Toewijzing);
    dossier.verzoeken.neem_op("V1", verzoek);
    let beoordeling = beoordeel(&antwoord, dossier, &omstandigheden());
    assert_eq!(beoordeling.codes.bij("/Bericht/Antwoord/Woonplaatsbeginsel"), ["S300"]);
    assert!(beoordeling.codes.bij("/Bericht/Antwoord").is_empty());
}

#[test]
fn below_a_client_that_is_refused_no_amount_is_judged() {
    let regels = [("R1", 10071, "2026-01-08", "2026-01-30", 500)];
    let xml = IJW.declaratie("A1", "D1", &[(NOOR, &regels)]).replace("Tarief>500<", "Tarief>499<");
    assert_eq!(
        gevonden(&oordeel(&xml, &dossier())),
        [("TR304", "/Bericht/Declaratie/Clienten/Client[1]/Bsn")]
    );
}
