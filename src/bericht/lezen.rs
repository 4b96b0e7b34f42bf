//! Typed reading of a whole message: its header, and what it is about.

use std::collections::BTreeSet;
use std::io::{self, BufRead};

use chrono::NaiveDate;

use super::berichttype::Soort;
use super::blok::Deel;
use super::klassen::{
    AangevraagdProduct, Antwoord, Contact, Declaratie, DeclaratieAntwoord, Gelezen, Header, Klasse,
    NieuwProduct, OngewijzigdProduct, Persoon, Prestatie, Relatie, StartProduct, StopProduct,
    TeWijzigenProduct, ToegewezenProduct, Verzoek, retourcodes,
};
use super::klassenlezer::{Klassenlezer, Ontvanger};
use super::knoop::{Knoop, Plek};
use super::schemas::Schemas;
use super::waarden::{Bsn, OngeldigeWaarde, ToewijzingNummer};

/// Why a message could not be read into types.
#[derive(Debug, thiserror::Error)]
pub enum LeesFout {
    /// The bytes could not be read.
    #[error("het bericht is niet te lezen: {0}")]
    Io(#[from] io::Error),
    /// It is not a message of the standard, or not valid against its schema: check first, then read.
    #[error("het bericht voldoet niet aan zijn schema")]
    Schema,
    /// The schema lets a value pass that has no meaning to us, such as a year of twenty digits or a burgerservicenummer
    /// that fails the elfproef.
    #[error("{fout} ({})", plek.pad)]
    Waarde {
        /// Where it stands.
        plek: Plek,
        /// What it should have been.
        fout: OngeldigeWaarde,
    },
}

impl LeesFout {
    /// The same error, its place below this path.
    pub(super) fn onder(mut self, pad: &str) -> LeesFout {
        if let LeesFout::Waarde { plek, .. } = &mut self {
            plek.pad = format!("{pad}{}", plek.pad).into();
        }
        self
    }
}

/// A client of a 323 or 325 with its Prestaties.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// The Client by itself, and where it stands in the message.
    pub persoon: Persoon,
    /// Who.
    pub bsn: Bsn,
    /// The Prestaties.
    pub prestaties: Vec<Prestatie>,
}

/// Every Prestatie of a 323 or 325 with its client, in the order of the message, counted from 1.
pub fn regels(clienten: &[Client]) -> impl Iterator<Item = (u32, &Client, &Prestatie)> {
    let regels =
        clienten.iter().flat_map(|client| client.prestaties.iter().map(move |prestatie| (client, prestatie)));
    (1..).zip(regels).map(|(regel, (client, prestatie))| (regel, client, prestatie))
}

/// What a message is about. A retourbericht is about the same as the heenbericht that it answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Inhoud {
    /// 301 and 302.
    Toewijzing {
        /// The client.
        persoon: Persoon,
        /// Who.
        bsn: Bsn,
        /// Those related to the client.
        relaties: Vec<Relatie>,
        /// Where the client and the Relaties can be reached.
        contacten: Vec<Contact>,
        /// What is allocated.
        producten: Vec<ToegewezenProduct>,
    },
    /// 305 and 306.
    Start {
        /// The client.
        persoon: Persoon,
        /// Who.
        bsn: Bsn,
        /// What started.
        producten: Vec<StartProduct>,
    },
    /// 307 and 308.
    Stop {
        /// The client.
        persoon: Persoon,
        /// Who.
        bsn: Bsn,
        /// What stopped.
        producten: Vec<StopProduct>,
    },
    /// 315 and 316.
    VerzoekToewijzing {
        /// The client.
        persoon: Persoon,
        /// Who.
        bsn: Bsn,
        /// What is asked for.
        producten: Vec<AangevraagdProduct>,
    },
    /// 317 and 318.
    VerzoekWijziging {
        /// The client.
        persoon: Persoon,
        /// Who.
        bsn: Bsn,
        /// The request.
        verzoek: Verzoek,
        /// What stays as it is.
        ongewijzigd: Vec<OngewijzigdProduct>,
        /// What is to change.
        te_wijzigen: Vec<TeWijzigenProduct>,
        /// What is asked for anew.
        nieuw: Vec<NieuwProduct>,
    },
    /// 319 and 320.
    Antwoord(Antwoord),
    /// 323.
    Declaratie(Declaratie, Vec<Client>),
    /// 325, with the clients that something was refused of.
    DeclaratieAntwoord(DeclaratieAntwoord, Vec<Client>),
    /// An answer that is only a Header.
    AlleenHeader,
}

