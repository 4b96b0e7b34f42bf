//! The rules over messages about a 323, each at its boundary and in both standards, save those about volume (`keten_volume`).

use crate::declareren;

use std::sync::LazyLock;

use crate::berichten::{FENNA, IJW, IWMO, Maker, NOOR, WIM};
use crate::declareren::{Regel, Toewijzing, declaratie, declaratie_van};
use crate::verloop::{Keten, Verloop, gelezen};
use berichtenpoort::bericht::{Eenheid, Standaard, ToewijzingNummer};
use berichtenpoort::keten::Wijziging;
use berichtenpoort::regels::Lijsten;
use proptest::prelude::*;

const MAKERS: [Maker<'_>; 2] = [IJW, IWMO];
const DECLARATIE: &str = "/Bericht/Declaratie";
const P1: &str = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]";
const JANUARI: (&str, &str) = ("2025-01-01", "2025-01-31");
const FEBRUARI: (&str, &str) = ("2025-02-01", "2025-02-28");
const MAART: (&str, &str) = ("2025-03-01", "2025-03-31");

/// A chain in which 10 hours a month are allocated in 2025.
fn keten(maker: &Maker<'_>) -> Keten {
    na(maker, &Toewijzing::nieuw(maker, "2025-01-01", Some("2025-12-31")).omvang(10, "04", "4"))
}

fn na(maker: &Maker<'_>, toewijzing: &Toewijzing<'_>) -> Keten {
    Keten::leeg("2026-02-03").na(&toewijzing.xml(maker, "T1"))
}

/// Ten hours in January.
fn regel(maker: &Maker<'_>) -> Regel {
    Regel::nieuw(maker, "R1", JANUARI, 10, "04")
}

fn een(maker: &Maker<'_>, nummer: &str, regel: &Regel) -> String {
    declaratie(maker, nummer, std::slice::from_ref(regel))
}

/// A product of another category, of the standard.
fn ander_product(maker: &Maker<'_>) -> (&'static str, &'static str) {
    match maker.standaard {
        Standaard::Ijw => ("54", "54A01"),
        Standaard::Iwmo => ("07", "07A01"),
    }
}

#[track_caller]
fn breekt(verloop: &Verloop, regel: &str, onder: &str, code: &str) {
    let pad = if onder.is_empty() { P1.to_owned() } else { format!("{P1}/{onder}") };
    assert_eq!(verloop.gevonden(), [(regel, pad.as_str())], "{:#?}", verloop.beoordeling.bevindingen);
    assert_eq!(verloop.codes(P1), [code]);
    let tekst = &verloop.beoordeling.bevindingen[0].tekst;
    assert!(tekst.ends_with('.') && tekst.len() > 40, "{tekst}");
}

#[test]
fn tr318_a_month_before_the_last_one_declared_is_refused_as_a_whole() {
    for maker in MAKERS {
        let over = |nummer, maand, regel: &Regel| {
            declaratie_van(&maker, nummer, maand, &[(FENNA, std::slice::from_ref(regel))])
        };
        // IV090: January, February and May are declared; something of March comes later.
        let keten = keten(&maker).na(&over("D1", JANUARI, &regel(&maker)));
        let februari = regel(&maker).opnieuw("R2").met(|regel| regel.periode = in_tekst(FEBRUARI));
        let keten = keten.na(&over("D2", ("2025-05-01", "2025-05-31"), &februari));
        let maart = regel(&maker).opnieuw("R3").met(|regel| regel.periode = in_tekst(MAART));
        let mut terug = keten.clone();
        let verloop = terug.stuur(&over("D3", ("2025-04-01", "2025-04-30"), &maart));
        assert_eq!(verloop.gevonden(), [("TR318", format!("{DECLARATIE}/DeclaratiePeriode").as_str())]);
        assert_eq!((verloop.codes(DECLARATIE), verloop.toegekend), (vec!["8214"], Some(0)));
        assert_eq!(terug.dossier, keten.dossier, "what is refused as a whole was never sent");
        for maand in
            [("2025-05-01", "2025-05-31"), ("2025-06-01", "2025-06-30"), ("2025-09-01", "2025-09-30")]
        {
            assert!(keten.clone().stuur(&over("D3", maand, &maart)).is_goed(), "{maand:?}");
        }
    }
}

fn in_tekst((van, tot): (&str, &str)) -> (String, String) {
    (van.to_owned(), tot.to_owned())
}

