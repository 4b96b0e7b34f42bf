//! The rules about who the care is for, who is related to them, and where they can be reached: each at its boundary.

use crate::proef::{Proef, beide};

const RELATIE: &str = "Client/Relaties/Relatie";
const CONTACT: &str = "Client/Contactgegevens/Contact";

/// Elements that say who somebody is, or where. A rule never gets to see a house number.
const PERSOONLIJK: [&str; 5] = ["Bsn", "Achternaam", "Datum", "Postcode", "Telefoonnummer"];

/// It breaks exactly this rule, there, and what it says holds nothing personal that is in the message.
#[track_caller]
fn breekt(proef: &Proef, regel: &str, pad: &str) {
    let tekst = proef.breekt(regel, pad);
    for bladtekst in proef.xml().lines().filter_map(|lijn| lijn.split_once('>')) {
        let naam = bladtekst.0.rsplit([':', '<']).next().unwrap();
        let waarde = bladtekst.1.split('<').next().unwrap();
        // What stands for an unknown day of birth says nothing about anybody.
        if PERSOONLIJK.contains(&naam) && waarde != "1900-01-01" {
            assert!(!tekst.contains(waarde), "{naam}: {tekst}");
        }
    }
}

/// A 301 with somebody who is related to the client.
fn met_relatie(proef: Proef) -> Proef {
    proef
        .zet("Client/Relaties/Relatie/Nummer", "1")
        .zet("Client/Relaties/Relatie/Soort", "03")
        .zet("Client/Relaties/Relatie/Geslacht", "2")
        .zet("Client/Relaties/Relatie/Naam/Geslachtsnaam/Achternaam", "Bakker")
        .zet("Client/Relaties/Relatie/Naam/NaamGebruik", "1")
        .zet("Client/Relaties/Relatie/Contact/Soort", "02")
        .zet("Client/Relaties/Relatie/Contact/Telefoon/Telefoon01/Telefoonnummer", "0612345678")
        .zet("Client/Relaties/Relatie/Contact/Telefoon/Telefoon01/Landnummer", "0031")
}

/// A 301 whose client has a second contact, a temporary one that can be called.
fn met_tweede_contact(proef: Proef) -> Proef {
    met_telefoon(
        proef.kopie(CONTACT).zet(&format!("{CONTACT}[2]/Soort"), "04").weg(&format!("{CONTACT}[2]/Adres")),
        &format!("{CONTACT}[2]"),
    )
}

fn met_telefoon(proef: Proef, contact: &str) -> Proef {
    proef
        .zet(&format!("{contact}/Telefoon/Telefoon01/Telefoonnummer"), "0612345678")
        .zet(&format!("{contact}/Telefoon/Telefoon01/Landnummer"), "0031")
}

fn met_partnernaam(proef: Proef, van: &str) -> Proef {
    proef.zet(&format!("{van}/Naam/Partnernaam/Achternaam"), "Dijkstra")
}

#[test]
fn the_messages_with_a_relatie_or_a_second_contact_are_good_themselves() {
    for proef in beide(301) {
        met_relatie(proef.clone()).voldoet();
        met_tweede_contact(proef).voldoet();
    }
}

#[test]
fn cs002_one_wrong_digit_is_found_in_every_message_with_a_client() {
    for (soort, client) in [
        (301, "Client"),
        (305, "Client"),
        (307, "Client"),
        (315, "Client"),
        (317, "Client"),
        (323, "Declaratie/Clienten/Client"),
        (325, "DeclaratieAntwoord/Clienten/Client"),
    ] {
        for proef in beide(soort) {
            let bsn = format!("{client}/Bsn");
            let index = if client.contains('/') { "[1]" } else { "" };
            proef.clone().zet(&bsn, "999900018").voldoet();
            for fout in ["999900007", "999900019", "000000000"] {
                breekt(&proef.clone().zet(&bsn, fout), "CS002", &format!("{client}{index}/Bsn"));
            }
        }
    }
}

#[test]
fn cs050_with_a_partnernaam_the_use_is_1_to_4() {
    for proef in beide(301) {
        let proef = met_relatie(proef);
        for (van, pad) in [
            ("Client", "Client/Naam/NaamGebruik".to_owned()),
            (RELATIE, format!("{RELATIE}[1]/Naam/NaamGebruik")),
        ] {
            let naamgebruik = format!("{van}/Naam/NaamGebruik");
            let met = met_partnernaam(proef.clone(), van);
            for goed in ["1", "2", "3", "4"] {
                met.clone().zet(&naamgebruik, goed).voldoet();
            }
            breekt(&met.zet(&naamgebruik, "5"), "CS050", &pad);
        }
    }
}