/// A message that is valid against its schema, read into types.
#[derive(Clone, Debug, PartialEq)]
pub struct Bericht {
    /// What it says of itself.
    pub header: Header,
    /// What it is about.
    pub inhoud: Inhoud,
    /// The codes of an answer, per klasse that carries any; empty for a heenbericht.
    pub retourcodes: Vec<(Plek, Vec<String>)>,
    /// The elements after the header as they stand, for an answer that repeats them. Empty for a 323: its answer repeats
    /// [`Prestatie`]s.
    pub lijf: Vec<Knoop>,
}

impl Inhoud {
    /// Whom the message is about; none where it is about nobody, or about more than one client.
    pub fn bsn(&self) -> Option<&Bsn> {
        match self {
            Inhoud::Toewijzing { bsn, .. }
            | Inhoud::Start { bsn, .. }
            | Inhoud::Stop { bsn, .. }
            | Inhoud::VerzoekToewijzing { bsn, .. }
            | Inhoud::VerzoekWijziging { bsn, .. } => Some(bsn),
            Inhoud::Antwoord(_)
            | Inhoud::Declaratie(..)
            | Inhoud::DeclaratieAntwoord(..)
            | Inhoud::AlleenHeader => None,
        }
    }
}

impl Bericht {
    /// Every allocation that the message names, with the client that it names it for.
    pub fn toewijzingen_per_client(&self) -> BTreeSet<(ToewijzingNummer, &Bsn)> {
        match &self.inhoud {
            Inhoud::Toewijzing { bsn, producten, .. } => {
                producten.iter().map(|product| (product.nummer, bsn)).collect()
            }
            Inhoud::Start { bsn, producten, .. } => {
                producten.iter().filter_map(|start| Some((start.nummer?, bsn))).collect()
            }
            Inhoud::Stop { bsn, producten, .. } => {
                producten.iter().filter_map(|stop| Some((stop.start.nummer?, bsn))).collect()
            }
            Inhoud::VerzoekWijziging { bsn, ongewijzigd, te_wijzigen, .. } => {
                let ongewijzigd = ongewijzigd.iter().map(|product| (product.nummer, bsn));
                ongewijzigd.chain(te_wijzigen.iter().map(|product| (product.nummer, bsn))).collect()
            }
            Inhoud::Declaratie(_, clienten) => {
                regels(clienten).map(|(_, client, prestatie)| (prestatie.nummer, &client.bsn)).collect()
            }
            Inhoud::VerzoekToewijzing { .. }
            | Inhoud::Antwoord(_)
            | Inhoud::DeclaratieAntwoord(..)
            | Inhoud::AlleenHeader => BTreeSet::new(),
        }
    }

    /// The klassen of the message, the Header first and the end of the message last. Not the Clients of a 323 and a 325
    /// themselves: of those only who they are is kept.
    pub fn klassen(&self) -> Vec<Klasse<'_>> {
        let mut uit = vec![Klasse::Header(&self.header)];
        match &self.inhoud {
            Inhoud::Toewijzing { persoon, relaties, contacten, producten, .. } => {
                uit.extend(relaties.iter().map(Klasse::Relatie));
                uit.extend(contacten.iter().map(Klasse::Contact));
                uit.extend(producten.iter().map(Klasse::ToegewezenProduct));
                uit.push(Klasse::Client(persoon));
            }
            Inhoud::Start { persoon, producten, .. } => {
                uit.extend(producten.iter().map(Klasse::StartProduct));
                uit.push(Klasse::Client(persoon));
            }
            Inhoud::Stop { persoon, producten, .. } => {
                uit.extend(producten.iter().map(Klasse::StopProduct));
                uit.push(Klasse::Client(persoon));
            }
            Inhoud::VerzoekToewijzing { persoon, producten, .. } => {
                uit.extend(producten.iter().map(Klasse::AangevraagdProduct));
                uit.push(Klasse::Client(persoon));
            }
            Inhoud::VerzoekWijziging { persoon, verzoek, ongewijzigd, te_wijzigen, nieuw, .. } => {
                uit.extend(ongewijzigd.iter().map(Klasse::OngewijzigdProduct));
                uit.extend(te_wijzigen.iter().map(Klasse::TeWijzigenProduct));
                uit.extend(nieuw.iter().map(Klasse::NieuwProduct));
                uit.extend([Klasse::Verzoek(verzoek), Klasse::Client(persoon)]);
            }
            Inhoud::Antwoord(antwoord) => uit.push(Klasse::Antwoord(antwoord)),
            Inhoud::Declaratie(declaratie, clienten) => {
                uit.extend(clienten.iter().flat_map(|client| &client.prestaties).map(Klasse::Prestatie));
                uit.push(Klasse::Declaratie(declaratie));
            }
            Inhoud::DeclaratieAntwoord(antwoord, clienten) => {
                uit.extend(clienten.iter().flat_map(|client| &client.prestaties).map(Klasse::Prestatie));
                uit.push(Klasse::DeclaratieAntwoord(antwoord));
            }
            Inhoud::AlleenHeader => {}
        }
        uit.push(Klasse::Einde(&self.header));
        uit
    }
}

