//! Rules about what is claimed and granted (323 and 325), each at its boundary.

use crate::proef::{Proef, beide};

const DECLARATIE: &str = "Declaratie";
const PRESTATIE: &str = "Declaratie/Clienten/Client/Prestaties/Prestatie";
const P1: &str = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]";
const P2: &str = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]";
const ANTWOORD: &str = "DeclaratieAntwoord/Clienten/Client/Prestaties/Prestatie";
const A1: &str = "DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie[1]";

fn in_prestatie(proef: &Proef, onder: &str, waarde: &str) -> Proef {
    proef.clone().zet(&format!("{PRESTATIE}/{onder}"), waarde)
}

/// A 323 over this month, with one Prestatie over these days of it.
fn over(proef: &Proef, maand: [&str; 2], periode: [&str; 2]) -> Proef {
    let proef = proef.clone();
    let proef = proef.zet("Declaratie/DeclaratiePeriode/Begindatum", maand[0]);
    let proef = proef.zet("Declaratie/DeclaratiePeriode/Einddatum", maand[1]);
    let proef = in_prestatie(&proef, "ProductPeriode/Begindatum", periode[0]);
    in_prestatie(&proef, "ProductPeriode/Einddatum", periode[1])
}

/// The same with a second Prestatie: another reference, another product code, and this amount in eurocent.
fn met_tweede(proef: &Proef, centen: u32, kant: &str) -> Proef {
    let tweede = format!("{PRESTATIE}[2]");
    let proef = proef.clone().kopie(PRESTATIE);
    let totaal = if kant == "D" { 60_000 + centen } else { 60_000 - centen };
    proef
        .zet(&format!("{tweede}/ProductReferentie/ReferentieNummer"), "R2")
        .zet(&format!("{tweede}/ProductCode"), "45A05")
        .zet(&format!("{tweede}/GeleverdVolume"), "1")
        .zet(&format!("{tweede}/ProductTarief"), &centen.to_string())
        .zet(&format!("{tweede}/IngediendBedrag/Bedrag"), &centen.to_string())
        .zet(&format!("{tweede}/IngediendBedrag/DebetCredit"), kant)
        .zet("Declaratie/TotaalIngediendBedrag/TotaalBedrag", &totaal.to_string())
}

#[test]
fn cs100_care_from_2021_on_may_be_claimed() {
    for proef in beide(323) {
        let vanaf = |dag: &str| {
            let proef = proef.clone().zet("Header/BerichtIdentificatie/Dagtekening", "2021-02-03");
            let proef = proef.zet("Declaratie/DeclaratieDagtekening", "2021-02-03");
            over(&proef, ["2021-01-01", "2021-01-31"], [dag, "2021-01-31"])
        };
        vanaf("2021-01-01").voldoet();
        // A period from the last day of 2020 on also lies in two months.
        vanaf("2020-12-31").breekt_elk(&[
            ("CS100", &format!("{P1}/ProductPeriode/Begindatum")),
            ("CS337", &format!("{P1}/ProductPeriode/Einddatum")),
        ]);
        let proef = vanaf("2021-01-01").zet("Declaratie/DeclaratiePeriode/Begindatum", "2020-12-01");
        proef
            .zet("Declaratie/DeclaratiePeriode/Einddatum", "2020-12-31")
            .breekt("CS100", "Declaratie/DeclaratiePeriode/Begindatum");
    }
}