#[test]
fn cs050_with_a_partnernaam_a_relatie_is_no_organisation() {
    for proef in beide(301) {
        let proef = met_partnernaam(met_relatie(proef), RELATIE);
        let fout = proef.zet(&format!("{RELATIE}/Naam/NaamGebruik"), "6");
        breekt(&fout, "CS050", &format!("{RELATIE}[1]/Naam/NaamGebruik"));
    }
}

#[test]
fn cs050_without_a_partnernaam_only_the_own_name_can_be_used() {
    for proef in beide(301) {
        let proef = met_relatie(proef);
        for fout in ["2", "3", "4", "5"] {
            breekt(&proef.clone().zet("Client/Naam/NaamGebruik", fout), "CS050", "Client/Naam/NaamGebruik");
            let relatie = proef.clone().zet(&format!("{RELATIE}/Naam/NaamGebruik"), fout);
            breekt(&relatie, "CS050", &format!("{RELATIE}[1]/Naam/NaamGebruik"));
        }
    }
}

#[test]
fn cs050_without_a_partnernaam_a_relatie_may_be_an_organisation_under_ijw_only() {
    let naamgebruik = format!("{RELATIE}/Naam/NaamGebruik");
    met_relatie(Proef::ijw(301)).zet(&naamgebruik, "6").voldoet();
    let iwmo = met_relatie(Proef::iwmo(301)).zet(&naamgebruik, "6");
    breekt(&iwmo, "CS050", &format!("{RELATIE}[1]/Naam/NaamGebruik"));
}

#[test]
fn cs318_a_client_is_no_organisation_under_ijw() {
    let naamgebruik = "Client/Naam/NaamGebruik";
    breekt(&Proef::ijw(301).zet(naamgebruik, "6"), "CS318", naamgebruik);
    // iWmo does not have CS318, but CS050 says the same there.
    breekt(&Proef::iwmo(301).zet(naamgebruik, "6"), "CS050", naamgebruik);
}

#[test]
fn cs318_and_cs050_are_both_broken_by_an_organisation_with_a_partnernaam() {
    let naamgebruik = "Client/Naam/NaamGebruik";
    let proef = met_partnernaam(Proef::ijw(301), "Client").zet(naamgebruik, "6");
    proef.breekt_elk(&[("CS050", naamgebruik), ("CS318", naamgebruik)]);
}

/// The messages with a day of birth, with what stands before it, and how that is told.
fn geboortedatums() -> Vec<(Proef, String, String)> {
    let mut alle = Vec::new();
    for soort in [301, 305, 307, 315] {
        for proef in beide(soort) {
            alle.push((proef, "Client/Geboortedatum".to_owned(), "Client/Geboortedatum".to_owned()));
        }
    }
    for proef in beide(301) {
        alle.push((
            met_relatie(proef),
            format!("{RELATIE}/Geboortedatum"),
            format!("{RELATIE}[1]/Geboortedatum"),
        ));
    }
    alle
}

#[test]
fn cs139_what_is_not_known_of_a_day_of_birth_has_its_fixed_value() {
    for (proef, geboren, pad) in geboortedatums() {
        for (gebruik, datum, goed) in [
            ("1", "1990-11-01", true),
            ("1", "1990-11-02", false),
            ("2", "1990-01-01", true),
            ("2", "1990-01-02", false),
            ("2", "1990-02-01", false),
            ("3", "1900-01-01", true),
            ("3", "1990-01-01", false),
        ] {
            let proef = proef
                .clone()
                .zet(&format!("{geboren}/Datum"), datum)
                .zet(&format!("{geboren}/DatumGebruik"), gebruik);
            match goed {
                true => proef.voldoet(),
                false => breekt(&proef, "CS139", &format!("{pad}/DatumGebruik")),
            }
        }
    }
}

