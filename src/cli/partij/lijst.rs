//! `partij importeren` and `partij exporteren`: parties, wijkteams with where they are, and locations, as one list in a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::{Database, open};
use crate::bericht::Gemeentecode;
use crate::cli::csvlijst::{Fouten, Rij, lees_bestand, met_rijen, rijen, schrijf};
use crate::cli::fout::CliFout;
use crate::partij::{Contact, Gebied, Partij, PartijFout, PartijSoort};
use crate::store::{Partijgegevens, WijkteamRij};

#[derive(Debug, Args)]
pub(in crate::cli) struct Importeren {
    /// CSV-bestand in UTF-8 met de kolommen soort;code;naam en, waar u ze hebt,
    /// gemeente;adres;postcode;plaats;telefoon;email;website;wijken;postcodes
    #[arg(value_name = "BESTAND")]
    bestand: PathBuf,
    #[command(flatten)]
    database: Database,
}

const VAST: [&str; 3] = ["soort", "code", "naam"];
const OOK: [&str; 9] =
    ["gemeente", "adres", "postcode", "plaats", "telefoon", "email", "website", "wijken", "postcodes"];

/// `partij importeren`.
pub(super) async fn importeer(opties: Importeren) -> Result<(), CliFout> {
    let gelezen = met_rijen(&opties.bestand, lees_bestand(&opties.bestand, lees)?, false)?;
    open(&opties.database).await?.leg_partijen_vast(&gelezen).await?;
    let wijkteams = gelezen.iter().filter(|een| een.wijkteam.is_some()).count();
    writeln!(
        io::stdout(),
        "Ingelezen: {} partijen, waarvan {wijkteams} wijkteams. Partijen die niet in het bestand staan, zijn gebleven zoals ze waren.",
        gelezen.len()
    )?;
    Ok(())
}

/// `partij exporteren`.
pub(super) async fn exporteer(database: Database) -> Result<(), CliFout> {
    let store = open(&database).await?;
    let mut teams: BTreeMap<String, WijkteamRij> =
        store.wijkteams().await?.into_iter().map(|team| (team.partij.code.clone(), team)).collect();
    let [soort, code, naam] = VAST;
    let [gemeente, adres, postcode, plaats, telefoon, email, website, wijken, postcodes] = OOK;
    let kop =
        [soort, code, naam, gemeente, adres, postcode, plaats, telefoon, email, website, wijken, postcodes];
    let partijen = store.partijen().await?;
    schrijf(
        io::stdout(),
        kop,
        partijen.into_iter().map(|partij| als_rij(teams.remove(&partij.code), partij)),
    )?;
    Ok(())
}

fn als_rij(team: Option<WijkteamRij>, partij: Partij) -> [String; 12] {
    let (contact, gebied) = team.map_or((None, BTreeSet::new()), |team| (team.contact, team.werkgebied));
    let deel = |soort: &str| {
        let codes: Vec<&str> = gebied.iter().filter(|deel| deel.soort() == soort).map(Gebied::code).collect();
        codes.join(" ")
    };
    let (wijken, postcodes) = (deel("wijk"), deel("postcode"));
    let veld =
        |kies: fn(&Contact) -> Option<&str>| contact.as_ref().and_then(kies).unwrap_or_default().to_owned();
    [
        partij.soort.sleutel().to_owned(),
        partij.code,
        partij.naam,
        partij.gemeente.map(|code| code.as_str().to_owned()).unwrap_or_default(),
        veld(|contact| Some(&contact.adres)),
        veld(|contact| Some(&contact.postcode)),
        veld(|contact| Some(&contact.plaats)),
        veld(|contact| contact.telefoon.as_deref()),
        veld(|contact| contact.email.as_deref()),
        veld(|contact| contact.website.as_deref()),
        wijken,
        postcodes,
    ]
}

/// Reads a list: each party once.
fn lees(tekst: &str) -> Result<Vec<Partijgegevens>, Fouten> {
    let mut fouten = Fouten::default();
    let mut gelezen: Vec<Partijgegevens> = Vec::new();
    let mut eerder: BTreeMap<String, u64> = BTreeMap::new();
    for rij in rijen(tekst, &VAST, &OOK, &mut fouten) {
        match gegevens(&rij) {
            Err(tekst) => fouten.voeg_toe(rij.regel, tekst),
            Ok(een) => {
                if let Some(al) = eerder.insert(een.partij.code.clone(), rij.regel) {
                    fouten.voeg_toe(
                        rij.regel,
                        format!("de code {} staat ook al op regel {al}", een.partij.code),
                    );
                }
                gelezen.push(een);
            }
        }
    }
    fouten.anders(gelezen)
}