/// Reads a message into types, validating it in the same pass. Of a 323 the Prestaties are converted one by
/// one, so memory grows with the types and not with the XML.
///
/// # Errors
/// [`LeesFout::Schema`] if it is not valid, [`LeesFout::Waarde`] if a valid value has no meaning to us.
pub fn lees(schemas: &Schemas, invoer: impl BufRead) -> Result<Bericht, LeesFout> {
    let mut lezer = Klassenlezer::met_bericht(Verzameling::default());
    let rapport = schemas.valideer(invoer, &mut lezer)?;
    if !rapport.valid() {
        return Err(LeesFout::Schema);
    }
    let lijf = lezer.bericht().into_iter().flat_map(|bericht| bericht.kinderen().skip(1));
    let lijf = lijf.map(|deel| deel.knoop()).collect();
    let verzameling = lezer.ontvanger();
    if let Some(fout) = verzameling.fout {
        return Err(fout);
    }
    let header = verzameling.header.clone().ok_or(LeesFout::Schema)?;
    let retourcodes = verzameling.retourcodes.clone();
    Ok(Bericht { inhoud: verzameling.inhoud()?, header, retourcodes, lijf })
}

/// Reads only the header of a message that is valid against its schema.
///
/// # Errors
/// As [`lees`].
pub fn lees_header(schemas: &Schemas, invoer: impl BufRead) -> Result<Header, LeesFout> {
    #[derive(Default)]
    struct AlleenHeader(Option<Result<Header, LeesFout>>);
    impl Ontvanger for AlleenHeader {
        fn klasse(&mut self, gelezen: Gelezen, _: Deel<'_>, _: Option<NaiveDate>) {
            if let Gelezen::Header(header) = gelezen {
                self.0 = Some(Ok(header));
            }
        }
        fn onleesbaar(&mut self, fout: LeesFout) {
            self.0.get_or_insert(Err(fout));
        }
    }
    let mut lezer = Klassenlezer::nieuw(AlleenHeader::default());
    schemas.valideer(invoer, &mut lezer)?;
    lezer.ontvanger().0.ok_or(LeesFout::Schema)?
}

/// The klassen of a message, kept.
#[derive(Default)]
struct Verzameling {
    fout: Option<LeesFout>,
    header: Option<Header>,
    persoon: Option<Persoon>,
    relaties: Vec<Relatie>,
    contacten: Vec<Contact>,
    toegewezen: Vec<ToegewezenProduct>,
    starts: Vec<StartProduct>,
    stops: Vec<StopProduct>,
    aangevraagd: Vec<AangevraagdProduct>,
    verzoek: Option<Verzoek>,
    ongewijzigd: Vec<OngewijzigdProduct>,
    te_wijzigen: Vec<TeWijzigenProduct>,
    nieuw: Vec<NieuwProduct>,
    antwoord: Option<Antwoord>,
    declaratie: Option<Declaratie>,
    declaratie_antwoord: Option<DeclaratieAntwoord>,
    /// Of the client that is being read.
    prestaties: Vec<Prestatie>,
    clienten: Vec<Client>,
    retourcodes: Vec<(Plek, Vec<String>)>,
}