#[test]
fn tr318_a_declaration_of_which_every_line_was_refused_was_sent_all_the_same() {
    for maker in MAKERS {
        let over = |nummer, maand, regel: &Regel| {
            declaratie_van(&maker, nummer, maand, &[(FENNA, std::slice::from_ref(regel))])
        };
        let mut keten = keten(&maker);
        let te_veel = Regel::nieuw(&maker, "R1", FEBRUARI, 11, "04");
        assert_eq!(keten.stuur(&over("D1", FEBRUARI, &te_veel)).codes(P1), ["9321"]);
        let verloop = keten.stuur(&over("D2", JANUARI, &regel(&maker).opnieuw("R2")));
        assert_eq!(verloop.regels(), ["TR318"]);
    }
}

#[test]
fn tr319_a_line_is_of_the_month_of_the_declaration_or_of_an_earlier_one() {
    for maker in MAKERS {
        let keten = keten(&maker);
        let over = |maand| {
            let regel = Regel::nieuw(&maker, "R1", FEBRUARI, 10, "04");
            keten.clone().stuur(&declaratie_van(&maker, "D1", maand, &[(FENNA, &[regel])]))
        };
        assert!(over(FEBRUARI).is_goed() && over(MAART).is_goed());
        breekt(&over(JANUARI), "TR319", "ProductPeriode/Einddatum", "9319");
    }
}

#[test]
fn tr323_a_credit_takes_back_a_granted_debit_of_the_same_client() {
    for maker in MAKERS {
        let keten = keten(&maker).na(&een(&maker, "D1", &regel(&maker)));
        let terug = regel(&maker).terug("R2");
        let verloop = keten.clone().stuur(&een(&maker, "D2", &terug));
        assert_eq!((verloop.is_goed(), verloop.toegekend), (true, Some(-60_000)));
        let onbekend = terug.clone().met(|regel| regel.vorige = Some("R9".to_owned()));
        let vorige = "ProductReferentie/VorigReferentieNummer";
        breekt(&keten.clone().stuur(&een(&maker, "D2", &onbekend)), "TR323", vorige, "8017");
        // Of another client, who has an allocation too.
        let van_wim = maker.toewijzing("T2", WIM, &[(10072, "2025-01-01", None)]);
        let bij_wim = declaratie_van(&maker, "D2", ("2025-12-01", "2025-12-31"), &[(WIM, &[terug])]);
        breekt(&keten.na(&van_wim).stuur(&bij_wim), "TR323", vorige, "8017");
    }
}

#[test]
fn tr323_a_refused_debit_is_not_there_to_be_credited_and_neither_is_a_credit() {
    for maker in MAKERS {
        let te_veel = regel(&maker).met(|regel| (regel.volume, regel.centen) = (11, 66_000));
        let mut keten = keten(&maker);
        assert_eq!(keten.stuur(&een(&maker, "D1", &te_veel)).codes(P1), ["9321"]);
        assert_eq!(keten.stuur(&een(&maker, "D2", &te_veel.terug("R2"))).codes(P1), ["8017"]);
        let goed = regel(&maker).opnieuw("R3");
        let keten = keten.na(&een(&maker, "D3", &goed)).na(&een(&maker, "D4", &goed.terug("R4")));
        let op_credit = goed.terug("R5").met(|regel| regel.vorige = Some("R4".to_owned()));
        assert_eq!(keten.clone().stuur(&een(&maker, "D5", &op_credit)).codes(P1), ["8017"]);
    }
}