fn gegevens(rij: &Rij<'_>) -> Result<Partijgegevens, String> {
    let fout = |fout: PartijFout| fout.to_string().trim_end_matches('.').to_owned();
    let soort = PartijSoort::van_sleutel(&rij.gevuld("soort")?.to_lowercase()).ok_or_else(|| {
        let soorten = PartijSoort::ALLE.map(PartijSoort::sleutel).join(", ");
        format!("‘{}’ is geen soort partij. Kies uit {soorten}", rij.veld("soort"))
    })?;
    let veld = |kolom| rij.als_er(kolom).filter(|tekst| !tekst.is_empty());
    let gemeente = veld("gemeente")
        .map(Gemeentecode::lees)
        .transpose()
        .map_err(|_| format!("‘{}’ is geen gemeentecode. Die heeft vier cijfers", rij.veld("gemeente")))?;
    let partij = Partij::nieuw(soort, rij.gevuld("code")?, rij.gevuld("naam")?, gemeente).map_err(fout)?;
    let heeft_meer = OOK.into_iter().skip(1).find(|kolom| veld(kolom).is_some());
    if soort != PartijSoort::Wijkteam {
        return match heeft_meer {
            Some(kolom) => Err(format!("{kolom} hoort alleen bij een wijkteam: maak het veld leeg")),
            None => Ok(Partijgegevens { partij, wijkteam: None }),
        };
    }
    let adres = ["adres", "postcode", "plaats"].map(|kolom| veld(kolom).unwrap_or_default());
    let contact_gevuld = ["adres", "postcode", "plaats", "telefoon", "email", "website"];
    let contact = contact_gevuld
        .into_iter()
        .any(|kolom| veld(kolom).is_some())
        .then(|| Contact::nieuw(adres, veld("telefoon"), veld("email"), veld("website")).map_err(fout));
    let mut werkgebied = BTreeSet::new();
    let delen = |kolom| veld(kolom).unwrap_or_default().split([' ', ',']).filter(|deel| !deel.is_empty());
    werkgebied.extend(delen("wijken").map(|code| Gebied::Wijk(code.to_owned())));
    for postcode in delen("postcodes") {
        let gebied = Gebied::postcode(postcode);
        werkgebied.insert(gebied.map_err(|_| {
            format!("‘{postcode}’ is geen postcode. Schrijf 1502 of 1502AB, met spaties tussen de postcodes")
        })?);
    }
    Ok(Partijgegevens { partij, wijkteam: Some((contact.transpose()?, werkgebied)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_lijst_houdt_partijen_en_wijkteams_met_hun_werkgebied() {
        let tekst = "soort;code;naam;gemeente;adres;postcode;plaats;telefoon;wijken;postcodes\n\
                     gemeente;0479;Zaanstad;;;;;;;\n\
                     Wijkteam;noord;Wijkteam Noord;0479;Kerkstraat 1;1502 ab;Zaandam;14 075;W1 W2;1506,1507AB\n";
        let gelezen = lees(tekst).unwrap();
        assert_eq!(gelezen.len(), 2);
        assert_eq!(gelezen[0].wijkteam, None);
        let (contact, gebied) = gelezen[1].wijkteam.as_ref().unwrap();
        assert_eq!(contact.as_ref().unwrap().postcode, "1502AB");
        let gebied: Vec<_> = gebied.iter().map(|deel| (deel.soort(), deel.code())).collect();
        assert_eq!(gebied, [("wijk", "W1"), ("wijk", "W2"), ("postcode", "1506"), ("postcode", "1507AB")]);
    }

    #[test]
    fn elke_fout_staat_bij_zijn_regel() {
        let tekst = "soort;code;naam;gemeente;adres;postcodes\n\
                     dorp;0479;Zaanstad;;;\n\
                     gemeente;479;Zaanstad;;;\n\
                     wijkteam;noord;Noord;;;\n\
                     wijkteam;zuid;Zuid;0479;;15\n\
                     wijkteam;oost;Oost;0479;Kerkstraat 1;\n\
                     gemeente;0439;Purmerend;;Plein 1;\n\
                     wijkteam;west;West;0479;;\n\
                     wijkteam;west;West;0479;;\n";
        let woorden = lees(tekst).unwrap_err().in_woorden_voor_test();
        for deel in [
            "regel 2: ‘dorp’ is geen soort partij. Kies uit gemeente, wijkteam",
            "regel 3: ‘479’ is geen code van een gemeente",
            "regel 4: een wijkteam hoort bij een gemeente",
            "regel 5: ‘15’ is geen postcode",
            "regel 6: schrijf de postcode van het bezoekadres",
            "regel 7: adres hoort alleen bij een wijkteam",
            "regel 9: de code west staat ook al op regel 8",
        ] {
            assert!(woorden.contains(deel), "{deel}\n{woorden}");
        }
    }
}