#[test]
fn cs325_nothing_is_debet() {
    for proef in beide(323) {
        let nul = in_prestatie(&proef, "GeleverdVolume", "0");
        let nul = in_prestatie(&nul, "IngediendBedrag/Bedrag", "0");
        let nul = nul.zet("Declaratie/TotaalIngediendBedrag/TotaalBedrag", "0");
        nul.voldoet();
        nul.clone()
            .zet("Declaratie/TotaalIngediendBedrag/DebetCredit", "C")
            .breekt("CS325", "Declaratie/TotaalIngediendBedrag/DebetCredit");
        let credit = in_prestatie(&nul, "IngediendBedrag/DebetCredit", "C");
        in_prestatie(&credit, "ProductReferentie/VorigReferentieNummer", "R0")
            .breekt("CS325", &format!("{P1}/IngediendBedrag/DebetCredit"));
    }
    for proef in beide(325) {
        let nul = proef
            .zet("DeclaratieAntwoord/TotaalToegekendBedrag/TotaalBedrag", "0")
            .zet("DeclaratieAntwoord/TotaalIngediendBedrag/TotaalBedrag", "60000");
        nul.voldoet();
        nul.clone()
            .zet("DeclaratieAntwoord/TotaalToegekendBedrag/DebetCredit", "C")
            .breekt("CS325", "DeclaratieAntwoord/TotaalToegekendBedrag/DebetCredit");
        let alles = nul
            .zet("DeclaratieAntwoord/TotaalIngediendBedrag/TotaalBedrag", "0")
            .zet(&format!("{ANTWOORD}/IngediendBedrag/Bedrag"), "0");
        alles.voldoet();
        alles
            .zet("DeclaratieAntwoord/TotaalIngediendBedrag/DebetCredit", "C")
            .zet("DeclaratieAntwoord/TotaalToegekendBedrag/DebetCredit", "C")
            .breekt_elk(&[
                ("CS325", "DeclaratieAntwoord/TotaalIngediendBedrag/DebetCredit"),
                ("CS325", "DeclaratieAntwoord/TotaalToegekendBedrag/DebetCredit"),
            ]);
    }
}

#[test]
fn cs337_a_product_period_stays_in_its_month() {
    for proef in beide(323) {
        let proef = proef.zet("Header/BerichtIdentificatie/Dagtekening", "2026-02-03");
        over(&proef, ["2026-01-01", "2026-01-31"], ["2026-01-31", "2026-01-31"]).voldoet();
        for periode in [["2025-12-31", "2026-01-01"], ["2025-01-01", "2026-01-31"]] {
            over(&proef, ["2026-01-01", "2026-01-31"], periode)
                .breekt("CS337", &format!("{P1}/ProductPeriode/Einddatum"));
        }
    }
}

#[test]
fn cs340_a_declaration_is_about_exactly_one_month() {
    for proef in beide(323) {
        let proef = proef.zet("Header/BerichtIdentificatie/Dagtekening", "2026-02-03");
        let maand = |van: &str, tot: &str| over(&proef, [van, tot], ["2024-02-01", "2024-02-29"]);
        maand("2024-02-01", "2024-02-29").voldoet();
        maand("2025-12-01", "2025-12-31").voldoet();
        for (van, tot) in [
            ("2024-02-01", "2024-02-28"),
            ("2024-02-02", "2024-02-29"),
            ("2024-02-01", "2024-03-31"),
            ("2024-02-01", "2024-03-01"),
            ("2024-02-01", "2025-02-28"),
        ] {
            maand(van, tot).breekt("CS340", "Declaratie/DeclaratiePeriode");
        }
    }
}

#[test]
fn tr137_a_period_ends_after_it_begins_and_before_the_message_is_made() {
    for proef in beide(323) {
        let op = |dag: &str| proef.clone().zet("Header/BerichtIdentificatie/Dagtekening", dag);
        op("2026-01-31").voldoet();
        op("2026-01-30").breekt_elk(&[
            ("TR137", "Declaratie/DeclaratiePeriode/Einddatum"),
            ("TR137", &format!("{P1}/ProductPeriode/Einddatum")),
        ]);
        in_prestatie(&proef, "ProductPeriode/Begindatum", "2026-01-31").voldoet();
        let achterstevoren = over(&proef, ["2026-01-01", "2026-01-31"], ["2026-01-31", "2026-01-30"]);
        achterstevoren.breekt("TR137", &format!("{P1}/ProductPeriode/Einddatum"));
        over(&proef, ["2026-02-01", "2026-01-31"], ["2026-01-01", "2026-01-31"]).breekt_elk(&[
            ("CS340", "Declaratie/DeclaratiePeriode"),
            ("TR137", "Declaratie/DeclaratiePeriode/Einddatum"),
        ]);
    }
    for proef in beide(325) {
        let tot = |dag: &str| proef.clone().zet(&format!("{ANTWOORD}/ProductPeriode/Einddatum"), dag);
        tot("2026-02-03").voldoet();
        tot("2026-02-04").breekt("TR137", &format!("{A1}/ProductPeriode/Einddatum"));
    }
}

