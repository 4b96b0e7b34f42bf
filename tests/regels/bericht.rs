//! Rules about the message as a whole, each at its boundary.

use crate::proef::{DAG, Proef, beide};
use berichtenpoort::bericht::Standaard;
use berichtenpoort::regels::{Lijsten, Oordeel};

const ALLE: [u16; 8] = [301, 305, 307, 315, 317, 319, 323, 325];

#[test]
fn tr101_every_klasse_with_a_key_stands_once() {
    for (soort, klasse, pad, andere) in [
        (305, "Client/StartProducten/StartProduct", "[2]", ("Begindatum", "2026-01-16")),
        (307, "Client/StopProducten/StopProduct", "[2]", ("Einddatum", "2026-01-30")),
        (307, "Client/StopProducten/StopProduct", "[2]", ("RedenBeeindiging", "20")),
        (
            317,
            "Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct",
            "[2]/ToewijzingNummer",
            ("ToewijzingNummer", "10069"),
        ),
        (
            317,
            "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct",
            "[2]/ToewijzingNummer",
            ("ToewijzingNummer", "10072"),
        ),
    ] {
        for proef in beide(soort) {
            let dubbel = proef.kopie(klasse);
            dubbel.breekt("TR101", &format!("{klasse}{pad}"));
            dubbel.zet(&format!("{klasse}[2]/{}", andere.0), andere.1).voldoet();
        }
    }
}

#[test]
fn tr101_in_a_start_what_is_not_in_the_key_makes_no_difference() {
    for proef in beide(305) {
        let klasse = "Client/StartProducten/StartProduct";
        let dubbel = proef.kopie(klasse);
        for (onder, waarde) in [("ToewijzingIngangsdatum", "2026-01-02"), ("StatusAanlevering", "3")] {
            dubbel
                .clone()
                .zet(&format!("{klasse}[2]/{onder}"), waarde)
                .breekt("TR101", &format!("{klasse}[2]"));
        }
        // Working by task: without an allocation the product and the first day are the key.
        let taak = dubbel.weg(&format!("{klasse}/ToewijzingNummer"));
        taak.voldoet();
        taak.weg(&format!("{klasse}[2]/ToewijzingNummer")).breekt("TR101", &format!("{klasse}[2]"));
    }
}

#[test]
fn tr101_numbers_are_compared_by_value_in_a_301() {
    for proef in beide(301) {
        let klasse = "Client/ToegewezenProducten/ToegewezenProduct";
        let twee = proef
            .kopie(klasse)
            .zet(&format!("{klasse}[2]/Ingangsdatum"), "2027-01-01")
            .zet(&format!("{klasse}[2]/Einddatum"), "2027-12-31");
        twee.clone()
            .zet(&format!("{klasse}[2]/ToewijzingNummer"), "00010071")
            .breekt("TR101", &format!("{klasse}[2]/ToewijzingNummer"));
        twee.zet(&format!("{klasse}[2]/ToewijzingNummer"), "10072").voldoet();
    }
}

#[test]
fn tr101_an_address_of_a_kind_and_a_relatie_stand_once_at_a_client() {
    for proef in beide(301) {
        let contact = "Client/Contactgegevens/Contact";
        let dubbel = proef.clone().kopie(contact);
        dubbel.breekt("TR101", &format!("{contact}[2]/Soort"));
        dubbel.zet(&format!("{contact}[2]/Soort"), "02").voldoet();
        let relatie = "Client/Relaties/Relatie";
        // That of a Relatie may be of the same kind as that of the client.
        let met_relatie = proef
            .zet(&format!("{relatie}/Nummer"), "1")
            .zet(&format!("{relatie}/Soort"), "03")
            .zet(&format!("{relatie}/Naam/Geslachtsnaam/Achternaam"), "Molenaar")
            .zet(&format!("{relatie}/Naam/NaamGebruik"), "1")
            .zet(&format!("{relatie}/Contact/Soort"), "01")
            .zet(&format!("{relatie}/Contact/Adres/Huis/Huisnummer"), "12")
            .zet(&format!("{relatie}/Contact/Adres/Postcode"), "1500AA")
            .zet(&format!("{relatie}/Contact/Adres/LandCode"), "NL");
        met_relatie.voldoet();
        let twee = met_relatie.kopie(relatie);
        twee.breekt("TR101", &format!("{relatie}[2]/Nummer"));
        twee.zet(&format!("{relatie}[2]/Nummer"), "2").voldoet();
    }
}