impl Ontvanger for Verzameling {
    fn klasse(&mut self, gelezen: Gelezen, deel: Deel<'_>, _: Option<NaiveDate>) {
        self.neem_retourcodes(gelezen.klasse().plek(), deel);
        match gelezen {
            Gelezen::Header(header) => self.header = Some(header),
            Gelezen::Client(persoon) => self.client(persoon, deel),
            Gelezen::Relatie(relatie) => self.relaties.push(relatie),
            Gelezen::Contact(contact) => self.contacten.push(contact),
            Gelezen::ToegewezenProduct(product) => self.toegewezen.push(product),
            Gelezen::StartProduct(start) => self.starts.push(start),
            Gelezen::StopProduct(stop) => self.stops.push(stop),
            Gelezen::AangevraagdProduct(product) => self.aangevraagd.push(product),
            Gelezen::Verzoek(verzoek) => self.verzoek = Some(verzoek),
            Gelezen::OngewijzigdProduct(product) => self.ongewijzigd.push(product),
            Gelezen::TeWijzigenProduct(product) => self.te_wijzigen.push(product),
            Gelezen::NieuwProduct(product) => self.nieuw.push(product),
            Gelezen::Antwoord(antwoord) => self.antwoord = Some(antwoord),
            Gelezen::Declaratie(declaratie) => self.declaratie = Some(declaratie),
            Gelezen::Prestatie(prestatie) => self.prestaties.push(prestatie),
            Gelezen::DeclaratieAntwoord(antwoord) => self.declaratie_antwoord = Some(antwoord),
        }
    }

    fn onleesbaar(&mut self, fout: LeesFout) {
        self.fout.get_or_insert(fout);
    }
}

impl Verzameling {
    /// The codes of a klasse, and of a Woonplaatsbeginsel in it: that is no klasse by itself, but carries codes.
    fn neem_retourcodes(&mut self, plek: &Plek, deel: Deel<'_>) {
        let binnen = deel.kind("Woonplaatsbeginsel");
        let binnen = binnen.map(|deel| (Plek { positie: deel.positie(), ..plek.onder(deel.naam()) }, deel));
        for (plek, deel) in [(plek.clone(), deel)].into_iter().chain(binnen) {
            let codes = retourcodes(deel);
            if !codes.is_empty() {
                self.retourcodes.push((plek, codes));
            }
        }
    }

    /// A client comes after its Prestaties.
    fn client(&mut self, persoon: Persoon, deel: Deel<'_>) {
        let prestaties = std::mem::take(&mut self.prestaties);
        match &persoon.bsn {
            Ok(bsn) if !prestaties.is_empty() => {
                let bsn = bsn.clone();
                self.clienten.push(Client { persoon, bsn, prestaties });
            }
            Ok(_) => self.persoon = Some(persoon),
            Err(fout) => {
                let positie = deel.kind("Bsn").unwrap_or(deel).positie();
                let plek = Plek { pad: format!("{}/Bsn", persoon.plek.pad).into(), positie };
                self.fout.get_or_insert(LeesFout::Waarde { plek, fout: *fout });
            }
        }
    }

    fn inhoud(self) -> Result<Inhoud, LeesFout> {
        if let Some(declaratie) = self.declaratie {
            return Ok(Inhoud::Declaratie(declaratie, self.clienten));
        }
        if let Some(antwoord) = self.declaratie_antwoord {
            return Ok(Inhoud::DeclaratieAntwoord(antwoord, self.clienten));
        }
        if let Some(antwoord) = self.antwoord {
            return Ok(Inhoud::Antwoord(antwoord));
        }
        let Some(persoon) = self.persoon else { return Ok(Inhoud::AlleenHeader) };
        let bsn = persoon.bsn.clone().map_err(|_| LeesFout::Schema)?;
        let soort = self.header.ok_or(LeesFout::Schema)?.berichttype.soort;
        Ok(match soort.onderwerp() {
            Soort::Toewijzing => Inhoud::Toewijzing {
                persoon,
                bsn,
                relaties: self.relaties,
                contacten: self.contacten,
                producten: self.toegewezen,
            },
            Soort::Start => Inhoud::Start { persoon, bsn, producten: self.starts },
            Soort::Stop => Inhoud::Stop { persoon, bsn, producten: self.stops },
            Soort::VerzoekToewijzing => {
                Inhoud::VerzoekToewijzing { persoon, bsn, producten: self.aangevraagd }
            }
            _ => Inhoud::VerzoekWijziging {
                persoon,
                bsn,
                verzoek: self.verzoek.ok_or(LeesFout::Schema)?,
                ongewijzigd: self.ongewijzigd,
                te_wijzigen: self.te_wijzigen,
                nieuw: self.nieuw,
            },
        })
    }
}