#[test]
fn tr315_a_line_is_credited_once() {
    for proef in beide(323) {
        let credit = |proef: Proef, vorige: &str| {
            proef.zet(&format!("{PRESTATIE}[2]/ProductReferentie/VorigReferentieNummer"), vorige)
        };
        let een = credit(met_tweede(&proef, 500, "C"), "OUD1");
        een.voldoet();
        let twee = een
            .kopie(&format!("{PRESTATIE}[2]"))
            .zet(&format!("{PRESTATIE}[3]/ProductReferentie/ReferentieNummer"), "R3")
            .zet("Declaratie/TotaalIngediendBedrag/TotaalBedrag", "59000");
        let derde =
            "Declaratie/Clienten/Client[1]/Prestaties/Prestatie[3]/ProductReferentie/VorigReferentieNummer";
        twee.breekt("TR315", derde);
        twee.zet(&format!("{PRESTATIE}[3]/ProductReferentie/VorigReferentieNummer"), "OUD2").voldoet();
    }
}

#[test]
fn tr316_a_line_is_not_credited_in_the_message_that_claims_it() {
    for proef in beide(323) {
        let credit = |vorige: &str| {
            met_tweede(&proef, 500, "C")
                .zet(&format!("{PRESTATIE}[2]/ProductReferentie/VorigReferentieNummer"), vorige)
        };
        credit("OUD1").voldoet();
        credit("R1").breekt("TR316", &format!("{P2}/ProductReferentie/VorigReferentieNummer"));
        credit("R2").breekt("TR316", &format!("{P2}/ProductReferentie/VorigReferentieNummer"));
        // The credit comes first.
        credit("R9")
            .kopie(PRESTATIE)
            .zet(&format!("{PRESTATIE}[3]/ProductReferentie/ReferentieNummer"), "R9")
            .zet(&format!("{PRESTATIE}[3]/ProductCode"), "45A09")
            .zet("Declaratie/TotaalIngediendBedrag/TotaalBedrag", "119500")
            .breekt(
                "TR316",
                "Declaratie/Clienten/Client[1]/Prestaties/Prestatie[3]/ProductReferentie/ReferentieNummer",
            );
    }
}

#[test]
fn tr335_care_is_claimed_within_five_years() {
    for proef in beide(323) {
        let eind = |dag: &str, dagtekening: &str| {
            let maand = format!("{}-01", dag.rsplit_once('-').unwrap().0);
            let proef = proef.clone().zet("Declaratie/DeclaratieDagtekening", dagtekening);
            over(&proef, ["2026-01-01", "2026-01-31"], [&maand, dag])
        };
        eind("2021-02-03", "2026-02-03").voldoet();
        eind("2021-02-02", "2026-02-03").breekt("TR335", &format!("{P1}/ProductPeriode/Einddatum"));
        eind("2023-02-28", "2028-02-29").voldoet();
        eind("2023-02-27", "2028-02-29").breekt("TR335", &format!("{P1}/ProductPeriode/Einddatum"));
    }
}

