//! Verwerking: one stored message at a time, from its stream, to a verdict, an answer and what it changes.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Poort, PoortFout};
use crate::bericht::{Bericht, Berichttype, Header, Inhoud, LeesFout, Schemas, lees, lees_header};
use crate::declaratie::Afrekening;
use crate::keten::{
    Beoordeling, Dossier, Retourcodes, Uitkomst, Vraag, Wijziging, beoordeel, technisch_afgekeurd,
};
use crate::regels::{Bevinding, Niveau, Omstandigheden, Oordeel, TECHNISCHE_AFKEUR, controleer};
use crate::retour::{Kenmerk, declaratie_antwoord, retourbericht};
use crate::store::{Antwoord, StoreFout, Vastgelegd, Verwerking, Werk};

/// How long a worker may hold a stream without a sign of life.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// How often a worker gives that sign.
const LEVENSTEKEN: Duration = Duration::from_secs(10);
/// How often a message is judged again because another stream took what it claims; more means that something is wrong.
const MEESTE_BOTSINGEN: usize = 5;
/// How long a message that failed through the gate's own fault waits before each next try; after the last it is parked.
const WACHTTIJDEN: [TimeDelta; 4] =
    [TimeDelta::seconds(1), TimeDelta::seconds(10), TimeDelta::seconds(60), TimeDelta::seconds(600)];

/// What one step of a worker came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stap {
    /// Nothing was waiting.
    Niets,
    /// This message was processed.
    Verwerkt(Uuid),
    /// This message failed and is tried again later.
    Uitgesteld(Uuid),
    /// This message failed too often and was parked for an operator.
    Geparkeerd(Uuid),
    /// Another worker had taken over the stream: nothing was written.
    Overgenomen(Uuid),
}

/// Why one message could not be processed: the database (try again, whatever it takes) or the gate itself (try a few
/// times, then park). Never a retourcode.
enum Mislukt {
    Storing(PoortFout),
    Fout(String),
}

impl From<PoortFout> for Mislukt {
    fn from(fout: PoortFout) -> Self {
        match fout {
            PoortFout::Store(fout) => fout.into(),
            PoortFout::Intern(oorzaak) => Mislukt::Fout(oorzaak),
        }
    }
}

impl From<StoreFout> for Mislukt {
    fn from(fout: StoreFout) -> Self {
        match fout {
            // What is wrong lies in this message or in what is stored beside it: others must not wait for it.
            StoreFout::Strijdig(_) | StoreFout::BedorvenRij { .. } | StoreFout::Sqlx(_) => {
                Mislukt::Fout(fout.to_string())
            }
            fout => Mislukt::Storing(fout.into()),
        }
    }
}

impl Poort {
    /// Processes the next waiting message, if there is one.
    ///
    /// # Errors
    /// [`PoortFout::Store`] where the database fails: the message keeps waiting and its lease runs out.
    pub async fn verwerk_volgende(&self, eigenaar: Uuid) -> Result<Stap, PoortFout> {
        let nu = self.klok.nu();
        let Some(werk) = self.store.claim(eigenaar, nu, nu + LEASE).await? else { return Ok(Stap::Niets) };
        let id = werk.bericht.id;
        let verwerkt = {
            let verwerking = self.verwerk(&werk);
            tokio::pin!(verwerking);
            loop {
                tokio::select! {
                    uitkomst = &mut verwerking => break uitkomst,
                    () = tokio::time::sleep(LEVENSTEKEN) => {
                        self.store.verleng(&werk, self.klok.nu() + LEASE).await?;
                    }
                }
            }
        };
        let stap = match verwerkt {
            Ok(Vastgelegd::Ja) => Stap::Verwerkt(id),
            Ok(Vastgelegd::LeaseKwijt) => Stap::Overgenomen(id),
            Ok(Vastgelegd::Botsing) => self.stel_uit(&werk, "te vaak gebotst met andere berichten").await?,
            Err(Mislukt::Fout(oorzaak)) => self.stel_uit(&werk, &oorzaak).await?,
            Err(Mislukt::Storing(fout)) => {
                // Best effort: where the database cannot even do this, the lease runs out.
                self.store.geef_vrij(eigenaar).await.ok();
                return Err(fout);
            }
        };
        self.meld_beweging();
        Ok(stap)
    }

    async fn stel_uit(&self, werk: &Werk, oorzaak: &str) -> Result<Stap, PoortFout> {
        let bericht = &werk.bericht;
        let nu = self.klok.nu();
        let wachttijd = usize::try_from(bericht.pogingen).ok().and_then(|poging| WACHTTIJDEN.get(poging));
        let volgende: Option<DateTime<Utc>> = wachttijd.map(|wachttijd| nu + *wachttijd);
        self.store.meld_mislukt(werk, oorzaak, nu, volgende).await?;
        if volgende.is_some() {
            tracing::warn!(bericht = %bericht.id, poging = bericht.pogingen + 1, oorzaak, "verwerken mislukt, later opnieuw");
            Ok(Stap::Uitgesteld(bericht.id))
        } else {
            tracing::error!(bericht = %bericht.id, oorzaak, "verwerken blijft mislukken, bericht geparkeerd");
            Ok(Stap::Geparkeerd(bericht.id))
        }
    }

