//! A draft as a message. The order of the elements is up to the schema.

use super::{Afhandeling, Situatie, Toegewezen};
use crate::bericht::{Berichttype, Knoop, Schemas, xsd_versie};

/// A Header from the gemeente that was asked to the aanbieder that asked. Version and subversion are those of the request.
pub(super) fn header(schemas: &Schemas, situatie: &Situatie<'_>, berichttype: Berichttype) -> Knoop {
    let verzoek = &situatie.verzoek.header;
    let mut kinderen = vec![
        Knoop::blad("BerichtCode", berichttype.berichtcode()),
        Knoop::blad("Afzender", verzoek.gemeente.as_str()),
        Knoop::blad("Ontvanger", verzoek.aanbieder.as_str()),
        Knoop::groep(
            "BerichtIdentificatie",
            vec![
                Knoop::blad("Identificatie", situatie.identificatie),
                Knoop::blad("Dagtekening", situatie.vandaag().to_string()),
            ],
        ),
        xsd_versie("XsdVersie", schemas, berichttype),
    ];
    for naam in ["BerichtVersie", "BerichtSubversie"] {
        kinderen.extend(verzoek.knoop.kind(naam).cloned());
    }
    Knoop::groep("Header", kinderen)
}

/// The Client of a 301 with what is allocated.
pub(super) fn met_producten(mut client: Knoop, producten: &[Toegewezen]) -> Knoop {
    client.kinderen.push(Knoop::groep("ToegewezenProducten", producten.iter().map(product).collect()));
    client
}

fn product(toegewezen: &Toegewezen) -> Knoop {
    let blad = |naam: &str, waarde: Option<String>| waarde.map(|waarde| Knoop::blad(naam, waarde));
    let mut kinderen = vec![
        Knoop::blad("ToewijzingNummer", toegewezen.nummer.to_string()),
        Knoop::blad("Toewijzingsdatum", toegewezen.toegewezen_op.date().to_string()),
        Knoop::blad("Toewijzingstijd", toegewezen.toegewezen_op.time().to_string()),
        Knoop::blad("Ingangsdatum", toegewezen.ingangsdatum.to_string()),
    ];
    kinderen.extend(blad("ReferentieAanbieder", toegewezen.referentie.clone()));
    kinderen.extend(blad("Einddatum", toegewezen.einddatum.map(|dag| dag.to_string())));
    kinderen.extend(blad("RedenWijziging", toegewezen.reden_wijziging.map(str::to_owned)));
    kinderen.extend(blad("Budget", toegewezen.budget.map(|budget| budget.0.to_string())));
    kinderen.extend(blad("Commentaar", toegewezen.commentaar.clone()));
    kinderen.extend(toegewezen.product.as_ref().map(|product| {
        let mut delen = vec![Knoop::blad("Categorie", product.categorie.as_str())];
        delen.extend(product.code.as_deref().map(|code| Knoop::blad("Code", code)));
        Knoop::groep("Product", delen)
    }));
    kinderen.extend(toegewezen.omvang.map(|omvang| {
        Knoop::groep(
            "Omvang",
            vec![
                Knoop::blad("Volume", omvang.volume.to_string()),
                Knoop::blad("Eenheid", omvang.eenheid.code()),
                Knoop::blad("Frequentie", omvang.frequentie.code()),
            ],
        )
    }));
    Knoop::groep("ToegewezenProduct", kinderen)
}

/// The Antwoord of a 319.
pub(super) fn antwoord(afhandeling: &Afhandeling) -> Knoop {
    let mut kinderen = vec![
        Knoop::blad("ReferentieAanbieder", &*afhandeling.referentie),
        Knoop::blad("VerzoekAntwoord", afhandeling.antwoord.code()),
    ];
    kinderen.extend(afhandeling.reden.as_deref().map(|reden| Knoop::blad("RedenAfwijzingVerzoek", reden)));
    kinderen.extend(afhandeling.gemeente.as_ref().map(|gemeente| {
        Knoop::groep("Woonplaatsbeginsel", vec![Knoop::blad("Gemeente", gemeente.as_str())])
    }));
    Knoop::groep("Antwoord", kinderen)
}