#[test]
fn tr342_refused_lines_explain_what_was_not_granted() {
    for proef in beide(325) {
        let toegekend = |centen: &str, kant: &str| {
            let proef = proef.clone().zet("DeclaratieAntwoord/TotaalToegekendBedrag/TotaalBedrag", centen);
            proef.zet("DeclaratieAntwoord/TotaalToegekendBedrag/DebetCredit", kant)
        };
        toegekend("20000", "D").voldoet();
        for (centen, kant) in [("20001", "D"), ("19999", "D"), ("20000", "C"), ("80000", "D")] {
            toegekend(centen, kant).breekt("TR342", "DeclaratieAntwoord/TotaalToegekendBedrag");
        }
        // A refused credit: what was granted is more than what was claimed.
        toegekend("140000", "D")
            .zet(&format!("{ANTWOORD}/IngediendBedrag/DebetCredit"), "C")
            .zet(&format!("{ANTWOORD}/ProductReferentie/VorigReferentieNummer"), "R0")
            .voldoet();
        let volledig = |centen: &str| {
            let proef = toegekend(centen, "D").weg("DeclaratieAntwoord/Clienten");
            proef.zet("DeclaratieAntwoord/RetourCodes/RetourCode", "8001")
        };
        volledig("80000").voldoet();
        volledig("79999").breekt("TR342", "DeclaratieAntwoord/TotaalToegekendBedrag");
        let geheel = |centen: &str| volledig(centen).zet("DeclaratieAntwoord/RetourCodes/RetourCode", "9333");
        geheel("0").voldoet();
        geheel("1").breekt("TR342", "DeclaratieAntwoord/TotaalToegekendBedrag");
    }
}

#[test]
fn tr358_the_total_is_debits_minus_credits() {
    for proef in beide(323) {
        let totaal = |proef: &Proef, centen: &str, kant: &str| {
            let proef = proef.clone().zet("Declaratie/TotaalIngediendBedrag/TotaalBedrag", centen);
            proef.zet("Declaratie/TotaalIngediendBedrag/DebetCredit", kant)
        };
        totaal(&proef, "60000", "D").voldoet();
        for (centen, kant) in [("60001", "D"), ("59999", "D"), ("60000", "C")] {
            totaal(&proef, centen, kant).breekt("TR358", "Declaratie/TotaalIngediendBedrag");
        }
        let credit = in_prestatie(&proef, "IngediendBedrag/DebetCredit", "C");
        let credit = in_prestatie(&credit, "ProductReferentie/VorigReferentieNummer", "R0");
        totaal(&credit, "60000", "C").voldoet();
        totaal(&credit, "60000", "D").breekt("TR358", "Declaratie/TotaalIngediendBedrag");
        let tekst = met_tweede(&proef, 500, "D")
            .zet("Declaratie/TotaalIngediendBedrag/TotaalBedrag", "1")
            .breekt("TR358", &format!("{DECLARATIE}/TotaalIngediendBedrag"));
        assert!(tekst.contains("€ 0,01") && tekst.contains("€ 605,00"), "{tekst}");
    }
}

#[test]
fn cd060_only_a_credit_names_an_earlier_line() {
    for (soort, prestatie, pad) in [(323, PRESTATIE, P1), (325, ANTWOORD, A1)] {
        for proef in beide(soort) {
            let vorige = format!("{prestatie}/ProductReferentie/VorigReferentieNummer");
            let kant = format!("{prestatie}/IngediendBedrag/DebetCredit");
            proef
                .clone()
                .zet(&vorige, "R0")
                .breekt("CD060", &format!("{pad}/ProductReferentie/VorigReferentieNummer"));
            let credit = if soort == 323 {
                proef.zet("Declaratie/TotaalIngediendBedrag/DebetCredit", "C")
            } else {
                proef.zet("DeclaratieAntwoord/TotaalToegekendBedrag/TotaalBedrag", "140000")
            };
            let credit = credit.zet(&kant, "C");
            credit.clone().zet(&vorige, "R0").voldoet();
            credit.breekt("CD060", &format!("{pad}/ProductReferentie"));
        }
    }
}

#[test]
fn cd087_every_unit_but_euros_has_a_rate() {
    for proef in beide(323) {
        for eenheid in ["01", "04", "14", "16", "82", "84"] {
            let proef = in_prestatie(&proef, "Eenheid", eenheid);
            proef.voldoet();
            let tekst = proef.weg(&format!("{PRESTATIE}/ProductTarief")).breekt("CD087", P1);
            assert!(tekst.contains(eenheid), "{tekst}");
        }
        let euro = in_prestatie(&in_prestatie(&proef, "Eenheid", "83"), "GeleverdVolume", "60000");
        euro.breekt("CD087", &format!("{P1}/ProductTarief"));
        euro.weg(&format!("{PRESTATIE}/ProductTarief")).voldoet();
    }
}