#[test]
fn tr323_a_credit_is_a_copy_and_what_differs_is_named() {
    for maker in MAKERS {
        let tweede = Toewijzing {
            nummer: 10072,
            ..Toewijzing::nieuw(&maker, "2025-01-01", Some("2025-12-31")).omvang(10, "04", "4")
        };
        let keten = keten(&maker).na(&tweede.xml(&maker, "T2")).na(&een(&maker, "D1", &regel(&maker)));
        type Wijzig<'a> = &'a dyn Fn(&mut Regel);
        let anders: [(&str, Wijzig<'_>); 8] = [
            ("het toewijzingnummer", &|regel: &mut Regel| regel.nummer = 10072),
            ("de productcategorie", &|regel: &mut Regel| {
                regel.product.0 = ander_product(&maker).0.to_owned()
            }),
            ("de productcode", &|regel: &mut Regel| regel.product.1 = "45A05".to_owned()),
            ("de productperiode", &|regel: &mut Regel| regel.periode = in_tekst(FEBRUARI)),
            ("het volume, het bedrag", &|regel: &mut Regel| (regel.volume, regel.centen) = (9, 54_000)),
            ("de eenheid", &|regel: &mut Regel| regel.eenheid = "16"),
            ("het volume, het tarief", &|regel: &mut Regel| (regel.volume, regel.tarief) = (20, Some(3_000))),
            ("het volume, de eenheid, het tarief", &|regel: &mut Regel| {
                (regel.volume, regel.eenheid, regel.tarief) = (600, "01", Some(100));
            }),
        ];
        for (wat, verander) in anders {
            let credit = regel(&maker).terug("R2").met(verander);
            let verloop = keten.clone().stuur(&een(&maker, "D2", &credit));
            breekt(&verloop, "TR323", "ProductReferentie", "8017");
            let tekst = &verloop.beoordeling.bevindingen[0].tekst;
            assert!(tekst.contains(&format!("Anders is: {wat}. ")), "{tekst}");
        }
    }
}

#[test]
fn tr390_a_debit_is_credited_once() {
    for maker in MAKERS {
        let keten = keten(&maker).na(&een(&maker, "D1", &regel(&maker)));
        let keten = keten.na(&een(&maker, "D2", &regel(&maker).terug("R2")));
        let verloop = keten.clone().stuur(&een(&maker, "D3", &regel(&maker).terug("R3")));
        breekt(&verloop, "TR390", "ProductReferentie/VorigReferentieNummer", "9390");
        // Claimed anew it may be credited again.
        let opnieuw = regel(&maker).opnieuw("R4");
        let mut keten = keten.na(&een(&maker, "D3", &opnieuw));
        assert!(keten.stuur(&een(&maker, "D4", &opnieuw.terug("R5"))).is_goed());
    }
}

#[test]
fn tr390_a_credit_that_was_refused_did_not_take_anything_back() {
    for maker in MAKERS {
        let mut keten = keten(&maker).na(&een(&maker, "D1", &regel(&maker)));
        let anders = regel(&maker).terug("R2").met(|regel| regel.periode = in_tekst(FEBRUARI));
        assert_eq!(keten.stuur(&een(&maker, "D2", &anders)).codes(P1), ["8017"]);
        assert!(keten.stuur(&een(&maker, "D3", &regel(&maker).terug("R3"))).is_goed());
    }
}

#[test]
fn a_credit_is_granted_whatever_became_of_the_allocation() {
    for maker in MAKERS {
        let toewijzing = Toewijzing::nieuw(&maker, "2025-01-01", Some("2025-12-31")).omvang(10, "04", "4");
        let keten = na(&maker, &toewijzing).na(&een(&maker, "D1", &regel(&maker)));
        let credit = een(&maker, "D2", &regel(&maker).terug("R2"));
        let (code, _) = declareren::product(&maker);
        for later in [
            Toewijzing { van: "2025-06-01", ..toewijzing },
            Toewijzing { tot: Some("2025-01-20"), ..toewijzing },
            Toewijzing { tot: Some("2025-01-01"), reden: Some("13"), ..toewijzing },
            Toewijzing { product: Some((code, Some("99X99"))), ..toewijzing }.omvang(1, "16", "4"),
            Toewijzing { product: None, omvang: None, ..toewijzing }.budget(1),
        ] {
            let later = Toewijzing { tijd: "11:00:00", ..later };
            // Taken in without judging it: whether a 301 may do so is not what is asked here.
            let mut keten = keten.clone();
            let bericht = gelezen(&later.xml(&maker, "T2"));
            for wijziging in Wijziging::van(&bericht) {
                keten.dossier.pas_toe(&bericht.header, &wijziging);
            }
            assert!(keten.stuur(&credit).is_goed(), "{later:?}");
        }
    }
}

#[test]
fn tr338_and_tr304_an_allocation_is_needed_for_a_debit_and_a_known_client_for_both() {
    for maker in MAKERS {
        let ander = regel(&maker).met(|regel| regel.nummer = 10099);
        breekt(&keten(&maker).stuur(&een(&maker, "D1", &ander)), "TR338", "ToewijzingNummer", "9338");
        let bij_noor = declaratie_van(&maker, "D1", MAART, &[(NOOR, &[regel(&maker).terug("R2")])]);
        assert_eq!(keten(&maker).stuur(&bij_noor).regels(), ["TR304"]);
    }
}

#[test]
fn tr384_on_an_allocation_that_was_removed_nothing_is_declared_and_nothing_else_is_said() {
    for maker in MAKERS {
        let toewijzing = Toewijzing::nieuw(&maker, "2025-01-01", Some("2025-12-31")).omvang(10, "04", "4");
        let weg = Toewijzing { tot: Some("2025-01-01"), reden: Some("13"), tijd: "11:00:00", ..toewijzing };
        let mut keten = na(&maker, &toewijzing).na(&weg.xml(&maker, "T2"));
        let veel =
            regel(&maker).met(|regel| (regel.volume, regel.eenheid, regel.centen) = (99, "16", 594_000));
        breekt(&keten.stuur(&een(&maker, "D1", &veel)), "TR384", "ToewijzingNummer", "9384");
        // On one day and for another reason it is an allocation like any other.
        let een_dag = Toewijzing { reden: Some("04"), ..weg };
        let op_die_dag = Regel::nieuw(&maker, "R1", ("2025-01-01", "2025-01-01"), 10, "04");
        let mut keten = na(&maker, &toewijzing).na(&een_dag.xml(&maker, "T2"));
        assert!(keten.stuur(&een(&maker, "D1", &op_die_dag)).is_goed());
    }
}

/// What is found of a line over this period, on an allocation from 8 April up to and including 17 June (IV089).
fn over(maker: &Maker<'_>, van: &str, tot: &str) -> Verloop {
    let toewijzing = Toewijzing::nieuw(maker, "2025-04-08", Some("2025-06-17")).omvang(10, "04", "4");
    na(maker, &toewijzing).stuur(&een(maker, "D1", &Regel::nieuw(maker, "R1", (van, tot), 10, "04")))
}

#[test]
fn tr387_a_period_begins_on_the_first_of_the_month_or_of_the_allocation() {
    for maker in MAKERS {
        for (van, tot) in
            [("2025-04-08", "2025-04-30"), ("2025-05-01", "2025-05-31"), ("2025-06-01", "2025-06-17")]
        {
            assert!(over(&maker, van, tot).is_goed(), "{van}");
        }
        let begin = "ProductPeriode/Begindatum";
        breekt(&over(&maker, "2025-04-09", "2025-04-30"), "TR387", begin, "9387");
        breekt(&over(&maker, "2025-05-02", "2025-05-31"), "TR387", begin, "9387");
        breekt(&over(&maker, "2025-06-02", "2025-06-17"), "TR387", begin, "9387");
        // Before the allocation, in its month, it breaks TR307 as well.
        assert_eq!(over(&maker, "2025-04-07", "2025-04-30").codes(P1), ["9307", "9387"]);
        assert_eq!(over(&maker, "2025-04-01", "2025-04-30").codes(P1), ["9307", "9387"]);
    }
}

#[test]
fn tr388_a_period_ends_on_the_last_of_the_month_or_of_the_allocation() {
    for maker in MAKERS {
        let einde = "ProductPeriode/Einddatum";
        breekt(&over(&maker, "2025-04-08", "2025-04-29"), "TR388", einde, "9388");
        breekt(&over(&maker, "2025-05-01", "2025-05-30"), "TR388", einde, "9388");
        breekt(&over(&maker, "2025-06-01", "2025-06-16"), "TR388", einde, "9388");
        assert_eq!(over(&maker, "2025-06-01", "2025-06-18").codes(P1), ["9308", "9388"]);
        assert_eq!(over(&maker, "2025-06-01", "2025-06-30").codes(P1), ["9308", "9388"]);
        assert_eq!(over(&maker, "2025-05-02", "2025-05-30").codes(P1), ["9387", "9388"]);
        // Wholly before or after the allocation.
        assert_eq!(over(&maker, "2025-03-01", "2025-03-31").codes(P1), ["9307"]);
        assert_eq!(over(&maker, "2025-07-01", "2025-07-31").codes(P1), ["9308"]);
    }
}

#[test]
fn tr388_without_a_last_day_a_period_ends_with_its_month() {
    for maker in MAKERS {
        let keten = na(&maker, &Toewijzing::nieuw(&maker, "2024-01-15", None).omvang(10, "04", "4"));
        let tot = |dag| {
            let regel = Regel::nieuw(&maker, "R1", ("2024-02-01", dag), 10, "04");
            keten.clone().stuur(&een(&maker, "D1", &regel)).codes(P1)
        };
        assert_eq!((tot("2024-02-29"), tot("2024-02-28")), (vec![], vec!["9388"]));
    }
}

#[test]
fn two_allocations_in_one_month_have_a_line_each() {
    for maker in MAKERS {
        // IV084.
        let eerste = Toewijzing::nieuw(&maker, "2021-03-01", Some("2021-03-09")).omvang(10, "04", "4");
        let tweede = Toewijzing {
            nummer: 10072,
            ..Toewijzing::nieuw(&maker, "2021-03-23", Some("2021-03-31")).omvang(10, "04", "4")
        };
        let mut keten = na(&maker, &eerste).na(&tweede.xml(&maker, "T2"));
        let regels = [
            Regel::nieuw(&maker, "R1", ("2021-03-01", "2021-03-09"), 5, "04"),
            Regel::nieuw(&maker, "R2", ("2021-03-23", "2021-03-31"), 5, "04")
                .met(|regel| regel.nummer = 10072),
        ];
        assert!(keten.stuur(&declaratie(&maker, "D1", &regels)).is_goed());
    }
}

#[test]
fn tr339_and_tr340_the_product_is_that_of_the_allocation_as_far_as_it_names_one() {
    for maker in MAKERS {
        let (categorie, code) = declareren::product(&maker);
        let (ander, andere_code) = ander_product(&maker);
        let basis = Toewijzing::nieuw(&maker, "2025-01-01", Some("2025-12-31"));
        let met = |product, gedeclareerd: (&str, &str)| {
            let regel = regel(&maker).met(|regel| regel.product = in_tekst(gedeclareerd));
            na(&maker, &Toewijzing { product, ..basis }).stuur(&een(&maker, "D1", &regel))
        };
        let specifiek = Some((categorie, Some(code)));
        breekt(&met(specifiek, (ander, code)), "TR339", "ProductCategorie", "9339");
        breekt(&met(specifiek, (categorie, "45A99")), "TR340", "ProductCode", "9340");
        assert_eq!(met(specifiek, (ander, andere_code)).codes(P1), ["9339", "9340"]);
        let aspecifiek = Some((categorie, None));
        assert!(met(aspecifiek, (categorie, "45A99")).is_goed());
        breekt(&met(aspecifiek, (ander, andere_code)), "TR339", "ProductCategorie", "9339");
        assert!(met(None, (ander, andere_code)).is_goed());
    }
}

#[test]
fn tr341_the_unit_is_that_of_the_allocation_and_only_hours_may_be_minutes() {
    for maker in MAKERS {
        let met = |toegewezen, gedeclareerd| {
            let toewijzing = Toewijzing::nieuw(&maker, "2025-01-01", Some("2025-12-31"));
            let toewijzing = toewijzing.omvang(99_999, toegewezen, "4");
            let regel = Regel::nieuw(&maker, "R1", JANUARI, 10, gedeclareerd);
            na(&maker, &toewijzing).stuur(&een(&maker, "D1", &regel))
        };
        let eenheden = ["01", "04", "14", "16", "82", "83", "84"];
        for toegewezen in eenheden {
            for gedeclareerd in eenheden {
                let verloop = met(toegewezen, gedeclareerd);
                if toegewezen == gedeclareerd || (toegewezen, gedeclareerd) == ("04", "01") {
                    assert!(verloop.is_goed(), "{toegewezen} {gedeclareerd}");
                } else {
                    breekt(&verloop, "TR341", "Eenheid", "9341");
                }
            }
        }
    }
}

#[test]
fn tr341_without_a_volume_in_the_allocation_any_unit_will_do() {
    for maker in MAKERS {
        let mut keten =
            na(&maker, &Toewijzing::nieuw(&maker, "2025-01-01", Some("2025-12-31")).budget(60_000));
        assert!(keten.stuur(&een(&maker, "D1", &regel(&maker))).is_goed());
    }
}

#[test]
fn tr389_a_product_is_declared_once_for_a_period_until_it_is_credited() {
    for maker in MAKERS {
        let half = regel(&maker).met(|regel| (regel.volume, regel.centen) = (1, 6_000));
        let keten = keten(&maker).na(&een(&maker, "D1", &half));
        let nog_eens = half.opnieuw("R2");
        breekt(&keten.clone().stuur(&een(&maker, "D2", &nog_eens)), "TR389", "", "9389");
        // After the credit, or with it (IV086), whichever stands first.
        let na_credit = keten.clone().na(&een(&maker, "D2", &half.terug("R3")));
        assert!(na_credit.clone().stuur(&een(&maker, "D3", &nog_eens)).is_goed());
        for regels in [[half.terug("R3"), nog_eens.clone()], [nog_eens.clone(), half.terug("R3")]] {
            let mut daarna = keten.clone().na(&declaratie(&maker, "D2", &regels));
            let derde = half.opnieuw("R4");
            assert_eq!(daarna.stuur(&een(&maker, "D3", &derde)).regels(), ["TR389"], "the new one stands");
        }
        // Another month is another period.
        let februari = Regel::nieuw(&maker, "R2", FEBRUARI, 1, "04");
        assert!(keten.clone().stuur(&een(&maker, "D2", &februari)).is_goed());
    }
}

#[test]
fn tr389_another_product_of_the_same_category_has_a_line_of_its_own() {
    for maker in MAKERS {
        let (categorie, code) = declareren::product(&maker);
        let toewijzing = Toewijzing {
            product: Some((categorie, None)),
            ..Toewijzing::nieuw(&maker, "2025-01-01", Some("2025-12-31"))
        };
        let keten = na(&maker, &toewijzing).na(&een(&maker, "D1", &regel(&maker)));
        let ander = regel(&maker).opnieuw("R2").met(|regel| regel.product.1 = code.replace("A04", "A05"));
        assert!(keten.clone().stuur(&een(&maker, "D2", &ander)).is_goed());
        breekt(&keten.clone().stuur(&een(&maker, "D2", &regel(&maker).opnieuw("R2"))), "TR389", "", "9389");
    }
}

#[test]
fn tr389_a_debit_that_was_refused_does_not_stand_in_the_way() {
    for maker in MAKERS {
        let mut keten = keten(&maker);
        let te_veel = regel(&maker).met(|regel| (regel.volume, regel.centen) = (11, 66_000));
        assert_eq!(keten.stuur(&een(&maker, "D1", &te_veel)).codes(P1), ["9321"]);
        assert!(keten.stuur(&een(&maker, "D2", &regel(&maker).opnieuw("R2"))).is_goed());
    }
}

/// Contracts with a rate of 50,50 an hour and 30 euro a dagdeel.
static CONTRACT: LazyLock<Lijsten> = LazyLock::new(|| {
    let tarieven =
        |code: &str| [(code.to_owned(), Eenheid::Uur, 5_050), (code.to_owned(), Eenheid::Dagdeel, 3_000)];
    let lijsten = Lijsten::nieuw().met_tarieven(Standaard::Ijw, tarieven("45A04"));
    lijsten.met_tarieven(Standaard::Iwmo, tarieven("02A04"))
});

/// What is found of a line in this unit at this rate and amount, where there are contracts.
fn volgens_contract(
    maker: &Maker<'_>,
    eenheid: &'static str,
    volume: u32,
    tarief: u32,
    centen: u64,
) -> Verloop {
    let toewijzing = Toewijzing::nieuw(maker, "2025-01-01", Some("2025-12-31"));
    let mut keten = na(maker, &toewijzing);
    keten.lijsten = &CONTRACT;
    let regel = Regel::nieuw(maker, "R1", JANUARI, volume, eenheid);
    let regel = regel.met(|regel| (regel.tarief, regel.centen) = (Some(tarief), centen));
    keten.stuur(&een(maker, "D1", &regel))
}

#[test]
fn tr418_the_rate_is_that_of_the_contract() {
    for maker in MAKERS {
        assert!(volgens_contract(&maker, "04", 10, 5_050, 50_500).is_goed());
        breekt(&volgens_contract(&maker, "04", 10, 5_051, 50_510), "TR418", "ProductTarief", "0611");
        assert!(volgens_contract(&maker, "16", 10, 3_000, 30_000).is_goed());
        breekt(&volgens_contract(&maker, "16", 10, 2_999, 29_990), "TR418", "ProductTarief", "0611");
        // No rate is known of a piece.
        assert!(volgens_contract(&maker, "84", 10, 1, 10).is_goed());
    }
}

#[test]
fn tr418_a_rate_per_minute_is_that_per_hour_divided_by_sixty_and_rounded() {
    for maker in MAKERS {
        // 5050 / 60 is 84,17; 95 minutes at 5050 an hour are 7995,83.
        assert!(volgens_contract(&maker, "01", 95, 84, 7_996).is_goed());
        for centen in [95 * 85, 7_996] {
            breekt(&volgens_contract(&maker, "01", 95, 85, centen), "TR418", "ProductTarief", "0611");
        }
    }
}

#[test]
fn tr346_with_a_contract_the_amount_in_minutes_comes_from_the_rate_per_hour() {
    for maker in MAKERS {
        let bedrag = "IngediendBedrag/Bedrag";
        breekt(&volgens_contract(&maker, "01", 95, 84, 95 * 84), "TR346", bedrag, "9346");
        breekt(&volgens_contract(&maker, "01", 95, 84, 7_995), "TR346", bedrag, "9346");
        // With another rate the amount is that of either rate, or wrong.
        assert_eq!(volgens_contract(&maker, "01", 95, 85, 7_800).codes(P1), ["0611", "9346"]);
        assert_eq!(volgens_contract(&maker, "04", 10, 5_051, 50_500).codes(P1), ["0611", "9346"]);
    }
}

#[test]
fn tr346_and_tr418_do_not_look_at_a_credit_with_the_contract_in_hand() {
    for maker in MAKERS {
        let toewijzing = Toewijzing::nieuw(&maker, "2025-01-01", Some("2025-12-31")).omvang(10, "04", "4");
        let minuten = Regel::nieuw(&maker, "R1", JANUARI, 95, "01");
        let mut keten = na(&maker, &toewijzing).na(&een(&maker, "D1", &minuten));
        keten.lijsten = &CONTRACT;
        assert!(keten.stuur(&een(&maker, "D2", &minuten.terug("R2"))).is_goed());
    }
}

#[test]
fn without_a_list_no_rate_is_judged() {
    for maker in MAKERS {
        let mut keten = keten(&maker);
        let regel = regel(&maker).met(|regel| (regel.tarief, regel.centen) = (Some(1), 10));
        assert!(keten.stuur(&een(&maker, "D1", &regel)).is_goed());
    }
}

/// A line of a made-up declaration: which allocation, which month, how much, and whether it credits one of the lines that stand.
#[derive(Clone, Debug)]
enum Zet {
    Debet { toewijzing: u32, maand: usize, volume: u32, in_minuten: bool },
    Credit { welke: usize },
}

const MAANDEN: [(&str, &str); 3] =
    [("2025-10-07", "2025-10-31"), ("2025-11-01", "2025-11-30"), ("2025-12-01", "2025-12-30")];
/// 3 hours a week from 7 October up to and including 30 December touch 13 weeks (IV077).
const HOOGSTENS_MINUTEN: i64 = 39 * 60;

fn zet() -> impl Strategy<Value = Zet> {
    prop_oneof![
        3 => (0..2_u32, 0..3_usize, 1..18_u32, any::<bool>()).prop_map(
            |(toewijzing, maand, volume, in_minuten)| Zet::Debet { toewijzing, maand, volume, in_minuten }
        ),
        1 => (0..8_usize).prop_map(|welke| Zet::Credit { welke }),
    ]
}

/// Two allocations of 3 hours a week.
fn twee_toewijzingen() -> Keten {
    let eerste = Toewijzing::nieuw(&IJW, "2025-10-07", Some("2025-12-30")).omvang(3, "04", "2");
    let tweede = Toewijzing { nummer: 10072, ..eerste };
    na(&IJW, &eerste).na(&tweede.xml(&IJW, "T2"))
}

/// The lines that these moves make, where those that were sent before can be credited.
fn regels(zetten: &[Zet], bericht: usize, eerder: &[Regel]) -> Vec<Regel> {
    let een = |(plaats, zet): (usize, &Zet)| {
        let referentie = format!("B{bericht}R{plaats}");
        match *zet {
            Zet::Debet { toewijzing, maand, volume, in_minuten } => {
                let (volume, eenheid) = if in_minuten { (volume * 60 - 7, "01") } else { (volume, "04") };
                let regel = Regel::nieuw(&IJW, &referentie, MAANDEN[maand], volume, eenheid);
                Some(regel.met(|regel| regel.nummer = 10071 + toewijzing))
            }
            Zet::Credit { welke } => {
                let debets: Vec<_> = eerder.iter().filter(|regel| regel.vorige.is_none()).collect();
                (!debets.is_empty()).then(|| debets[welke % debets.len()].terug(&referentie))
            }
        }
    };
    zetten.iter().enumerate().filter_map(een).collect()
}

/// The lines of a message that were granted.
fn toegekend(verloop: &Verloop, regels: &[Regel]) -> Vec<Regel> {
    let is_goed = |plaats: usize| {
        verloop.codes(&P1.replace("Prestatie[1]", &format!("Prestatie[{plaats}]"))).is_empty()
    };
    (1..).zip(regels).filter(|(plaats, _)| is_goed(*plaats)).map(|(_, regel)| regel.clone()).collect()
}

fn minuten(regel: &Regel) -> i64 {
    let volume = i64::from(regel.volume) * if regel.eenheid == "04" { 60 } else { 1 };
    if regel.vorige.is_some() { -volume } else { volume }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_sequence_of_claims_and_credits_gets_more_granted_than_was_allocated(
        berichten in prop::collection::vec(prop::collection::vec(zet(), 1..8), 1..8)
    ) {
        let mut keten = twee_toewijzingen();
        let (mut verstuurd, mut goed): (Vec<Regel>, Vec<Regel>) = Default::default();
        for (nummer, zetten) in berichten.iter().enumerate() {
            let regels = regels(zetten, nummer, &verstuurd);
            if regels.is_empty() {
                continue;
            }
            let verloop = keten.stuur(&declaratie(&IJW, &format!("D{nummer}"), &regels));
            goed.extend(toegekend(&verloop, &regels));
            verstuurd.extend(regels);
            for toewijzing in [10071, 10072] {
                let van_deze = goed.iter().filter(|regel| regel.nummer == toewijzing);
                let som: i64 = van_deze.clone().map(minuten).sum();
                prop_assert!((0..=HOOGSTENS_MINUTEN).contains(&som), "{som} minutes on {toewijzing}");
                let per_maand = |maand: &str| -> i64 {
                    van_deze.clone().filter(|regel| regel.periode.0 == maand).map(minuten).sum()
                };
                let past = [12, 15, 15].map(|uren| uren * 60);
                for ((maand, _), past) in MAANDEN.into_iter().zip(past) {
                    prop_assert!((0..=past).contains(&per_maand(maand)), "{maand} on {toewijzing}");
                }
            }
        }
    }

    #[test]
    fn the_order_of_lines_in_a_message_makes_no_difference(
        eerder in prop::collection::vec(zet(), 0..6),
        (zetten, volgorde) in prop::collection::vec(zet(), 1..10).prop_flat_map(|zetten| {
            let volgorde = Just((0..zetten.len()).collect::<Vec<_>>()).prop_shuffle();
            (Just(zetten), volgorde)
        })
    ) {
        let mut keten = twee_toewijzingen();
        let eerder = regels(&eerder, 0, &[]);
        if !eerder.is_empty() {
            keten.stuur(&declaratie(&IJW, "D0", &eerder));
        }
        let in_volgorde = regels(&zetten, 1, &eerder);
        let geschud: Vec<Regel> =
            volgorde.iter().filter_map(|plaats| in_volgorde.get(*plaats).cloned()).collect();
        prop_assume!(!in_volgorde.is_empty());
        let referenties = |regels: &[Regel]| {
            let keten = &mut keten.clone();
            let verloop = keten.stuur(&declaratie(&IJW, "D1", regels));
            let mut goed: Vec<String> =
                toegekend(&verloop, regels).into_iter().map(|regel| regel.referentie).collect();
            goed.sort();
            let mut gevonden: Vec<String> =
                verloop.beoordeling.bevindingen.iter().map(|een| een.tekst.clone()).collect();
            gevonden.sort();
            (goed, gevonden, verloop.toegekend, keten.dossier.clone())
        };
        prop_assert_eq!(referenties(&in_volgorde), referenties(&geschud));
    }

    #[test]
    fn crediting_a_line_and_claiming_it_anew_is_neutral(
        eerder in prop::collection::vec(zet(), 1..6), welke in 0..6_usize, samen in any::<bool>()
    ) {
        let mut keten = twee_toewijzingen();
        let eerder = regels(&eerder, 0, &[]);
        prop_assume!(!eerder.is_empty());
        let verloop = keten.stuur(&declaratie(&IJW, "D0", &eerder));
        let goed = toegekend(&verloop, &eerder);
        prop_assume!(!goed.is_empty());
        let regel = &goed[welke % goed.len()];
        let (credit, opnieuw) = (regel.terug("C1"), regel.opnieuw("N1"));
        let mut daarna = keten.clone();
        if samen {
            daarna = daarna.na(&declaratie(&IJW, "D1", &[opnieuw, credit]));
        } else {
            daarna = daarna.na(&declaratie(&IJW, "D1", &[credit])).na(&declaratie(&IJW, "D2", &[opnieuw]));
        }
        let verbruik = |keten: &Keten| {
            [10071, 10072].map(|nummer| keten.dossier.prestaties.verbruik(ToewijzingNummer(nummer)).cloned())
        };
        prop_assert_eq!(verbruik(&keten), verbruik(&daarna));
    }
}