#[test]
fn tr002_120_years_to_the_day_is_allowed_and_a_day_more_is_not() {
    for (proef, geboren, pad) in geboortedatums() {
        let datum = format!("{geboren}/Datum");
        proef.clone().zet(&datum, "1906-02-03").voldoet();
        breekt(&proef.zet(&datum, "1906-02-02"), "TR002", &format!("{pad}/Datum"));
    }
}

#[test]
fn tr002_counts_from_a_29_february_too() {
    // A stop, since its dates stay before an earlier Dagtekening; it is about 2020, and 1900 was no leap year.
    let op = |proef: Proef, dagtekening: &str, geboren: &str| {
        let proef = proef
            .zet("Header/BerichtIdentificatie/Dagtekening", dagtekening)
            .zet("Client/Geboortedatum/Datum", geboren);
        ["ToewijzingIngangsdatum", "Begindatum", "Einddatum"].into_iter().fold(proef, |proef, datum| {
            proef.zet(&format!("Client/StopProducten/StopProduct/{datum}"), "2016-01-04")
        })
    };
    for proef in beide(307) {
        op(proef.clone(), "2020-02-29", "1900-03-01").voldoet();
        breekt(&op(proef.clone(), "2020-02-29", "1900-02-28"), "TR002", "Client/Geboortedatum/Datum");
        op(proef.clone(), "2020-02-28", "1900-02-28").voldoet();
        op(proef.clone(), "2016-02-29", "1896-02-29").voldoet();
        breekt(&op(proef, "2016-03-01", "1896-02-29"), "TR002", "Client/Geboortedatum/Datum");
    }
}

#[test]
fn tr002_leaves_only_a_day_of_birth_alone_that_is_not_known_at_all() {
    for (proef, geboren, pad) in geboortedatums() {
        let proef = proef.zet(&format!("{geboren}/Datum"), "1900-01-01");
        let gebruik = format!("{geboren}/DatumGebruik");
        breekt(&proef, "TR002", &format!("{pad}/Datum"));
        breekt(&proef.clone().zet(&gebruik, "2"), "TR002", &format!("{pad}/Datum"));
        proef.clone().zet(&gebruik, "3").voldoet();
        let bijna = proef.zet(&gebruik, "3").zet(&format!("{geboren}/Datum"), "1900-01-02");
        bijna.breekt_elk(&[("TR002", &format!("{pad}/Datum")), ("CS139", &format!("{pad}/DatumGebruik"))]);
    }
}

#[test]
fn cd007_an_interpreter_for_a_language_needs_the_language_and_no_other_does() {
    for proef in beide(301) {
        let vorm = |vorm: &str| proef.clone().zet("Client/Communicatie/Vorm", vorm);
        let taal = |proef: Proef| proef.zet("Client/Communicatie/Taal", "Tigrinya");
        taal(vorm("1")).voldoet();
        breekt(&vorm("1"), "CD007", "Client/Communicatie");
        for ander in ["2", "3"] {
            vorm(ander).voldoet();
            breekt(&taal(vorm(ander)), "CD007", "Client/Communicatie/Taal");
        }
    }
}

#[test]
fn tr061_a_client_has_more_than_a_temporary_address() {
    for proef in beide(301) {
        let soort = format!("{CONTACT}/Soort");
        for goed in ["01", "02", "03"] {
            proef.clone().zet(&soort, goed).voldoet();
        }
        let tijdelijk = proef.clone().zet(&soort, "04");
        breekt(&tijdelijk, "TR061", "Client/Contactgegevens");
        // Any of the contacts will do, but not one of a Relatie.
        met_tweede_contact(tijdelijk.clone()).zet(&format!("{CONTACT}[2]/Soort"), "02").voldoet();
        breekt(&met_relatie(tijdelijk), "TR061", "Client/Contactgegevens");
    }
}

#[test]
fn tr061_a_contact_without_an_adres_counts_too() {
    for proef in beide(301) {
        let proef = met_telefoon(proef.zet(&format!("{CONTACT}/Soort"), "02"), CONTACT);
        proef.weg(&format!("{CONTACT}/Adres")).voldoet();
    }
}