#[test]
fn cs339_in_euros_volume_and_amount_are_the_same() {
    for proef in beide(323) {
        let euro = in_prestatie(&proef, "Eenheid", "83").weg(&format!("{PRESTATIE}/ProductTarief"));
        in_prestatie(&euro, "GeleverdVolume", "60000").voldoet();
        in_prestatie(&euro, "GeleverdVolume", "060000").voldoet();
        for volume in ["59999", "60001", "600"] {
            in_prestatie(&euro, "GeleverdVolume", volume)
                .breekt("CS339", &format!("{P1}/IngediendBedrag/Bedrag"));
        }
    }
}

#[test]
fn tr346_an_amount_is_volume_times_rate() {
    for proef in beide(323) {
        let som = |eenheid: &str, volume: &str, tarief: &str, centen: &str| {
            let proef = in_prestatie(&proef, "Eenheid", eenheid);
            let proef = in_prestatie(&proef, "GeleverdVolume", volume);
            let proef = in_prestatie(&proef, "ProductTarief", tarief);
            in_prestatie(&proef, "IngediendBedrag/Bedrag", centen)
                .zet("Declaratie/TotaalIngediendBedrag/TotaalBedrag", centen)
        };
        let bedrag = format!("{P1}/IngediendBedrag/Bedrag");
        for eenheid in ["04", "14", "16", "82", "84"] {
            som(eenheid, "16", "1500", "24000").voldoet();
            som(eenheid, "16", "1500", "24001").breekt("TR346", &bedrag);
            som(eenheid, "16", "1500", "23999").breekt("TR346", &bedrag);
        }
        // 95 minutes at 50.50 euros an hour (IV081), and at 84 eurocents a minute.
        som("01", "95", "84", "7996").voldoet();
        som("01", "95", "84", "7980").voldoet();
        som("01", "95", "84", "8100").breekt("TR346", &bedrag);
        let controle = som("04", "16", "1500", "24001").controle();
        assert_eq!(controle.bevindingen[0].retourcode.as_deref(), Some("9346"));
    }
}

#[test]
fn tr416_a_product_is_claimed_once_per_period_and_allocation() {
    for proef in beide(323) {
        let tweede = |onder: &str, waarde: &str| {
            met_tweede(&proef, 500, "D")
                .zet(&format!("{PRESTATIE}[2]/ProductCode"), proef_code(&proef))
                .zet(&format!("{PRESTATIE}[2]/{onder}"), waarde)
        };
        tweede("ProductReferentie/ReferentieNummer", "R2").breekt("TR416", P2);
        tweede("ToewijzingNummer", "0010071").breekt("TR416", P2);
        for (onder, waarde) in [
            ("ToewijzingNummer", "10072"),
            ("ProductCode", "45A05"),
            ("ProductPeriode/Begindatum", "2026-01-02"),
            ("ProductPeriode/Einddatum", "2026-01-30"),
        ] {
            tweede(onder, waarde).voldoet();
        }
        // At another client it is the number of the allocation that is wrong: that is for the rules over messages.
        proef
            .clone()
            .kopie("Declaratie/Clienten/Client")
            .zet("Declaratie/Clienten/Client[2]/Bsn", "999900018")
            .zet(
                "Declaratie/Clienten/Client[2]/Prestaties/Prestatie/ProductReferentie/ReferentieNummer",
                "R2",
            )
            .zet("Declaratie/TotaalIngediendBedrag/TotaalBedrag", "120000")
            .voldoet();
        // A credit of an earlier claim goes together with a new debit.
        met_tweede(&proef, 500, "C")
            .zet(&format!("{PRESTATIE}[2]/ProductCode"), proef_code(&proef))
            .zet(&format!("{PRESTATIE}[2]/ProductReferentie/VorigReferentieNummer"), "OUD1")
            .voldoet();
    }
}

fn proef_code(proef: &Proef) -> &'static str {
    if proef.xml().contains("45A04") { "45A04" } else { "02A04" }
}