    async fn verwerk(&self, werk: &Werk) -> Result<Vastgelegd, Mislukt> {
        let bytes = self.store.laad(werk).await?;
        let oordeel = werk.bericht.oordeel;
        let gelezen = self.reken(move |schemas| lees_om_te_verwerken(schemas, &bytes, oordeel)).await?;
        let mut gelezen = gelezen.map_err(Mislukt::Fout)?;
        for _ in 0..MEESTE_BOTSINGEN {
            let dossier = match &gelezen {
                Gelezen::Geheel(bericht) => self.store.dossier(&Vraag::van(bericht)).await?,
                Gelezen::AlleenHeader(..) => Dossier::default(),
            };
            let kenmerk = Kenmerk {
                identificatie: format!("BP{:010}", werk.bericht.volgnummer),
                dagtekening: self.klok.vandaag(),
            };
            let (terug, besluit) = self
                .reken(move |schemas| {
                    let besluit = besluit(schemas, &gelezen, &dossier, &kenmerk);
                    (gelezen, besluit)
                })
                .await?;
            gelezen = terug;
            let vastgelegd = self.leg_vast(werk, &gelezen, &besluit.map_err(Mislukt::Fout)?).await?;
            if vastgelegd != Vastgelegd::Botsing {
                return Ok(vastgelegd);
            }
        }
        Ok(Vastgelegd::Botsing)
    }

    async fn leg_vast(
        &self,
        werk: &Werk,
        gelezen: &Gelezen,
        besluit: &Besluit,
    ) -> Result<Vastgelegd, Mislukt> {
        let heen = &werk.bericht;
        let antwoord = besluit.antwoord.as_ref().map(|antwoord| Antwoord {
            id: Uuid::now_v7(),
            berichttype: antwoord.header.berichttype,
            verzender: heen.geadresseerde,
            geadresseerde: heen.verzender,
            afzender: antwoord.header.afzender(),
            ontvanger: antwoord.header.ontvanger(),
            identificatie: &antwoord.identificatie,
            dagtekening: antwoord.dagtekening,
            bytes: &antwoord.bytes,
            sha256: antwoord.sha256,
        });
        let mut leveringen = Vec::new();
        if besluit.door_naar_ontvanger {
            leveringen.push((Uuid::now_v7(), heen.geadresseerde, heen.id));
        }
        leveringen.extend(antwoord.as_ref().map(|antwoord| (Uuid::now_v7(), heen.verzender, antwoord.id)));
        let afrekening = besluit.afrekening(gelezen);
        let wijzigingen = besluit.wijzigingen(gelezen, afrekening.as_ref());
        let verwerking = Verwerking {
            header: gelezen.header(),
            uitkomst: besluit.uitkomst,
            bevindingen: &besluit.bevindingen,
            wijzigingen: &wijzigingen,
            identificatie_gebruikt: besluit.telt_mee && besluit.uitkomst.is_some(),
            antwoord,
            leveringen: &leveringen,
        };
        Ok(self.store.leg_verwerking_vast(werk, &verwerking, self.klok.nu()).await?)
    }
}

/// A stored message, read as far as it can be.
enum Gelezen {
    Geheel(Box<Bericht>),
    /// Refused at level 2: the header, and a finding that controle had not made, if any.
    AlleenHeader(Box<Header>, Option<Bevinding>),
}

impl Gelezen {
    fn header(&self) -> &Header {
        match self {
            Gelezen::Geheel(bericht) => &bericht.header,
            Gelezen::AlleenHeader(header, _) => header,
        }
    }
}

/// Reads a message that controle found valid when it came in.
fn lees_om_te_verwerken(schemas: &Schemas, bytes: &[u8], oordeel: Oordeel) -> Result<Gelezen, String> {
    let gevonden = match lees(schemas, bytes) {
        Ok(bericht) if oordeel == Oordeel::Geldig => return Ok(Gelezen::Geheel(Box::new(bericht))),
        Ok(bericht) => return Ok(Gelezen::AlleenHeader(Box::new(bericht.header), None)),
        Err(LeesFout::Waarde { plek, fout }) if oordeel == Oordeel::Geldig => Some(Bevinding {
            niveau: Niveau::Bericht,
            regel: None,
            retourcode: Some(TECHNISCHE_AFKEUR.to_owned()),
            tekst: format!("Deze waarde is geen {}. Verbeter de waarde.", fout.soort),
            regelnummer: plek.positie.line,
            kolom: plek.positie.column,
            pad: plek.pad,
        }),
        Err(LeesFout::Waarde { .. }) => None,
        Err(fout) => return Err(format!("het opgeslagen bericht is niet te lezen: {fout}")),
    };
    let header = lees_header(schemas, bytes).map_err(|fout| fout.to_string())?;
    Ok(Gelezen::AlleenHeader(Box::new(header), gevonden))
}