#[test]
fn tr006_a_contact_has_a_telephone_number_or_a_house_number_and_a_postcode() {
    for proef in beide(301) {
        // An address for letters abroad, of which nothing has to be given by other rules.
        let proef =
            proef.zet(&format!("{CONTACT}/Soort"), "02").zet(&format!("{CONTACT}/Adres/LandCode"), "BE");
        proef.voldoet();
        let zonder = |delen: &[&str]| {
            delen.iter().fold(proef.clone(), |proef, deel| proef.weg(&format!("{CONTACT}/{deel}")))
        };
        for delen in [&["Adres/Huis"][..], &["Adres/Postcode", "Adres/LandCode"], &["Adres"]] {
            breekt(&zonder(delen), "TR006", &format!("{CONTACT}[1]"));
            met_telefoon(zonder(delen), CONTACT).voldoet();
        }
    }
}

#[test]
fn tr006_holds_for_a_relatie_too() {
    for proef in beide(301) {
        let proef = met_relatie(proef);
        let contact = format!("{RELATIE}/Contact");
        let zonder = proef.weg(&format!("{contact}/Telefoon"));
        breekt(&zonder, "TR006", &format!("{RELATIE}[1]/Contact"));
        let zonder = zonder.zet(&format!("{contact}/Emailadres"), "iemand@voorbeeld.nl");
        breekt(&zonder, "TR006", &format!("{RELATIE}[1]/Contact"));
        let huis = zonder.zet(&format!("{contact}/Adres/Huis/Huisnummer"), "4711");
        breekt(&huis, "TR006", &format!("{RELATIE}[1]/Contact"));
        huis.zet(&format!("{contact}/Adres/Postcode"), "1500AB")
            .zet(&format!("{contact}/Adres/LandCode"), "NL")
            .voldoet();
    }
}

#[test]
fn cd005_a_postcode_and_a_landcode_come_together_or_not_at_all() {
    for proef in beide(301) {
        breekt(
            &proef.clone().weg(&format!("{CONTACT}/Adres/LandCode")),
            "CD005",
            &format!("{CONTACT}[1]/Adres"),
        );
        // Of an address for letters the postcode may be left out.
        let brieven = met_telefoon(proef.zet(&format!("{CONTACT}/Soort"), "02"), CONTACT);
        let zonder_postcode = brieven.weg(&format!("{CONTACT}/Adres/Postcode"));
        breekt(&zonder_postcode, "CD005", &format!("{CONTACT}[1]/Adres/LandCode"));
        zonder_postcode.weg(&format!("{CONTACT}/Adres/LandCode")).voldoet();
    }
}

#[test]
fn cd005_holds_for_a_relatie_too() {
    for proef in beide(301) {
        let adres = format!("{RELATIE}/Contact/Adres");
        let proef = met_relatie(proef).zet(&format!("{adres}/Postcode"), "1500AB");
        breekt(&proef, "CD005", &format!("{RELATIE}[1]/Contact/Adres"));
        proef.zet(&format!("{adres}/LandCode"), "DE").voldoet();
    }
}

#[test]
fn cd009_only_a_temporary_address_has_a_period() {
    for proef in beide(301) {
        let proef = met_tweede_contact(proef).zet(&format!("{CONTACT}[2]/Periode/Begindatum"), "2026-02-01");
        proef.voldoet();
        breekt(
            &proef.clone().zet(&format!("{CONTACT}[2]/Soort"), "02"),
            "CD009",
            &format!("{CONTACT}[2]/Periode"),
        );
        for soort in ["01", "03"] {
            // A contact that is called has no postcode yet; these need one.
            let met_adres = proef
                .clone()
                .zet(&format!("{CONTACT}[1]/Soort"), "02")
                .zet(&format!("{CONTACT}[2]/Soort"), soort)
                .zet(&format!("{CONTACT}[2]/Adres/Postcode"), "1500AB")
                .zet(&format!("{CONTACT}[2]/Adres/LandCode"), "BE");
            breekt(&met_adres, "CD009", &format!("{CONTACT}[2]/Periode"));
            met_adres.weg(&format!("{CONTACT}[2]/Periode")).voldoet();
        }
    }
}

#[test]
fn cd009_holds_for_a_relatie_too() {
    for proef in beide(301) {
        let contact = format!("{RELATIE}/Contact");
        let proef = met_relatie(proef).zet(&format!("{contact}/Periode/Einddatum"), "2026-05-01");
        breekt(&proef, "CD009", &format!("{RELATIE}[1]/Contact/Periode"));
        proef.zet(&format!("{contact}/Soort"), "04").voldoet();
    }
}

