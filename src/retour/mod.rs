//! Answers: the retourbericht (IV028, IV032) and the declaratie-antwoord (IV087, IV088).
//!
//! Which klassen of an answer carry codes, and in what order everything stands, is read from its schema. So one
//! function makes all six kinds of retourbericht, for both standards.

use chrono::NaiveDate;

use crate::bericht::{
    Bedrag, Berichttype, Header, Knoop, Periode, Prestatie, Product, Schemas, SchrijfFout, schrijf,
    xsd_versie,
};
use crate::declaratie::{Afrekening, GEEN_OPMERKING, VOLLEDIG_TOEGEWEZEN};
use crate::keten::Retourcodes;
use crate::schema::ElementDecl;

/// What makes an answer itself. With the same values the same bytes come out.
#[derive(Clone, Debug)]
pub struct Kenmerk {
    /// Identification of the answer: at most 12 characters, unique for who answers.
    pub identificatie: String,
    /// The day of the answer.
    pub dagtekening: NaiveDate,
}

/// Why an answer could not be made. Only a mistake in our own code or a foreign schema gives one.
#[derive(Debug, thiserror::Error)]
pub enum RetourFout {
    /// The type is not answered.
    #[error("op een {0} volgt geen antwoord")]
    GeenAntwoord(Berichttype),
    /// The tree does not fit the schema.
    #[error(transparent)]
    Schrijven(#[from] SchrijfFout),
}

/// Writes the retourbericht (302, 306, 308, 316, 318 or 320) to a message.
///
/// Without codes only the header, without RetourCodes: approved. With codes on the Header only the header with them.
/// Otherwise everything comes back as it was, each klasse with its codes or 0200.
///
/// # Errors
/// [`RetourFout`] where the message is not answered by a retourbericht.
pub fn retourbericht(
    schemas: &Schemas,
    header: &Header,
    lijf: &[Knoop],
    codes: &Retourcodes,
    kenmerk: &Kenmerk,
) -> Result<Vec<u8>, RetourFout> {
    let heen = header.berichttype;
    let retour = heen.antwoord().filter(|antwoord| antwoord.soort.is_retour());
    let retour = retour.ok_or(RetourFout::GeenAntwoord(heen))?;
    let op_header = codes.bij_header();
    let op_klassen = !codes.is_leeg() && op_header.is_empty();

    let mut kop = header.knoop.kinderen.clone();
    kop.retain(|kind| &*kind.naam != "BerichtCode");
    kop.push(Knoop::blad("BerichtCode", retour.berichtcode()));
    kop.push(Knoop::blad("IdentificatieRetour", &*kenmerk.identificatie));
    kop.push(Knoop::blad("DagtekeningRetour", kenmerk.dagtekening.to_string()));
    kop.push(xsd_versie("XsdVersieRetour", schemas, retour));
    if op_klassen {
        kop.push(retourcodes(&[GEEN_OPMERKING]));
    } else if !op_header.is_empty() {
        kop.push(retourcodes(&op_header));
    }

    let mut kinderen = vec![Knoop::groep("Header", kop)];
    if op_klassen {
        let wortel = schemas.wortel(retour).ok_or(SchrijfFout::GeenSchema(retour))?;
        kinderen.extend(lijf.iter().map(|knoop| met_codes(schemas, wortel, knoop, "/Bericht", codes)));
    }
    Ok(schrijf(schemas, retour, &Knoop::groep("Bericht", kinderen))?)
}

/// Repeats an element as it was, with codes in each klasse that carries them in the answer.
fn met_codes(schemas: &Schemas, ouder: &ElementDecl, knoop: &Knoop, pad: &str, codes: &Retourcodes) -> Knoop {
    let mut kopie = knoop.clone();
    let Some(soort) = schemas.kinderen(ouder).iter().find(|soort| soort.name == knoop.naam) else {
        return kopie;
    };
    let pad = knoop.plek(pad).pad.to_string();
    for kind in &mut kopie.kinderen {
        if kind.tekst.is_none() {
            *kind = met_codes(schemas, soort, kind, &pad, codes);
        }
    }
    if schemas.kinderen(soort).iter().any(|kind| &*kind.name == "RetourCodes") {
        let eigen = codes.bij(&pad);
        kopie.kinderen.push(retourcodes(if eigen.is_empty() { &[GEEN_OPMERKING] } else { &eigen }));
    }
    kopie
}

/// Writes the 325 to a 323. Without a settlement (`None`: a rule inside the message, or the Header) only the header
/// with `codes`.
///
/// # Errors
/// [`RetourFout`] where the message is not a 323.
pub fn declaratie_antwoord(
    schemas: &Schemas,
    header: &Header,
    afrekening: Option<&Afrekening<'_>>,
    codes: &Retourcodes,
    kenmerk: &Kenmerk,
) -> Result<Vec<u8>, RetourFout> {
    let heen = header.berichttype;
    let antwoord = heen.antwoord().filter(|antwoord| !antwoord.soort.is_retour());
    let antwoord = antwoord.ok_or(RetourFout::GeenAntwoord(heen))?;
    let op_header = codes.bij_header();
    let hernoemd = |van: &str, naar: &str| {
        let knoop = header.knoop.kind(van).cloned();
        knoop.map(|knoop| Knoop { naam: naar.into(), ..knoop })
    };
    let mut kop = vec![
        Knoop::blad("BerichtCode", antwoord.berichtcode()),
        Knoop::blad("Afzender", header.gemeente.as_str()),
        Knoop::blad("Ontvanger", header.aanbieder.as_str()),
        Knoop::groep(
            "BerichtIdentificatie",
            vec![
                Knoop::blad("Identificatie", &*kenmerk.identificatie),
                Knoop::blad("Dagtekening", kenmerk.dagtekening.to_string()),
            ],
        ),
        xsd_versie("XsdVersie", schemas, antwoord),
        retourcodes(if op_header.is_empty() { &[GEEN_OPMERKING] } else { &op_header }),
    ];
    kop.extend(hernoemd("BerichtVersie", "BerichtVersie"));
    kop.extend(hernoemd("BerichtSubversie", "BerichtSubversie"));
    kop.extend(hernoemd("BerichtIdentificatie", "DeclaratieIdentificatie"));
    kop.extend(hernoemd("XsdVersie", "XsdVersieDeclaratie"));

    let mut kinderen = vec![Knoop::groep("Header", kop)];
    kinderen.extend(afrekening.filter(|_| op_header.is_empty()).map(antwoord_op_declaratie));
    Ok(schrijf(schemas, antwoord, &Knoop::groep("Bericht", kinderen))?)
}

fn antwoord_op_declaratie(afrekening: &Afrekening<'_>) -> Knoop {
    let codes: &[&str] = match (afrekening.is_verwerkt(), afrekening.afgewezen.is_empty()) {
        (false, _) => &afrekening.codes,
        (true, true) => &[VOLLEDIG_TOEGEWEZEN],
        (true, false) => &[GEEN_OPMERKING],
    };
    let declaratie = afrekening.declaratie;
    let mut kinderen = vec![
        Knoop::blad("DeclaratieNummer", &*declaratie.nummer),
        bedrag("TotaalIngediendBedrag", "TotaalBedrag", declaratie.totaal),
        bedrag("TotaalToegekendBedrag", "TotaalBedrag", afrekening.toegekend.into()),
        retourcodes(codes),
    ];
    if !afrekening.afgewezen.is_empty() {
        let clienten = afrekening.afgewezen.iter().map(|afgewezen| {
            let prestaties =
                afgewezen.prestaties.iter().map(|(regel, codes)| prestatie(regel, codes)).collect();
            Knoop::groep(
                "Client",
                vec![
                    Knoop::blad("Bsn", afgewezen.client.bsn.as_str()),
                    Knoop::groep("Prestaties", prestaties),
                    retourcodes(&afgewezen.codes),
                ],
            )
        });
        kinderen.push(Knoop::groep("Clienten", clienten.collect()));
    }
    Knoop::groep("DeclaratieAntwoord", kinderen)
}

/// A refused Prestatie, equal to the one in the 323 (TR366, TR367), with its codes.
fn prestatie(prestatie: &Prestatie, codes: &[&str]) -> Knoop {
    let mut referentie = vec![Knoop::blad("ReferentieNummer", &*prestatie.referentie)];
    referentie.extend(
        prestatie.vorige_referentie.as_deref().map(|vorig| Knoop::blad("VorigReferentieNummer", vorig)),
    );
    let Product { categorie, code } = &prestatie.product;
    let Periode { begindatum, einddatum } = prestatie.periode;
    let mut kinderen = vec![
        Knoop::groep("ProductReferentie", referentie),
        Knoop::blad("ToewijzingNummer", prestatie.nummer.to_string()),
        Knoop::blad("ProductCategorie", &**categorie),
        Knoop::blad("ProductCode", code.as_deref().unwrap_or_default()),
        Knoop::groep(
            "ProductPeriode",
            vec![
                Knoop::blad("Begindatum", begindatum.to_string()),
                Knoop::blad("Einddatum", einddatum.to_string()),
            ],
        ),
        Knoop::blad("GeleverdVolume", prestatie.volume.to_string()),
        Knoop::blad("Eenheid", prestatie.eenheid.code()),
        bedrag("IngediendBedrag", "Bedrag", prestatie.bedrag),
        retourcodes(codes),
    ];
    kinderen.extend(prestatie.tarief.map(|tarief| Knoop::blad("ProductTarief", tarief.0.to_string())));
    Knoop::groep("Prestatie", kinderen)
}

fn bedrag(naam: &str, veld: &str, bedrag: Bedrag) -> Knoop {
    let kinderen = vec![
        Knoop::blad(veld, bedrag.centen.to_string()),
        Knoop::blad("DebetCredit", bedrag.debet_credit.code()),
    ];
    Knoop::groep(naam, kinderen)
}

fn retourcodes(codes: &[&str]) -> Knoop {
    Knoop::groep("RetourCodes", codes.iter().map(|code| Knoop::blad("RetourCode", *code)).collect())
}