/// Everything that follows from a message and its dossier.
struct Besluit {
    uitkomst: Option<Uitkomst>,
    bevindingen: Vec<Bevinding>,
    codes: Retourcodes,
    /// The message counts for later messages: approved, or a 323 that was processed.
    telt_mee: bool,
    door_naar_ontvanger: bool,
    antwoord: Option<GeschrevenAntwoord>,
}

struct GeschrevenAntwoord {
    header: Header,
    identificatie: String,
    dagtekening: NaiveDate,
    bytes: Vec<u8>,
    sha256: [u8; 32],
}

impl Besluit {
    fn afrekening<'b>(&self, gelezen: &'b Gelezen) -> Option<Afrekening<'b>> {
        afrekening(gelezen, &self.codes)
    }

    fn wijzigingen<'b>(
        &self,
        gelezen: &'b Gelezen,
        afrekening: Option<&Afrekening<'b>>,
    ) -> Vec<Wijziging<'b>> {
        match (gelezen, afrekening) {
            (_, Some(afrekening)) => afrekening.wijzigingen().to_vec(),
            (Gelezen::Geheel(bericht), None) if self.telt_mee => Wijziging::van(&bericht.inhoud),
            _ => Vec::new(),
        }
    }
}

fn afrekening<'b>(gelezen: &'b Gelezen, codes: &Retourcodes) -> Option<Afrekening<'b>> {
    let Gelezen::Geheel(bericht) = gelezen else { return None };
    let Inhoud::Declaratie(declaratie) = &bericht.inhoud else { return None };
    Some(Afrekening::maak(declaratie, codes))
}

/// The pure heart of processing: from message and dossier to verdict and answer.
fn besluit(
    schemas: &Schemas,
    gelezen: &Gelezen,
    dossier: &Dossier,
    kenmerk: &Kenmerk,
) -> Result<Besluit, String> {
    let header = gelezen.header();
    let Some(soort_antwoord) = header.berichttype.antwoord() else {
        return Ok(Besluit {
            uitkomst: None,
            bevindingen: Vec::new(),
            codes: Retourcodes::default(),
            telt_mee: false,
            door_naar_ontvanger: true,
            antwoord: None,
        });
    };
    let beoordeling = match gelezen {
        Gelezen::Geheel(bericht) => beoordeel(bericht, dossier),
        Gelezen::AlleenHeader(_, gevonden) => {
            Beoordeling { bevindingen: gevonden.iter().cloned().collect(), ..technisch_afgekeurd() }
        }
    };
    let afrekening = afrekening(gelezen, &beoordeling.codes);
    let uitkomst = match &afrekening {
        Some(afrekening) => afrekening.uitkomst(),
        None if beoordeling.codes.is_leeg() => Uitkomst::Goedgekeurd,
        None => Uitkomst::Afgekeurd,
    };
    let telt_mee = afrekening.as_ref().map_or(uitkomst == Uitkomst::Goedgekeurd, Afrekening::is_verwerkt);
    let lijf = match gelezen {
        Gelezen::Geheel(bericht) => bericht.lijf.as_slice(),
        Gelezen::AlleenHeader(..) => &[],
    };
    let bytes = if soort_antwoord.soort.is_retour() {
        retourbericht(schemas, header, lijf, &beoordeling.codes, kenmerk)
    } else {
        declaratie_antwoord(schemas, header, afrekening.as_ref(), &beoordeling.codes, kenmerk)
    }
    .map_err(|fout| fout.to_string())?;
    let antwoord = nagekeken(schemas, bytes, soort_antwoord, kenmerk)?;
    Ok(Besluit {
        uitkomst: Some(uitkomst),
        bevindingen: beoordeling.bevindingen,
        codes: beoordeling.codes,
        telt_mee,
        door_naar_ontvanger: telt_mee,
        antwoord: Some(antwoord),
    })
}

/// Checks what the gate wrote as if somebody else had sent it. An answer that fails never leaves.
fn nagekeken(
    schemas: &Schemas,
    bytes: Vec<u8>,
    berichttype: Berichttype,
    kenmerk: &Kenmerk,
) -> Result<GeschrevenAntwoord, String> {
    let controle = controleer(schemas, bytes.as_slice(), Omstandigheden::op(kenmerk.dagtekening))
        .map_err(|fout| fout.to_string())?;
    let header = controle.header.filter(|header| header.berichttype == berichttype);
    match (controle.oordeel, header) {
        (Oordeel::Geldig, Some(header)) => Ok(GeschrevenAntwoord {
            header,
            identificatie: kenmerk.identificatie.clone(),
            dagtekening: kenmerk.dagtekening,
            sha256: Sha256::digest(&bytes).into(),
            bytes,
        }),
        _ => {
            let eerste = controle.bevindingen.first();
            let waarom = eerste
                .map_or_else(String::new, |bevinding| format!(": {} {}", bevinding.pad, bevinding.tekst));
            Err(format!("het eigen antwoord {berichttype} is niet geldig{waarom}"))
        }
    }
}