#[test]
fn tr101_a_client_and_a_reference_stand_once_in_a_declaration_and_its_answer() {
    for (soort, clienten) in [(323, "Declaratie/Clienten"), (325, "DeclaratieAntwoord/Clienten")] {
        for proef in beide(soort) {
            let totaal = if soort == 323 {
                proef.clone().zet("Declaratie/TotaalIngediendBedrag/TotaalBedrag", "120000")
            } else {
                proef.clone().zet("DeclaratieAntwoord/TotaalIngediendBedrag/TotaalBedrag", "140000")
            };
            let client = format!("{clienten}/Client");
            let twee = totaal
                .clone()
                .kopie(&client)
                .zet(&format!("{client}[2]/Prestaties/Prestatie/ToewijzingNummer"), "10072");
            twee.breekt("TR101", &format!("{client}[2]/Bsn"));
            // The same reference at another client is for TR314.
            twee.zet(&format!("{client}[2]/Bsn"), "999900018").voldoet();

            let prestatie = format!("{client}/Prestaties/Prestatie");
            let twee = totaal.kopie(&prestatie).zet(&format!("{prestatie}[2]/ToewijzingNummer"), "10072");
            twee.breekt(
                "TR101",
                &format!("{client}[1]/Prestaties/Prestatie[2]/ProductReferentie/ReferentieNummer"),
            );
            twee.zet(&format!("{prestatie}[2]/ProductReferentie/ReferentieNummer"), "R2").voldoet();
        }
    }
}

#[test]
fn tr101_a_new_product_is_asked_for_once_per_first_day() {
    for proef in beide(317) {
        let klasse = "Client/Verzoek/NieuweProducten/NieuwProduct";
        let dubbel = proef.kopie(klasse);
        let regels: Vec<String> =
            dubbel.controle().bevindingen.iter().filter_map(|bevinding| bevinding.regel.clone()).collect();
        assert!(regels.contains(&"TR101".to_owned()), "{regels:?}");
        dubbel.zet(&format!("{klasse}[2]/Product/Code"), "45A99").voldoet();
    }
}

#[test]
fn tr135_a_message_is_not_made_in_the_future() {
    for soort in ALLE {
        for proef in beide(soort) {
            let op = |dag: &str| proef.clone().zet("Header/BerichtIdentificatie/Dagtekening", dag);
            op(DAG).voldoet();
            let controle = op("2026-02-04").controle();
            assert_eq!(controle.oordeel, Oordeel::Regels);
            op("2026-02-04").breekt("TR135", "Header/BerichtIdentificatie/Dagtekening");
            assert_eq!(controle.bevindingen[0].retourcode.as_deref(), Some("8848"));
        }
    }
    for proef in beide(325) {
        let dagtekening = "Header/DeclaratieIdentificatie/Dagtekening";
        proef.clone().zet(dagtekening, DAG).voldoet();
        proef.zet(dagtekening, "2026-02-04").breekt("TR135", dagtekening);
    }
}

#[test]
fn tr378_the_gemeente_exists() {
    for soort in ALLE {
        for proef in beide(soort) {
            let onder = if [301, 319, 325].contains(&soort) { "Header/Afzender" } else { "Header/Ontvanger" };
            proef.clone().zet(onder, "0363").voldoet();
            proef.zet(onder, "9999").breekt("TR378", onder);
        }
    }
    let antwoord = Proef::ijw(319).zet("Antwoord/RedenAfwijzingVerzoek", "8");
    antwoord.clone().zet("Antwoord/Woonplaatsbeginsel/Gemeente", "0363").voldoet();
    antwoord
        .zet("Antwoord/Woonplaatsbeginsel/Gemeente", "9999")
        .breekt("TR378", "Antwoord/Woonplaatsbeginsel/Gemeente");
}

#[test]
fn tr378_a_gemeente_that_merged_may_stand_in_a_message_about_older_care() {
    // Weesp became part of Amsterdam in 2022.
    for (soort, ingangsdatum) in [
        (301, "Client/ToegewezenProducten/ToegewezenProduct/Ingangsdatum"),
        (305, "Client/StartProducten/StartProduct/ToewijzingIngangsdatum"),
        (315, "Client/AangevraagdeProducten/AangevraagdProduct/ToewijzingIngangsdatum"),
    ] {
        for proef in beide(soort) {
            let onder = if soort == 301 { "Header/Afzender" } else { "Header/Ontvanger" };
            let weesp = proef.zet(onder, "0457");
            weesp.clone().zet(ingangsdatum, "2025-12-31").voldoet();
            weesp.zet(ingangsdatum, "2026-01-01").breekt("TR378", onder);
        }
    }
}

#[test]
fn tr381_a_product_code_stands_with_its_category_in_the_list_that_is_given() {
    let lijst = || {
        let ijw = [("45".to_owned(), "45A04".to_owned()), ("45".to_owned(), "45A05".to_owned())];
        let iwmo = [("02".to_owned(), "02A04".to_owned())];
        Lijsten::nieuw().met_producten(Standaard::Ijw, ijw).met_producten(Standaard::Iwmo, iwmo)
    };
    for (soort, code) in [
        (301, "Client/ToegewezenProducten/ToegewezenProduct[1]/Product/Code"),
        (305, "Client/StartProducten/StartProduct[1]/Product/Code"),
        (307, "Client/StopProducten/StopProduct[1]/Product/Code"),
        (315, "Client/AangevraagdeProducten/AangevraagdProduct[1]/Product/Code"),
        (317, "Client/Verzoek/NieuweProducten/NieuwProduct[1]/Product/Code"),
        (323, "Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductCode"),
    ] {
        for proef in beide(soort) {
            proef.clone().met_lijsten(lijst()).voldoet();
            let onbekend = proef.zet(code, "45A06");
            onbekend.voldoet();
            onbekend.met_lijsten(lijst()).breekt("TR381", code);
        }
    }
}