#[test]
fn cd025_an_address_in_the_netherlands_has_a_house_number() {
    for proef in beide(301) {
        let proef = met_telefoon(proef, CONTACT).weg(&format!("{CONTACT}/Adres/Huis"));
        breekt(&proef, "CD025", &format!("{CONTACT}[1]/Adres"));
        proef.clone().zet(&format!("{CONTACT}/Adres/LandCode"), "BE").voldoet();
        let relatie = met_relatie(proef.zet(&format!("{CONTACT}/Adres/LandCode"), "BE"))
            .zet(&format!("{RELATIE}/Contact/Adres/Postcode"), "1500AB")
            .zet(&format!("{RELATIE}/Contact/Adres/LandCode"), "NL");
        breekt(&relatie, "CD025", &format!("{RELATIE}[1]/Contact/Adres"));
        relatie.zet(&format!("{RELATIE}/Contact/Adres/Huis/Huisnummer"), "4711").voldoet();
    }
}

#[test]
fn cd034_where_somebody_lives_has_a_postcode() {
    for proef in beide(301) {
        let proef = met_telefoon(proef, CONTACT);
        let zonder =
            proef.weg(&format!("{CONTACT}/Adres/Postcode")).weg(&format!("{CONTACT}/Adres/LandCode"));
        for soort in ["01", "03"] {
            let fout = zonder.clone().zet(&format!("{CONTACT}/Soort"), soort);
            breekt(&fout, "CD034", &format!("{CONTACT}[1]/Adres"));
            breekt(&fout.weg(&format!("{CONTACT}/Adres")), "CD034", &format!("{CONTACT}[1]"));
        }
        zonder.clone().zet(&format!("{CONTACT}/Soort"), "02").voldoet();
        let tijdelijk = met_tweede_contact(zonder).zet(&format!("{CONTACT}[1]/Soort"), "04");
        tijdelijk.zet(&format!("{CONTACT}[2]/Soort"), "02").voldoet();
    }
}

#[test]
fn cd034_holds_for_a_relatie_too() {
    for proef in beide(301) {
        let proef = met_relatie(proef).zet(&format!("{RELATIE}/Contact/Soort"), "03");
        breekt(&proef, "CD034", &format!("{RELATIE}[1]/Contact"));
        proef
            .zet(&format!("{RELATIE}/Contact/Adres/Postcode"), "B-9000")
            .zet(&format!("{RELATIE}/Contact/Adres/LandCode"), "BE")
            .voldoet();
    }
}

#[test]
fn cd034_and_tr006_are_both_broken_by_a_home_without_anything() {
    for proef in beide(301) {
        let contact = format!("{CONTACT}[1]");
        let proef = proef.weg(&format!("{CONTACT}/Adres"));
        proef.breekt_elk(&[("TR006", &contact), ("CD034", &contact)]);
    }
}

#[test]
fn cs089_a_dutch_postcode_is_four_digits_and_two_letters() {
    for proef in beide(301) {
        let postcode = format!("{CONTACT}/Adres/Postcode");
        for goed in ["1000AA", "9999ZZ", "1500az"] {
            proef.clone().zet(&postcode, goed).voldoet();
        }
        for fout in
            ["0500AA", "1500 AA", "1500A", "1500AAA", "150AA", "15000AA", "1500A1", "1500ÄA", " 1500AA", "AA"]
        {
            breekt(&proef.clone().zet(&postcode, fout), "CS089", &format!("{CONTACT}[1]/Adres/Postcode"));
            proef.clone().zet(&postcode, fout).zet(&format!("{CONTACT}/Adres/LandCode"), "BE").voldoet();
        }
    }
}

#[test]
fn cs089_holds_for_a_relatie_too_and_says_nothing_of_a_postcode_that_is_missing() {
    for proef in beide(301) {
        let adres = format!("{RELATIE}/Contact/Adres");
        let proef = met_relatie(proef)
            .zet(&format!("{adres}/Huis/Huisnummer"), "4711")
            .zet(&format!("{adres}/LandCode"), "NL");
        breekt(&proef, "CD005", &format!("{RELATIE}[1]/Contact/Adres/LandCode"));
        let met = proef.zet(&format!("{adres}/Postcode"), "1500-AB");
        breekt(&met, "CS089", &format!("{RELATIE}[1]/Contact/Adres/Postcode"));
        met.zet(&format!("{adres}/Postcode"), "1500AB").voldoet();
    }
}
